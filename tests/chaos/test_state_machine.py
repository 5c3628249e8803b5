"""Whatever happens in whatever order: claims, outcomes, deaths, leases that pass, clocks that are set, two replicas."""

import os
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qabot import outbox
from qabot.db import Database
from qabot.outbox import Claim, Gate, Kind, OutboxRow, State, claims
from qabot.slack import blocks
from qabot.slack.port import Message, NotSent, RateLimited, Unknown
from scheduler import sender as sending
from scheduler.sender import Sender
from scheduler.verifier import Verifier
from tests.chaos.crashing import Crash, LedgerSlack, Points
from tests.times import Clock

EXAMPLES = int(os.environ.get("QABOT_MACHINE_EXAMPLES", "25"))
CHANNELS = ("C1", "C2")
REPLICAS, BUSY = st.integers(0, 1), 2
CARD, THING = "note", 1
# Everything but what arrives after the settle time.
FAULTS = {"not sent": NotSent("no_connection"), "slow down": RateLimited(5), "broken": Unknown("internal_error")}
OUTCOMES = ("fine", "lost answer", "late", "late", "dies before", "dies after", *FAULTS)
# So long until each lease has passed and all has settled, and then until the second look of the verifier is over.
TRIES, LOOKS = 60, (121, 121, 800)


@dataclass
class Held:
    claim: Claim
    begin_by: float


