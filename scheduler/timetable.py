"""Everything that happens by itself, on one screen.

A heartbeat only looks for what is due in the database, so it may be late, run twice or run on every replica.
"""

from collections.abc import Callable
from dataclasses import dataclass

from qabot import interaction
from qabot.audit.reminder_rules import DEFAULT, After
from qabot.clock import Clock
from qabot.db import Database
from qabot.journal import chain
from qabot.keeping.register import Register
from qabot.keeping.rules import Periods
from qabot.schedule.kinds import Timetable
from qabot.slack.port import Slack
from scheduler import deadlines, files, keeping
from scheduler.mender import mending
from scheduler.operators import telling
from scheduler.people import linking
from scheduler.schedules import ticking
from scheduler.sender import Sender
from scheduler.verifier import Verifier


@dataclass(frozen=True)
class Heartbeat:
    """`every` is in seconds."""

    name: str
    every: float
    beat: Callable[[], object]
    at_start: bool = False


def heartbeats(
    *,
    database: Database,
    slack: Slack,
    clock: Clock,
    sender: Sender,
    timetable: Timetable,
    register: Register,
    periods: Periods,
    every: float = 0.5,
    operators: str | None = None,
    after: After = DEFAULT,
) -> tuple[Heartbeat, ...]:
    def sweep() -> None:
        with database.transaction() as session:
            interaction.sweep(session, now=clock())

    def seal() -> None:
        # Looking takes no write lock: an idle bot leaves the database alone.
        with database.reading() as session:
            if not chain.waiting(session):
                return
        with database.transaction() as session:
            chain.seal(session)

    def seal_late_rows() -> None:
        with database.transaction() as session:
            chain.seal(session, everything=True)

    return (
        Heartbeat("sender", every, sender.beat),
        Heartbeat("schedules", every, ticking(database, clock, timetable), at_start=True),
        Heartbeat("reconciler", 10, sender.reconcile),
        Heartbeat("verifier", 30, Verifier(database=database, slack=slack, clock=clock).run),
        Heartbeat("mender", 60, mending(database, slack, clock)),
        Heartbeat("files", 60, files.sweeping(database, slack, clock)),
        Heartbeat("operators", 10, telling(database, clock, operators)),
        Heartbeat("people", 30, linking(database, slack, clock), at_start=True),
        Heartbeat("deadlines", 2, deadlines.beating(database, clock, after)),
        Heartbeat("journal", every, seal),
        Heartbeat("late journal rows", 3600, seal_late_rows, at_start=True),
        Heartbeat("sweep", 3600, sweep),
        Heartbeat("privacy orders", 2, keeping.carrying_out(database, clock, register)),
        Heartbeat("erasure register", 60, keeping.aligning(database, clock, register), at_start=True),
        Heartbeat("retention", 6 * 3600, keeping.sweeping(database, clock, periods), at_start=True),
    )
