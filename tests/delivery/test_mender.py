"""What was wrong in Slack is mended there, and what was kept goes out without anybody's help."""

import pytest
from sqlalchemy import select

from qabot.delivery.rules import CAUSES, Cause
from qabot.journal import JournalRow
from qabot.manifest import wanted_scopes
from qabot.outbox import State
from qabot.slack.port import Audience, Refused, SlackChannel, Unauthorised, Unknown
from scheduler.mender import mending
from tests.delivery.test_service import causes
from tests.outbox.conftest import Office

CHANNEL = "C1"
THERE = SlackChannel(CHANNEL, "team", is_member=True, archived=False, is_shared=False)


def mend(office: Office, minutes: float = 1) -> None:
    """A minute passes, and the beat comes."""
    office.clock.forward(minutes=minutes)
    mending(office.db, office.slack, office.clock)()
    office.run()


def kill(office: Office, fault: str, *texts: str) -> None:
    for text in texts:
        office.say(text)
    office.slack.faults = [Refused(fault)] * len(texts)
    office.run()
    assert office.said() == []


@pytest.mark.parametrize("fault", sorted(CAUSES[Cause.ARCHIVED] | {"channel_not_found", "not_in_channel"}))
@pytest.mark.parametrize("broken", [[], [SlackChannel(CHANNEL, "team", False, False, False)]])
def test_it_waits_for_the_channel_and_goes_out_in_order(office: Office, fault: str, broken: list[SlackChannel]) -> None:
    kill(office, fault, "first", "second")
    office.slack.rooms = broken
    mend(office)
    assert office.states() == [State.DEAD] * 2
    office.slack.rooms = [THERE]
    mend(office)
    assert office.said() == ["first", "second"]
    assert causes(office) == []


def test_an_archived_channel_is_not_tried(office: Office) -> None:
    kill(office, "is_archived", "hello")
    office.slack.rooms = [SlackChannel(CHANNEL, "team", is_member=True, archived=True, is_shared=False)]
    posts = office.slack.calls.count("chat.postMessage")
    for _ in range(5):
        mend(office)
    assert office.slack.calls.count("chat.postMessage") == posts


def test_it_waits_for_the_permission(office: Office) -> None:
    kill(office, "missing_scope", "hello")
    office.slack.rooms = [THERE]
    office.slack.scopes = wanted_scopes() - {"chat:write"}
    mend(office)
    assert office.states() == [State.DEAD]
    office.slack.scopes = wanted_scopes()
    mend(office)
    assert office.said() == ["hello"]


def test_it_waits_until_the_guests_are_gone(office: Office) -> None:
    office.slack.rooms = [THERE]
    office.slack.audiences[CHANNEL] = Audience(guests=1)
    office.say("for us alone")
    office.run()
    mend(office)
    assert office.states() == [State.HELD]
    del office.slack.audiences[CHANNEL]
    mend(office)
    assert office.said() == ["for us alone"]


def test_what_may_have_been_posted_is_looked_for_first(office: Office) -> None:
    office.say("hello")
    office.slack.lose_answer_of = "chat.postMessage"
    office.sender().run()
    office.clock.forward(seconds=31)
    office.slack.faults = [Refused("not_in_channel")]
    office.sender().reconcile()
    assert office.states() == [State.HELD]
    office.slack.rooms = [THERE]
    mend(office)
    office.clock.forward(seconds=31)
    office.sender().reconcile()
    assert (office.said(), office.states()) == (["hello"], [State.SENT])


def test_a_token_that_is_taken_again_lets_the_history_be_read_again(office: Office) -> None:
    office.say("hello")
    office.slack.faults = [Unknown("timeout")]
    office.sender().run()
    office.clock.forward(seconds=31)
    office.slack.faults = [Unauthorised("token_revoked")]
    office.sender().reconcile()
    assert causes(office) == [Cause.TOKEN]
    office.clock.forward(seconds=31)
    office.sender().reconcile()
    office.run(seconds=61)
    assert office.said() == ["hello"]


def test_what_fails_again_although_all_looks_well_is_tried_less_and_less_often(office: Office) -> None:
    kill(office, "not_in_channel", "hello")
    office.slack.rooms = [THERE]
    tried = []
    for minute in range(1, 100):
        before = office.slack.calls.count("chat.postMessage")
        office.slack.faults = [None, Refused("not_in_channel")]
        mend(office)
        if office.slack.calls.count("chat.postMessage") > before:
            tried.append(minute)
    assert len(tried) < 10
    assert causes(office) == [Cause.REMOVED]


def test_what_only_somebody_can_tell_waits_for_them(office: Office) -> None:
    kill(office, "restricted_action", "hello")
    office.slack.rooms = [THERE]
    mend(office)
    assert office.states() == [State.DEAD]
    assert causes(office) == [Cause.CLOSED]


def test_it_is_in_the_journal(office: Office) -> None:
    kill(office, "is_archived", "hello")
    office.slack.rooms = [THERE]
    mend(office)
    with office.db.reading() as session:
        rows = session.execute(select(JournalRow.action, JournalRow.actor_id).where(JournalRow.thing == "outbox")).all()
    assert [tuple(row) for row in rows] == [("outbox.resume", None)]
