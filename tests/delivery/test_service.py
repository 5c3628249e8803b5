"""What operators do with what was not said, and how they hear of it."""

import pytest
from sqlalchemy import select

from qabot import journal
from qabot.delivery import queries, service
from qabot.delivery.models import DeliveryAlert
from qabot.delivery.rules import CAUSES, WORDS, Cause, cause_of
from qabot.outbox import OutboxRow, State
from qabot.slack.port import Audience, Refused, SlackFault, Unauthorised, Unknown
from scheduler.operators import telling
from tests.outbox.conftest import Office

OPERATORS = "C0OPS"
ADMIN = "DADA"


def ids(office: Office) -> list[int]:
    with office.db.reading() as session:
        return [row.row_id for row in queries.rows(session)]


def retry(office: Office) -> int:
    wanted = ids(office)
    with office.db.transaction() as session:
        return service.retry(session, wanted, actor=None, now=office.clock())


def drop(office: Office) -> int:
    wanted = ids(office)
    with office.db.transaction() as session:
        return service.drop(session, wanted, actor=None, now=office.clock())


def causes(office: Office) -> list[Cause]:
    with office.db.reading() as session:
        return [trouble.cause for trouble in queries.troubles(session)]


def kill(office: Office, text: str = "hello", fault: SlackFault | None = None) -> None:
    office.say(text)
    office.slack.faults = [fault or Refused("not_in_channel")]
    office.run()


def alerts(office: Office, channel: str = OPERATORS) -> list[str]:
    return [said.message.text for said in office.slack.posts.values() if said.channel == channel]


def hear(office: Office, channel: str | None = OPERATORS, seconds: float = 0) -> None:
    office.clock.forward(seconds=seconds)
    telling(office.db, office.clock, channel)()
    office.run()


@pytest.mark.parametrize(
    ("code", "cause"), [(code, cause) for cause, codes in CAUSES.items() for code in sorted(codes)]
)
def test_each_fault_has_a_cause(code: str, cause: Cause) -> None:
    withheld = cause is Cause.OUTSIDERS
    assert cause_of("held" if withheld else "dead", code) is cause


def test_each_cause_has_words() -> None:
    assert set(WORDS) == set(Cause)
    assert cause_of("dead", "a_new_code") is Cause.OTHER
    assert cause_of("expired", None) is Cause.LATE


def test_a_dead_message_goes_out_once_the_bot_is_back_in_the_channel(office: Office) -> None:
    kill(office)
    assert causes(office) == [Cause.REMOVED]
    assert retry(office) == 1
    office.run()
    assert office.said() == ["hello"]
    assert causes(office) == []


def test_a_message_held_because_of_guests_goes_out_once_they_are_gone(office: Office) -> None:
    office.slack.audiences["C1"] = Audience(guests=1)
    office.say("hello")
    office.run()
    assert causes(office) == [Cause.OUTSIDERS]
    del office.slack.audiences["C1"]
    retry(office)
    office.run()
    assert office.said() == ["hello"]


def test_what_may_have_been_posted_is_looked_for_before_it_is_sent_again(office: Office) -> None:
    office.say("hello")
    office.slack.lose_answer_of = "chat.postMessage"
    office.sender().run()
    office.clock.forward(seconds=31)
    office.slack.faults = [Refused("missing_scope")]
    office.sender().reconcile()
    assert causes(office) == [Cause.UNREADABLE]
    retry(office)
    office.clock.forward(seconds=31)
    office.sender().reconcile()
    office.run()
    assert (office.said(), office.states()) == (["hello"], [State.SENT])


def test_an_expired_message_can_be_sent_late(office: Office) -> None:
    office.say("stale", expires_at=office.clock())
    office.run(seconds=1)
    assert causes(office) == [Cause.LATE]
    retry(office)
    office.run()
    assert office.said() == ["stale"]


def test_a_refresh_that_a_newer_one_has_overtaken_is_not_brought_back(office: Office) -> None:
    office.notes[1] = "one"
    office.post_note(1)
    office.run()
    office.refresh_note(1)
    office.slack.faults = [Refused("cant_update_message")]
    office.run()
    office.refresh_note(1)
    retry(office)
    office.run()
    assert causes(office) == []
    assert office.states() == [State.SENT, State.DEAD, State.SENT]


