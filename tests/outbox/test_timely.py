"""A card that has its time waits for it without holding up others, and is not said once nobody needs it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from qabot import outbox
from qabot.delivery import queries
from qabot.outbox import State
from scheduler.sender import Sender
from tests.outbox.conftest import Office
from tests.times import T0

MORNING = T0 + timedelta(hours=15)


def sender(office: Office, say_from: datetime | None) -> Sender:
    def when(_session: Session, _subject: int, _now: datetime) -> datetime | None:
        return say_from

    return replace(office.sender(), timely={"note": when})


def run(office: Office, say_from: datetime | None) -> None:
    for _ in range(4):
        sender(office, say_from).run()
        office.clock.forward(seconds=2)


def test_it_is_said_when_its_time_has_come(office: Office) -> None:
    office.notes[1] = "good morning"
    office.post_note(1)
    run(office, MORNING)
    assert (office.said(), office.states()) == ([], [State.PENDING])
    office.clock.at = MORNING
    run(office, MORNING)
    assert (office.said(), office.states()) == (["good morning"], [State.SENT])


def test_it_holds_up_nothing_else_that_the_person_is_told(office: Office) -> None:
    office.notes[1] = "good morning"
    office.post_note(1, channel="U1")
    office.say("right now", channel="U1")
    run(office, MORNING)
    assert office.said() == ["right now"]


def test_meanwhile_there_is_nothing_to_do(office: Office) -> None:
    office.notes[1] = "good morning"
    office.post_note(1)
    run(office, MORNING)
    with office.db.reading() as session:
        assert not outbox.in_line(session, now=office.clock())
        assert outbox.in_line(session, now=MORNING)


def test_what_nobody_needs_any_more_is_no_trouble(office: Office) -> None:
    office.notes[1] = "good morning"
    office.post_note(1)
    run(office, None)
    assert (office.said(), office.states()) == ([], [State.EXPIRED])
    with office.db.reading() as session:
        assert queries.rows(session) == []


def test_a_refresh_of_it_is_not_held_up(office: Office) -> None:
    office.notes[1] = "good morning"
    office.post_note(1)
    run(office, T0)
    office.notes[1] = "good day"
    office.refresh_note(1)
    run(office, None)
    assert office.said() == ["good day"]


def test_what_became_stale_while_others_were_sent_is_not_claimed(office: Office) -> None:
    office.say("too late", expires_at=T0)
    office.clock.forward(seconds=1)
    with office.db.transaction() as session:
        assert office.take(session) is None
