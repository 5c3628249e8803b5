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
        taken = office.take(session)
    assert taken is not None
    write(office, "first", 1001)
    office.clock.forward(seconds=5)
    with office.db.transaction() as session:
        assert office.take(session) is None
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
            assert office.take(sender) is None
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


def test_what_is_claimed_together_are_the_heads_of_their_lines(office: Office) -> None:
    for text, channel in (("a1", "C1"), ("a2", "C1"), ("b1", "C2"), ("b2", "C2"), ("c1", "C3")):
        office.say(text, channel=channel)
    with office.db.transaction() as session:
        assert [one.key for one in outbox.claim(session, now=office.clock(), at_most=2)] == ["a1", "b1"]
        assert [one.key for one in outbox.claim(session, now=office.clock(), at_most=10)] == ["c1"]


def test_two_senders_at_once_take_different_rows(office: Office) -> None:
    if office.db.dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time: the second one waits")
    for number in range(6):
        office.say(f"message {number}", channel=f"C{number}")
    with office.db.transaction() as one, office.db.transaction() as other:
        first = outbox.claim(one, now=office.clock(), at_most=4)
        second = outbox.claim(other, now=office.clock(), at_most=4)
    assert (len(first), len(second)) == (4, 2)
    assert not {claim.row_id for claim in first} & {claim.row_id for claim in second}


def test_a_claim_that_is_given_back_leaves_no_trace(office: Office) -> None:
    office.say("hello")
    with office.db.transaction() as session:
        before = session.get_one(OutboxRow, 1).attempts
        taken = office.take(session)
        assert taken is not None
        outbox.give_back(session, taken)
    with office.db.reading() as session:
        row = session.get_one(OutboxRow, 1)
        assert (row.state, row.attempts, row.lease_until, row.first_tried_at) == (State.PENDING, before, None, None)


def test_what_another_sender_has_taken_is_not_given_back(office: Office) -> None:
    office.say("hello")
    with office.db.transaction() as session:
        late = office.take(session)
        assert late is not None
        outbox.give_back(session, late)
        assert office.take(session) is not None
        outbox.give_back(session, late)
    assert office.states() == [State.SENDING]