class Delivery(RuleBasedStateMachine):
    """`real` is the time of Slack and of the machine's own ticks; `clock` is what the bot believes."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db, self.real, self.clock = db, Clock(), Clock()
        self.slack = LedgerSlack(clock=self.real, delay=timedelta(seconds=25))
        self.sender = Sender(database=db, slack=self.slack, clock=self.clock, cards={CARD: self.card}, home=_home)
        self.verifier = Verifier(database=db, slack=self.slack, clock=self.clock)
        self.held: defaultdict[int, list[Held]] = defaultdict(list)
        self.version, self.written = 0, 0
        self.excused: set[str] = set()
        with db.transaction() as session:
            session.execute(delete(OutboxRow))
            session.execute(delete(Gate))

    def ticks(self) -> float:
        return self.real().timestamp()

    def card(self, _session: Session, _thing: int) -> Message:
        return Message(f"version {self.version}")

    @rule(channel=st.sampled_from(CHANNELS))
    def say(self, channel: str) -> None:
        self.written += 1
        with self.db.transaction() as session:
            text = f"message {self.written}"
            outbox.enqueue(session, key=text, channel=channel, message=Message(text), now=self.clock())

    @rule()
    def change(self) -> None:
        self.version += 1
        with self.db.transaction() as session:
            if self.version == 1:
                outbox.post_card(session, card=CARD, subject=THING, channel="C1", now=self.clock())
            else:
                outbox.refresh_card(session, card=CARD, subject=THING, now=self.clock())

    @rule(replica=REPLICAS, at_most=st.sampled_from((1, 2)))
    def claim(self, replica: int, at_most: int = 1) -> None:
        if self.held[replica]:
            return
        begin_by = self.ticks() + claims.LEASE.total_seconds()
        with self.db.transaction() as session:
            taken = outbox.claim(session, now=self.clock(), at_most=at_most)
        self.held[replica] = [Held(one, begin_by) for one in taken]

    @precondition(lambda self: any(self.held.values()))
    @rule(replica=REPLICAS)
    def give_back(self, replica: int) -> None:
        """However late: what somebody else has taken meanwhile stays theirs."""
        self.sender._give_back([one.claim for one in self.held.pop(replica, [])])

    @precondition(lambda self: any(self.held.values()))
    @rule(replica=REPLICAS, outcome=st.sampled_from(OUTCOMES))
    def end(self, replica: int, outcome: str) -> None:
        if not self.held[replica]:
            return
        held = self.held[replica].pop(0)
        self.slack.mishaps = [outcome] if outcome in ("lost answer", "late") and held.claim.kind is Kind.POST else []
        self.slack.faults = [FAULTS[outcome]] if outcome in FAULTS else []
        self.slack.points = Points({"dies before": 0, "dies after": 1}.get(outcome))
        try:
            self.sender._deliver(held.claim, held.begin_by)
        except Crash:
            pass
        finally:
            self.slack.points, self.slack.faults, self.slack.mishaps = Points(), [], []

    @rule(outcome=st.sampled_from(OUTCOMES))
    def send(self, outcome: str) -> None:
        """At once, by a replica that holds nothing else."""
        self.claim(BUSY)
        if self.held[BUSY]:
            self.end(BUSY, outcome)

    @rule(seconds=st.sampled_from((1, 2, 3, 5, 31, 61)))
    def wait(self, seconds: int) -> None:
        self.real.forward(seconds=seconds)
        self.clock.forward(seconds=seconds)
        self.slack.arrive()

    @rule(hours=st.sampled_from((-1, 1)))
    def set_clock(self, hours: int) -> None:
        """Ahead, it cuts the settle time of what may still come short: that may stand there twice, for a time."""
        if hours > 0:
            self.excused |= set(self.open_ends())
        self.clock.forward(hours=hours)

    @rule(seconds=st.sampled_from((1, 2, 3, 5, 31, 61)))
    def beat(self, seconds: int) -> None:
        self.wait(seconds)
        self.sender._tidy()
        self.sender.reconcile()

    @rule()
    def verify(self) -> None:
        self.verifier.run()

    @invariant()
    def one_in_flight(self) -> None:
        with self.db.reading() as session:
            lines = session.execute(select(OutboxRow.line).where(OutboxRow.state == State.SENDING)).scalars()
            assert max(Counter(lines).values(), default=0) <= 1

    @invariant()
    def nothing_is_said_twice(self) -> None:
        assert [key for key, times in self.standing().items() if times > 1 and key not in self.excused] == []

    def teardown(self) -> None:
        self.held.clear()
        for _ in range(TRIES):
            went_out = self.sender.run()
            self.sender.reconcile()
            if not went_out and not self.open_ends(State.PENDING):
                break
            self.wait(2 if went_out else 35)
        for seconds in LOOKS:
            self.wait(seconds)
            self.verifier.run()
        with self.db.reading() as session:
            rows = list(session.execute(select(OutboxRow).order_by(OutboxRow.id)).scalars())
        posts = [row for row in rows if row.kind == Kind.POST]
        assert {row.state for row in posts} <= {State.SENT}
        assert self.standing() == {str(row.key): 1 for row in posts}
        for channel in CHANNELS:
            stand = [str(row.sent_ts) for row in posts if row.line == channel]
            assert stand == sorted(stand)
        assert self.shown() in (None, f"version {self.version}")

    def open_ends(self, *more: State) -> list[str]:
        with self.db.reading() as session:
            still = OutboxRow.state.in_((State.SENDING, State.UNKNOWN, *more))
            return [key or "a refresh" for key in session.execute(select(OutboxRow.key).where(still)).scalars()]

    def standing(self) -> Counter[str]:
        return Counter(said.metadata["event_payload"]["key"] for said in self.slack.posts.values() if said.metadata)

    def shown(self) -> str | None:
        texts = (said.message.text for said in self.slack.posts.values())
        return next((text for text in texts if text.startswith("version")), None)


def _home(*_args: object) -> dict[str, object]:
    return blocks.home([])


def test_in_whatever_order_it_happens(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    class Here(Delivery):
        def __init__(self) -> None:
            super().__init__(db)
            monkeypatch.setattr(sending, "monotonic", self.ticks)

    checks = list(HealthCheck)
    how = settings(max_examples=EXAMPLES, stateful_step_count=30, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(Here, settings=how)


@pytest.mark.parametrize("settle", [timedelta(0), claims.SETTLE])
def test_without_a_settle_time_it_would_be_caught(
    db: Database, monkeypatch: pytest.MonkeyPatch, settle: timedelta
) -> None:
    monkeypatch.setattr(claims, "SETTLE", settle)
    story = Delivery(db)
    monkeypatch.setattr(sending, "monotonic", story.ticks)
    story.say("C1")
    story.send("late")
    for _ in range(6):
        story.beat(3)
        story.send("fine")
    story.wait(31)
    if settle:
        story.nothing_is_said_twice()
    else:
        with pytest.raises(AssertionError):
            story.nothing_is_said_twice()
