"""Dying at any boundary loses nothing and says nothing twice; variants that are known to be wrong are caught."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import delete

from qabot import outbox
from qabot.db import Database
from qabot.outbox import Gate, OutboxRow, claims
from qabot.slack import blocks
from qabot.slack.port import Message
from scheduler.sender import Sender
from scheduler.verifier import Verifier
from tests.chaos.crashing import Crash, CrashingDatabase, LedgerSlack, Points
from tests.chaos.variants import MarkFirst, Naive
from tests.times import Clock

SAID = (("C1", "first"), ("C1", "second"), ("C2", "elsewhere"))
MISHAPS: dict[str, list[str]] = {
    "none": [],
    "an answer lost": ["lost answer"],
    "applied late": ["late"],
    "lost, then late": ["lost answer", "late"],
}


@dataclass(frozen=True)
class Verdict:
    """What the ledger shows in the end."""

    lost: list[str]
    twice: list[str]
    out_of_order: bool

    @property
    def good(self) -> bool:
        return not (self.lost or self.twice or self.out_of_order)


@dataclass
class Story:
    """Three messages, a process that dies once, and another one that goes on."""

    db: Database
    kind: Callable[..., Sender] = Sender
    verifies: bool = True
    delay: timedelta = timedelta(seconds=20)

    def play(self, mishaps: list[str], die_at: int | None = None) -> tuple[Verdict, list[str]]:
        clock, points = Clock(), Points(die_at)
        slack = LedgerSlack(points=points, clock=clock, mishaps=list(mishaps), delay=self.delay)
        self._write(clock)
        self._until_it_is_quiet(slack, clock, points)
        return self._verdict(slack), points.reached

    def verdicts(self, mishaps: list[str]) -> dict[str, Verdict]:
        """Die at each boundary in turn, by its number and name."""
        _, reached = self.play(mishaps)
        return {f"{n}: {name}": self.play(mishaps, n)[0] for n, name in enumerate(reached)}

    def _write(self, clock: Clock) -> None:
        with self.db.transaction() as session:
            session.execute(delete(OutboxRow))
            session.execute(delete(Gate))
            for channel, text in SAID:
                outbox.enqueue(session, key=text, channel=channel, message=Message(text), now=clock())

    def _until_it_is_quiet(self, slack: LedgerSlack, clock: Clock, points: Points) -> None:
        database = CrashingDatabase(self.db, points)
        sender = self.kind(database=database, slack=slack, clock=clock, cards={}, home=lambda *_: blocks.home([]))
        verifier = Verifier(database=database, slack=slack, clock=clock)
        # Until each lease has passed, all has settled and the second look of the verifier is over.
        for seconds in [2] * 4 + [16] * 20 + [120] * 10:
            try:
                sender.run()
                sender.reconcile()
                if self.verifies:
                    verifier.run()
            except Crash:
                pass
            clock.forward(seconds=seconds)
        slack.arrive()

    def _verdict(self, slack: LedgerSlack) -> Verdict:
        said = [one.message.text for _, one in sorted(slack.posts.items(), key=lambda entry: entry[0].ts)]
        counted = Counter(said)
        in_order = [text for text in said if text in ("first", "second")]
        return Verdict(
            lost=[text for _, text in SAID if not counted[text]],
            twice=[text for text, times in counted.items() if times > 1],
            out_of_order=in_order != sorted(in_order),
        )


@pytest.mark.parametrize("mishap", MISHAPS)
def test_dying_anywhere_loses_nothing_and_says_nothing_twice(db: Database, mishap: str) -> None:
    verdicts = Story(db).verdicts(MISHAPS[mishap])
    assert len(verdicts) > 20
    assert {name: verdict for name, verdict in verdicts.items() if not verdict.good} == {}


def test_the_boundaries_are_those_of_the_protocol(db: Database) -> None:
    _, reached = Story(db).play(MISHAPS["lost, then late"])
    methods = "before commit, after commit, before chat.postMessage, after chat.postMessage"
    assert {*methods.split(", "), "before conversations.history", "after conversations.history"} <= set(reached)


def test_a_copy_that_comes_after_the_settle_time_is_taken_back(db: Database) -> None:
    late = timedelta(seconds=60)
    assert Story(db, delay=late).play(["late"])[0].good
    assert Story(db, verifies=False, delay=late).play(["late"])[0].twice == ["first"]


def test_the_harness_catches_a_naive_sender(db: Database) -> None:
    assert Story(db, Naive, verifies=False).play(MISHAPS["an answer lost"])[0].twice == ["first"]


def test_the_harness_catches_a_sender_that_marks_first(db: Database) -> None:
    lost = [verdict.lost for verdict in Story(db, MarkFirst).verdicts([]).values() if verdict.lost]
    assert ["first"] in lost
    assert ["elsewhere"] in lost


def test_the_harness_catches_a_settle_time_of_nothing(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "SETTLE", timedelta(0))
    assert Story(db, verifies=False).play(MISHAPS["applied late"])[0].twice == ["first"]
