"""What is to be said is said once, in order, whatever Slack answers."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from qabot import clock, outbox
from qabot.db import Database
from qabot.outbox import Gate, OutboxRow, State
from qabot.slack.port import NotSent, RateLimited, Refused, SlackFault, Unauthorised, Unknown
from scheduler.sender import backoff
from tests.fakes import FakeSlack
from tests.outbox.conftest import Office


def test_messages_of_a_channel_go_out_in_order(office: Office) -> None:
    for text in ("first", "second", "third"):
        office.say(text)
    office.run()
    assert office.said() == ["first", "second", "third"]
    assert office.states() == [State.SENT] * 3


def test_a_channel_gets_one_message_a_second(office: Office) -> None:
    office.say("first")
    office.say("second")
    office.say("elsewhere", channel="C2")
    office.sender().run()
    assert office.said() == ["first", "elsewhere"]
    office.clock.forward(seconds=1.2)
    office.sender().run()
    assert office.said()[-1] == "second"


def test_the_same_intent_is_written_once(office: Office) -> None:
    office.say("once")
    with pytest.raises(IntegrityError):
        office.say("once")


def test_a_message_carries_its_key(office: Office) -> None:
    office.say("hello")
    office.run()
    [said] = office.slack.posts.values()
    assert said.metadata == {"event_type": "qabot_message", "event_payload": {"key": "hello"}}


@pytest.mark.parametrize("fault", [RateLimited(7), NotSent("no_connection"), Unauthorised("token_revoked")])
def test_what_was_certainly_not_accepted_is_tried_again(office: Office, fault: SlackFault) -> None:
    office.say("patience")
    office.slack.faults = [fault]
    office.sender().run()
    assert office.states() == [State.PENDING]
    office.run(seconds=120)
    assert office.said() == ["patience"]
    assert office.states() == [State.SENT]


def test_a_busy_slack_is_left_alone_for_as_long_as_it_says(office: Office) -> None:
    office.say("patience")
    office.slack.faults = [RateLimited(30)]
    office.sender().run()
    office.clock.forward(seconds=29)
    office.sender().run()
    assert office.said() == []


def test_without_a_valid_token_nothing_is_tried_for_a_while(office: Office) -> None:
    office.say("one")
    office.say("two", channel="C2")
    office.slack.faults = [Unauthorised("invalid_auth")]
    office.sender().run()
    assert office.slack.calls == ["chat.postMessage"]
    assert office.states() == [State.PENDING, State.PENDING]


def test_a_refused_message_is_dead_and_the_next_goes_on(office: Office) -> None:
    office.say("to nobody")
    office.say("next")
    office.slack.faults = [Refused("is_archived")]
    office.run()
    assert office.states() == [State.DEAD, State.SENT]
    assert office.said() == ["next"]


def test_accepted_and_then_lost_is_found_in_the_history_and_not_said_twice(office: Office) -> None:
    office.say("hello")
    office.say("after it")
    office.slack.lose_answer_of = "chat.postMessage"
    office.sender().run()
    assert office.states() == [State.UNKNOWN, State.PENDING]
    office.clock.forward(seconds=31)
    office.sender().reconcile()
    office.run()
    assert office.said() == ["hello", "after it"]
    assert office.states() == [State.SENT, State.SENT]


def test_an_unknown_end_holds_up_the_channel_until_it_is_known(office: Office) -> None:
    office.say("hello")
    office.say("after it")
    office.slack.faults = [Unknown("internal_error")]
    office.run()
    assert office.said() == []


def test_not_in_the_history_is_said_again(office: Office) -> None:
    office.say("hello")
    office.slack.faults = [Unknown("internal_error")]
    office.sender().run()
    office.clock.forward(seconds=31)
    office.sender().reconcile()
    office.run(seconds=60)
    assert office.said() == ["hello"]


def test_nothing_is_looked_for_before_it_has_settled(office: Office) -> None:
    office.say("hello")
    office.slack.faults = [Unknown("internal_error")]
    office.sender().run()
    office.clock.forward(seconds=29)
    office.sender().reconcile()
    assert "conversations.history" not in office.slack.calls


def test_an_unreadable_history_leaves_the_message_to_the_operator(office: Office) -> None:
    office.say("hello")
    office.slack.faults = [Unknown("internal_error"), Refused("not_in_channel")]
    office.sender().run()
    office.clock.forward(seconds=31)
    office.sender().reconcile()
    assert office.states() == [State.HELD]


def test_a_sender_that_dies_leaves_a_row_whose_lease_passes(office: Office) -> None:
    office.say("hello")
    with office.db.transaction() as session:
        assert office.take(session) is not None
    office.run(seconds=61)
    office.clock.forward(seconds=31)
    office.sender().reconcile()
    office.run(seconds=60)
    assert office.said() == ["hello"]


def test_who_lost_the_lease_writes_nothing(office: Office) -> None:
    office.say("hello")
    with office.db.transaction() as session:
        late = office.take(session)
    assert late is not None
    office.clock.forward(seconds=61)
    with office.db.transaction() as session:
        outbox.expire(session, now=office.clock())
        row = session.get_one(OutboxRow, late.row_id)
        row.state = State.PENDING
    with office.db.transaction() as session:
        again = office.take(session)
    assert again is not None
    with office.db.transaction() as session:
        assert not outbox.settle(session, late, now=office.clock(), state=State.DEAD)
        assert outbox.settle(session, again, now=office.clock(), state=State.SENT)


def test_a_message_that_waited_too_long_is_not_said(office: Office) -> None:
    office.say("stale", expires_at=office.clock())
    office.run(seconds=1)
    assert office.states() == [State.EXPIRED]
    assert office.said() == []


def test_the_wait_between_tries_grows_up_to_five_minutes() -> None:
    assert all(backoff(tries).total_seconds() <= min(300, 2**tries) for tries in range(1, 40) for _ in range(20))


@pytest.mark.parametrize("fault", [RateLimited(30), Unauthorised("token_revoked")])
def test_where_slack_takes_nothing_now_the_rest_of_what_was_claimed_waits_untried(
    office: Office, fault: SlackFault
) -> None:
    for channel in ("C1", "C2", "C3"):
        office.say(f"to {channel}", channel=channel)
    office.slack.faults = [fault]
    assert office.sender().run() == 1
    assert office.states() == [State.PENDING] * 3
    with office.db.reading() as session:
        assert list(session.execute(select(OutboxRow.attempts).order_by(OutboxRow.id)).scalars()) == [1, 0, 0]
    office.run(seconds=61)
    assert sorted(office.said()) == ["to C1", "to C2", "to C3"]


def test_what_a_gate_holds_for_a_moment_is_waited_for(db: Database, slack: FakeSlack) -> None:
    office = Office(db, slack, clock.now)  # type: ignore[arg-type]  # a clock that goes
    office.say("first")
    office.say("second")
    office.sender().run()
    assert office.said() == ["first"]
    with db.transaction() as session:
        session.execute(update(Gate).values(open_at=clock.now() + timedelta(milliseconds=100)))
    office.sender().beat()
    assert office.said() == ["first", "second"]
