"""What is to be said is said once, in order, whatever Slack answers."""

import threading
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qabot import outbox
from qabot.db import Database
from qabot.outbox import OutboxRow, State
from qabot.slack import blocks
from qabot.slack.port import Message, NotSent, RateLimited, Refused, SlackFault, Unauthorised, Unknown
from scheduler.sender import Sender, backoff
from tests.fakes import FakeSlack
from tests.times import Clock


@dataclass
class Office:
    """An outbox with a sender; the card `note` shows what `notes` holds at the moment of sending."""

    db: Database
    slack: FakeSlack
    clock: Clock
    notes: dict[int, str] = field(default_factory=dict)

    def sender(self) -> Sender:
        return Sender(
            database=self.db,
            slack=self.slack,
            clock=self.clock,
            cards={"note": self._note},
            home=lambda _session, user, _now: blocks.home([blocks.section(f"Home of {user}")]),
        )

    def say(self, text: str, channel: str = "C1", **more: object) -> None:
        with self.db.transaction() as session:
            outbox.enqueue(
                session,
                key=text,
                channel=channel,
                message=Message(text),
                now=self.clock(),
                **more,  # type: ignore[arg-type]  # the keywords of enqueue
            )

    def post_note(self, subject: int, channel: str = "U1") -> None:
        with self.db.transaction() as session:
            outbox.post_card(session, card="note", subject=subject, channel=channel, now=self.clock())

    def refresh_note(self, subject: int) -> None:
        with self.db.transaction() as session:
            outbox.refresh_card(session, card="note", subject=subject, now=self.clock())

    def run(self, seconds: float = 0) -> None:
        """Let the heartbeat come until nothing more can be sent, some seconds from now."""
        self.clock.forward(seconds=seconds)
        for _ in range(20):
            self.sender().run()
            self.clock.forward(seconds=2)

    def states(self) -> list[str]:
        with self.db.reading() as session:
            return list(session.execute(select(OutboxRow.state).order_by(OutboxRow.id)).scalars())

    def said(self) -> list[str]:
        return [said.message.text for said in self.slack.posts.values()]

    def _note(self, _session: Session, subject: int) -> Message | None:
        text = self.notes.get(subject)
        return Message(text) if text else None


@pytest.fixture
def office(db: Database, slack: FakeSlack, clock: Clock) -> Office:
    return Office(db, slack, clock)


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
    office.slack.lose_answer = True
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
        assert outbox.claim(session, now=office.clock()) is not None
    office.run(seconds=61)
    office.clock.forward(seconds=31)
    office.sender().reconcile()
    office.run(seconds=60)
    assert office.said() == ["hello"]


def test_who_lost_the_lease_writes_nothing(office: Office) -> None:
    office.say("hello")
    with office.db.transaction() as session:
        late = outbox.claim(session, now=office.clock())
    assert late is not None
    office.clock.forward(seconds=61)
    with office.db.transaction() as session:
        outbox.expire(session, now=office.clock())
        row = session.get_one(OutboxRow, late.row_id)
        row.state = State.PENDING
    with office.db.transaction() as session:
        again = outbox.claim(session, now=office.clock())
    assert again is not None
    with office.db.transaction() as session:
        assert not outbox.settle(session, late, now=office.clock(), state=State.DEAD)
        assert outbox.settle(session, again, now=office.clock(), state=State.SENT)


def test_a_message_that_waited_too_long_is_not_said(office: Office) -> None:
    office.say("stale", expires_at=office.clock())
    office.run(seconds=1)
    assert office.states() == [State.EXPIRED]
    assert office.said() == []


def test_a_card_is_rendered_when_it_is_sent(office: Office) -> None:
    office.notes[1] = "as it was"
    office.post_note(1)
    office.notes[1] = "as it is"
    office.run()
    assert office.said() == ["as it is"]


def test_many_changes_of_a_card_are_one_update(office: Office) -> None:
    office.notes[1] = "new"
    office.post_note(1)
    office.run()
    for number in range(50):
        office.notes[1] = f"changed {number} times"
        office.refresh_note(1)
    office.run()
    [said] = office.slack.posts.values()
    assert (said.message.text, said.updates) == ("changed 49 times", 1)


def test_a_change_while_the_card_is_being_posted_is_not_lost(office: Office) -> None:
    office.notes[1] = "new"
    office.post_note(1)
    with office.db.transaction() as session:
        taken = outbox.claim(session, now=office.clock())
    assert taken is not None
    office.refresh_note(1)
    posted = office.slack.post("U1", Message("new"))
    with office.db.transaction() as session:
        outbox.settle(
            session, taken, now=office.clock(), state=State.SENT, sent_channel=posted.channel, sent_ts=posted.ts
        )
    office.notes[1] = "changed"
    office.run()
    assert office.said() == ["changed"]


def test_a_card_that_was_never_posted_needs_no_refresh(office: Office) -> None:
    office.refresh_note(7)
    assert office.states() == []


def test_a_card_that_cannot_be_rendered_is_dead_and_stops_nobody(office: Office) -> None:
    office.post_note(404)
    office.say("next", channel="C2")
    office.run()
    assert office.states() == [State.DEAD, State.SENT]


def test_an_update_that_may_have_failed_is_simply_made_again(office: Office) -> None:
    office.notes[1] = "new"
    office.post_note(1)
    office.run()
    office.notes[1] = "changed"
    office.refresh_note(1)
    office.slack.faults = [Unknown("internal_error")]
    office.run(seconds=30)
    assert office.said() == ["changed"]
    assert set(office.states()) == {State.SENT}


def test_a_home_is_published_once_for_many_changes(office: Office) -> None:
    for _ in range(5):
        with office.db.transaction() as session:
            outbox.refresh_home(session, slack_user_id="U1", now=office.clock())
    office.run()
    assert office.slack.calls.count("views.publish") == 1
    assert "U1" in office.slack.homes


def test_changes_at_the_same_moment_do_not_stand_in_each_others_way(office: Office) -> None:
    def change() -> None:
        with office.db.transaction() as session:
            outbox.refresh_home(session, slack_user_id="U1", now=office.clock())

    threads = [threading.Thread(target=change) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert office.states() == [State.PENDING]


def test_the_wait_between_tries_grows_up_to_five_minutes() -> None:
    assert all(backoff(tries).total_seconds() <= min(300, 2**tries) for tries in range(1, 40) for _ in range(20))