def test_what_is_dropped_is_never_said_and_never_shown_again(office: Office) -> None:
    kill(office)
    assert drop(office) == 1
    assert drop(office) == 0
    office.run()
    assert (office.said(), ids(office)) == ([], [])


def test_both_are_in_the_journal_without_a_word_of_the_message(office: Office) -> None:
    kill(office)
    retry(office)
    office.slack.faults = [Refused("is_archived")]
    office.run()
    drop(office)
    with office.db.reading() as session:
        rows = session.execute(
            select(journal.JournalRow.action, journal.JournalRow.detail).where(journal.JournalRow.thing == "outbox")
        ).all()
    assert [tuple(row) for row in rows] == [
        ("outbox.retry", {"kind": "post", "state": "dead", "fault": "not_in_channel"}),
        ("outbox.drop", {"kind": "post", "state": "dead", "fault": "is_archived"}),
    ]


def test_one_message_for_one_kind_of_trouble(office: Office) -> None:
    for number in range(30):
        office.say(f"hello {number}", channel=f"C{number + 10}")
    office.slack.faults = [Refused("not_in_channel")] * 30
    office.run()
    for _ in range(5):
        hear(office)
    [told] = alerts(office)
    assert "30 messages" in told
    assert "invite" in told.casefold()


def test_more_of_it_is_told_after_an_hour_and_not_before(office: Office) -> None:
    kill(office)
    hear(office)
    kill(office, "again")
    hear(office)
    assert len(alerts(office)) == 1
    hear(office, seconds=3600)
    assert len(alerts(office)) == 2
    hear(office, seconds=3600)
    assert len(alerts(office)) == 2


def test_once_mended_the_next_trouble_is_told_at_once(office: Office) -> None:
    kill(office)
    hear(office)
    retry(office)
    office.run()
    hear(office)
    kill(office, "again")
    hear(office)
    assert len(alerts(office)) == 2


def test_two_replicas_tell_it_once(office: Office) -> None:
    kill(office)
    hear(office)
    with office.db.reading() as session:
        assert not service.news(session, now=office.clock())
    with office.db.transaction() as session:
        service.tell(session, channel=OPERATORS, now=office.clock())
    office.run()
    assert len(alerts(office)) == 1


def test_without_a_channel_the_admins_are_told(office: Office) -> None:
    kill(office)
    hear(office, channel=None)
    assert len(alerts(office, ADMIN)) == 1


def test_where_the_channel_itself_is_lost_the_admins_are_told_why(office: Office) -> None:
    kill(office)
    office.slack.audiences[OPERATORS] = Audience(guests=1)
    hear(office)
    hear(office)
    [told] = alerts(office, ADMIN)
    assert OPERATORS in told
    hear(office)
    assert len(alerts(office, ADMIN)) == 1


def test_a_token_that_works_again_lets_everything_go_by_itself(office: Office) -> None:
    office.say("hello")
    office.slack.faults = [Unauthorised("token_revoked")]
    office.sender().run()
    telling(office.db, office.clock, OPERATORS)()
    telling(office.db, office.clock, OPERATORS)()
    assert causes(office) == [Cause.TOKEN]
    office.run(seconds=61)
    assert office.said()[0] == "hello"
    assert len(alerts(office)) == 1
    hear(office)
    assert causes(office) == []
    with office.db.reading() as session:
        assert session.execute(select(DeliveryAlert)).first() is None


def test_a_deleted_copy_is_told(office: Office) -> None:
    office.say("hello")
    office.run()
    with office.db.transaction() as session:
        session.query(OutboxRow).update({"copies": 1})
    hear(office)
    [told] = alerts(office)
    assert "twice" in told
    hear(office, seconds=7200)
    assert len(alerts(office)) == 1


def test_an_unknown_end_is_not_yet_trouble(office: Office) -> None:
    office.say("hello")
    office.slack.faults = [Unknown("timeout")]
    office.sender().run()
    assert causes(office) == []
