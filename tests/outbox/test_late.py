"""What takes long, or comes when nobody waits for it any more, is not said a second time."""

from datetime import timedelta

import pytest

from qabot import outbox
from qabot.outbox import Claim, OutboxRow, State
from qabot.slack.port import Audience, Unknown
from scheduler import sender
from tests.outbox.conftest import Office


@pytest.fixture
def taken(office: Office) -> Claim:
    office.say("hello")
    with office.db.transaction() as session:
        claim = outbox.claim(session, now=office.clock())
    assert claim is not None
    return claim


def test_the_settle_time_begins_when_the_call_has_ended(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.say("hello")
    said = office.slack.audience

    def slow(channel: str) -> Audience:
        office.clock.forward(seconds=40)
        return said(channel)

    monkeypatch.setattr(office.slack, "audience", slow)
    office.slack.faults = [Unknown("timeout")]
    office.sender().run()
    office.sender().reconcile()
    assert "conversations.history" not in office.slack.calls
    office.clock.forward(seconds=31)
    office.sender().reconcile()
    assert "conversations.history" in office.slack.calls


def test_what_cannot_settle_within_its_lease_any_more_is_not_begun(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = 0.0
    monkeypatch.setattr(sender, "monotonic", lambda: ticks)
    said = office.slack.audience

    def slow(channel: str) -> Audience:
        nonlocal ticks
        ticks += (outbox.LEASE - outbox.SETTLE + timedelta(seconds=1)).total_seconds()
        return said(channel)

    office.say("hello")
    monkeypatch.setattr(office.slack, "audience", slow)
    office.sender().run()
    assert office.said() == []
    assert office.states() == [State.PENDING]
    monkeypatch.setattr(office.slack, "audience", said)
    office.run(seconds=10)
    assert office.said() == ["hello"]


@pytest.mark.parametrize("late", [State.PENDING, State.UNKNOWN, State.HELD, State.DEAD])
def test_what_is_known_to_be_said_stays_so(office: Office, taken: Claim, late: State) -> None:
    with office.db.transaction() as session:
        assert outbox.settle(session, taken, now=office.clock(), state=State.SENT, sent_ts="1.0")
        assert not outbox.settle(session, taken, now=office.clock(), state=late)
    assert office.states() == [State.SENT]


def test_who_wakes_after_its_lease_still_tells_that_it_was_said(office: Office, taken: Claim) -> None:
    office.clock.forward(seconds=61)
    with office.db.transaction() as session:
        outbox.expire(session, now=office.clock())
        assert outbox.settle(session, taken, now=office.clock(), state=State.PENDING)
        assert outbox.settle(session, taken, now=office.clock(), state=State.SENT, sent_ts="1.0")
        assert session.get_one(OutboxRow, taken.row_id).sent_ts == "1.0"
