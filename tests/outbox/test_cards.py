"""Cards and Homes are rendered when they are sent, and many changes are one update."""

import threading

from qabot import outbox
from qabot.outbox import State
from qabot.slack.port import Message, Unknown
from tests.outbox.conftest import Office


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
        taken = office.take(session)
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


def test_what_breaks_while_it_is_sent_may_have_been_sent(office: Office) -> None:
    office.say("hello")
    office.slack.faults = [RuntimeError("nobody foresaw it")]
    office.sender().run()
    assert office.states() == [State.UNKNOWN]


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
