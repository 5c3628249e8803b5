"""A run: load, blows and mishaps for as long as asked; then calm, and the judge."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from qabot.db import Database
from qabot.health import WAITING
from qabot.outbox import TO_VERIFY, OutboxRow
from tests.chaos import plan
from tests.chaos.judge import Verdict, judge, posts_by_key
from tests.chaos.load import Load
from tests.chaos.pace import Pace
from tests.chaos.plan import Blow
from tests.chaos.replica import OURS, Post
from tests.chaos.replicas import Replicas
from tests.chaos.stage import Stage, restart_database

LOOK = 0.05
DRAIN_SECONDS = 240.0
NEVER_SENT = "never sent"


@dataclass
class Report:
    seconds: float = 0.0
    drained: float = 0.0
    verdict: Verdict = field(default_factory=Verdict)
    counts: dict[str, int] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    calls: int = 0


@dataclass
class Run:
    stage: Stage
    folder: Path
    seed: int
    seconds: float
    variant: str = OURS
    pace: Pace = field(default_factory=Pace)
    say: Callable[[str], object] = sys.stderr.write
    restarts: int = 0

    def __post_init__(self) -> None:
        app, sandbox = self.stage.sandbox.seed.app, self.stage.sandbox
        post = Post(self.stage.url, sandbox.api_url, app.bot_token, app.app_token, self.folder, self.pace, self.variant)
        self.replicas = Replicas(post, plan.REPLICAS)
        self.load = Load(self.stage.database, self.seed)

    def play(self) -> Report:
        report = Report()
        try:
            self.replicas.look(time.time())
            begun = time.monotonic()
            self._storm(begun)
            report.seconds = time.monotonic() - begun
            self._count_calls(report)
            self._calm()
            report.drained = self._drain()
        finally:
            self.replicas.stop()
        report.verdict = judge(self.stage.sandbox, self.stage.database, self.replicas.freezes, self.pace)
        self._count(report)
        return report

    def _storm(self, begun: float) -> None:
        plan.befall(self.stage.sandbox.faults, self.seed, self.pace)
        self.load.start()
        to_come = plan.blows(self.seed, self.seconds, self.pace, restarts=self.stage.can_restart)
        while (now := time.monotonic() - begun) < self.seconds:
            while to_come and to_come[0].at <= now:
                self._strike(to_come.pop(0))
            self.replicas.look(time.time())
            time.sleep(LOOK)

    def _strike(self, blow: Blow) -> None:
        if blow.deed == "kill":
            self.replicas.kill(blow.replica)
        elif blow.deed == "freeze":
            self.replicas.freeze(blow.replica, blow.seconds)
        else:
            restart_database()
            self.restarts += 1

    def _calm(self) -> None:
        self.load.stop()
        self.stage.sandbox.faults.clear()
        self.replicas.thaw_all()

    def _drain(self) -> float:
        """Until nothing waits and nothing is to be looked for again; how long that took."""
        begun = time.monotonic()
        while (took := time.monotonic() - begun) < DRAIN_SECONDS:
            self.replicas.look(time.time())
            if is_drained(self.stage.database, verified=self.variant == OURS):
                break
            time.sleep(LOOK)
        return took

    def _count_calls(self, report: Report) -> None:
        calls = self.stage.sandbox.ledger.calls()
        report.calls = len(calls)
        report.faults = Counter(entry.fault for entry in calls if entry.fault)

    def _count(self, report: Report) -> None:
        report.counts = {
            "kills": self.replicas.kills,
            "starts of a replica": self.replicas.starts,
            "freezes": len(self.replicas.freezes),
            "freezes beyond the lease": sum(one.seconds > self.pace.lease for one in self.replicas.freezes),
            "restarts of the database": self.restarts,
            "transactions taken back": self.load.taken_back,
            "transactions that failed": self.load.failed,
        }


def stories(run: Run, verdict: Verdict) -> Iterable[str]:
    """Of what went wrong: each attempt to post it, and who stood still meanwhile."""
    calls = posts_by_key(run.stage.sandbox)
    for key in dict.fromkeys((*verdict.lost, *verdict.duplicated, *verdict.out_of_order)):
        for entry in calls[key]:
            yield f"{key}: until {entry.at:.3f}, {entry.ms:.0f} ms, done {entry.ok}, fault {entry.fault or '-'}"
    yield from (f"frozen {one.begun:.3f} to {one.ended:.3f}" for one in run.replicas.freezes)


def is_drained(database: Database, *, verified: bool) -> bool:
    open_end = f"outbox.{WAITING}" + (f" OR ({TO_VERIFY})" if verified else "")
    open_ends = select(OutboxRow.id).where(text(open_end)).limit(1)
    try:
        with database.reading() as session:
            return session.execute(open_ends).first() is None
    except SQLAlchemyError:
        return False


def table(report: Report) -> Iterable[tuple[str, str]]:
    """What a run showed, a line each."""
    verdict = report.verdict
    shown: dict[str, list[str]] = {
        "lost": verdict.lost,
        NEVER_SENT: verdict.unsaid,
        "said and never recorded": verdict.never_recorded,
        "order breaks": verdict.out_of_order,
        "stale cards and Homes": verdict.stale,
        "duplicated for a time": verdict.duplicated,
        "duplicated without explanation": verdict.unexplained,
        "duplicates left": verdict.standing,
    }
    yield "messages", str(verdict.messages)
    for name, found in shown.items():
        yield name, f"{len(found)}" + (f"   {', '.join(found[:8])}" if found else "")
    yield "copies taken away", str(verdict.taken_back)
    yield "dead, held, expired", ", ".join(f"{verdict.visible[state]}" for state in ("dead", "held", "expired"))
    yield from ((name, str(count)) for name, count in report.counts.items())
    faulted = sum(report.faults.values())
    yield "calls, faulted", f"{report.calls}, {faulted} ({faulted / max(1, report.calls):.0%})"
    yield "by fault", ", ".join(f"{name} {count}" for name, count in sorted(report.faults.items()))
    yield "seconds, and to drain", f"{report.seconds:.0f}, {report.drained:.0f}"
