"""What is said in one place is said in order, and one thing at a time, though rows become visible out of order."""

import pytest
from sqlalchemy import update

from qabot import outbox
from qabot.outbox import OutboxRow, State
from tests.outbox.conftest import Office


def write(office: Office, text: str, number: int) -> None:
    """A message whose row has this number: sequences hand numbers out before their transactions commit."""
    office.say(text)
    with office.db.transaction() as session:
        session.execute(update(OutboxRow).where(OutboxRow.key == text).values(id=number))


def test_an_earlier_row_that_appears_late_waits_for_the_one_that_is_being_sent(office: Office) -> None:
    write(office, "second", 1002)
    with office.db.transaction() as session:
        taken = outbox.claim(session, now=office.clock())
    assert taken is not None
    write(office, "first", 1001)
    office.clock.forward(seconds=5)
    with office.db.transaction() as session:
        assert outbox.claim(session, now=office.clock()) is None
        outbox.settle(session, taken, now=office.clock(), state=State.SENT)
    office.run()
    assert office.said() == ["first"]


def test_a_refresh_is_not_sent_while_a_change_that_counts_on_it_is_still_being_made(office: Office) -> None:
    if office.db.dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time: nobody claims while somebody changes")
    office.notes[1] = "new"
    office.post_note(1)
    office.run()
    office.refresh_note(1)
    with office.db.transaction() as changing:
        outbox.refresh_card(changing, card="note", subject=1, now=office.clock())
        with office.db.transaction() as sender:
            assert outbox.claim(sender, now=office.clock()) is None
        office.notes[1] = "changed"
    office.run()
    assert office.said() == ["changed"]


def test_a_card_that_changes_before_it_was_posted_is_refreshed_after(office: Office) -> None:
    office.notes[1] = "new"
    office.post_note(1)
    office.refresh_note(1)
    office.run()
    assert office.said() == ["new"]
    assert set(office.states()) == {State.SENT}
