"""What takes long, or comes when nobody waits for it any more, is not said a second time."""

from datetime import timedelta

import pytest

from qabot import outbox
from qabot.outbox import Claim, OutboxRow, State, claims
from qabot.slack.port import Audience, Message, NotSent, Posted, Unknown
from scheduler import sender
from tests.outbox.conftest import Office


@pytest.fixture
def taken(office: Office) -> Claim:
    office.say("hello")
    with office.db.transaction() as session:
        claim = office.take(session)
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


def test_what_was_prepared_for_longer_than_its_lease_is_not_begun(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = 0.0
    monkeypatch.setattr(sender, "monotonic", lambda: ticks)
    said = office.slack.audience

    def slow(channel: str) -> Audience:
        nonlocal ticks
        ticks += claims.LEASE.total_seconds() + 1
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


def test_a_lease_that_passed_is_followed_by_the_settle_time(office: Office, taken: Claim) -> None:
    """The last moment at which it may have been sent is the end of the lease, not its begin."""
    office.clock.forward(seconds=61)
    office.sender().run()
    office.sender().reconcile()
    assert "conversations.history" not in office.slack.calls
    office.clock.forward(seconds=31)
    office.sender().reconcile()
    assert "conversations.history" in office.slack.calls


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_is_set_by_an_hour_neither_loses_nor_repeats(office: Office, hours: int) -> None:
    office.say("sent before")
    office.say("in flight")
    office.say("waiting", channel="C2")
    office.sender().run()
    office.clock.forward(seconds=2)
    with office.db.transaction() as session:
        assert office.take(session) is not None
        outbox.close_gate(session, outbox.WORKSPACE, until=office.clock() + timedelta(seconds=30))
    office.say("after it", channel="C2")
    office.clock.forward(hours=hours)
    for _ in range(20):
        office.sender().run()
        office.sender().reconcile()
        office.clock.forward(seconds=20)
    assert sorted(office.said()) == ["after it", "in flight", "sent before", "waiting"]
    assert office.states() == [State.SENT] * 4


def test_a_wait_from_before_the_clock_was_set_back_begins_anew(office: Office) -> None:
    office.say("hello")
    office.slack.faults = [NotSent("no_connection")]
    office.sender().run()
    office.clock.forward(hours=-1)
    office.sender().run()
    office.clock.forward(minutes=6)
    office.sender().run()
    assert office.said() == ["hello"]


def test_a_clock_that_is_set_back_does_not_shorten_the_settle_time(office: Office) -> None:
    office.say("hello")
    office.slack.faults = [Unknown("timeout")]
    office.sender().run()
    office.clock.forward(hours=-1)
    office.sender().run()
    office.clock.forward(seconds=29)
    office.sender().run()
    office.sender().reconcile()
    assert "conversations.history" not in office.slack.calls
    office.clock.forward(seconds=2)
    office.sender().reconcile()
    assert "conversations.history" in office.slack.calls


def test_while_a_clock_jumps_ahead_what_is_in_flight_is_not_looked_for_at_once(office: Office, taken: Claim) -> None:
    office.clock.forward(hours=1)
    office.sender().run()
    office.sender().reconcile()
    assert "conversations.history" not in office.slack.calls


def test_a_refresh_that_may_still_come_does_not_undo_a_newer_one(office: Office) -> None:
    office.notes[1] = "new"
    office.post_note(1)
    office.run()
    office.refresh_note(1)
    office.slack.faults = [Unknown("timeout")]
    office.sender().run()
    office.notes[1] = "changed"
    office.refresh_note(1)
    office.clock.forward(seconds=29)
    office.sender().run()
    assert office.said() == ["new"]
    office.run(seconds=4)
    assert office.said() == ["changed"]


def test_a_newer_refresh_waits_for_one_that_may_still_come(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.notes[1] = "new"
    office.post_note(1)
    office.run()
    office.refresh_note(1)

    def timed_out(_at: Posted, _message: Message) -> None:
        office.refresh_note(1)
        raise Unknown("timeout")

    with monkeypatch.context() as patched:
        patched.setattr(office.slack, "update", timed_out)
        office.sender().run()
    office.notes[1] = "changed"
    assert office.states() == [State.SENT, State.EXPIRED, State.PENDING]
    office.clock.forward(seconds=29)
    office.sender().run()
    assert office.said() == ["new"]
    office.run(seconds=4)
    assert office.said() == ["changed"]
