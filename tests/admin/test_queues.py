"""`/qa-admin queues`: a queue is added, renamed, and given a scorecard and a channel that only our own people read."""

from typing import Any

import pytest
from sqlalchemy import select, update

from qabot.audit.models import ScorecardVersion
from qabot.people import messages
from qabot.people.models import Queue, RoleGrant
from qabot.slack.port import SlackChannel, Unknown
from tests.admin.conftest import Admin, Values, channel, typed
from tests.audit.auditor import chosen
from tests.audit.sheets import reads
from tests.factories import slack_id
from tests.times import T0


@pytest.fixture(autouse=True)
def rooms(admin: Admin) -> None:
    admin.slack.rooms = [
        SlackChannel("C0LOGIN", "login", is_member=True, archived=False, is_shared=False),
        SlackChannel("C0SHARED", "partners", is_member=True, archived=False, is_shared=True),
        SlackChannel("C0OLD", "old", is_member=True, archived=True, is_shared=False),
    ]
    with admin.db.transaction() as session:
        session.add(
            ScorecardVersion(
                key="second", version=1, name="Second card", state="published", definition={}, published_at=T0
            )
        )


def fields(name: str | None = None, card: str | None = None, room: str | None = None, lob: int | None = None) -> Values:
    given: Values = {}
    if name is not None:
        given["name"] = {messages.NAME: typed(name)}
    if card is not None:
        given["scorecard"] = {messages.SCORECARD: chosen(card)}
    if room is not None:
        given["channel"] = {messages.CHANNEL: channel(room)}
    return given | ({"lob": {messages.LOB: chosen(str(lob))}} if lob else {})


def queue(admin: Admin, key: str) -> Queue:
    with admin.db.reading() as session:
        return session.execute(select(Queue).where(Queue.key == key)).scalar_one()


def adds(admin: Admin, values: Values) -> Any:
    admin.types("queues")
    admin.presses(messages.ADD_QUEUE)
    return admin.submits(values)


def test_a_queue_is_found_and_changed(admin: Admin) -> None:
    admin.bolt.command("arun", "/qa-audit")
    assert admin.finds("queues", messages.QUEUE, "log") == ["1"]
    admin.opens("queues", 1)
    assert "Login" in str(admin.view)
    admin.submits(fields("Sign-in", "second", "C0LOGIN"))
    assert "Second card" in reads(admin.view)
    held = queue(admin, "login")
    assert (held.name, held.scorecard_key, held.channel) == ("Sign-in", "second", "C0LOGIN")
    assert held.edited == ["channel", "name", "scorecard_key"]
    row = admin.journal()[-1]
    assert (row.action, row.detail) == ("queue.changed", {"fields": ["channel", "name", "scorecard_key"]})
    admin.told()
    assert "Sign-in" in reads(admin.slack.homes[slack_id("arun")])
    admin.opens("queues", 1)
    assert "C0LOGIN" in str(admin.view)
    admin.submits({"channel": {messages.CHANNEL: channel(None)}})
    assert queue(admin, "login").channel is None


def test_nothing_changed_is_not_journaled(admin: Admin) -> None:
    admin.opens("queues", 1)
    admin.submits({})
    assert admin.journal() == []


def test_a_channel_that_is_known_by_name_is_kept(admin: Admin) -> None:
    with admin.db.transaction() as session:
        session.get_one(Queue, 1).channel = "login-qa"
    admin.opens("queues", 1)
    assert "Now: #login-qa" in reads(admin.view)
    admin.submits(fields("Sign-in"))
    assert queue(admin, "login").channel == "login-qa"


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        (fields(room="C0SHARED"), "channel", "Other organisations"),
        (fields(room="C0OLD"), "channel", "archived"),
        (fields(room="C0NONE"), "channel", "can't see this channel"),
        (fields(name=" "), "name", "fill this in"),
        (fields(name="recovery"), "name", "already"),
        (fields(name="x@example.com"), "name", "write a name only"),
        (fields(card="nothing"), "scorecard", "choose a scorecard"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(admin: Admin, values: Values, field: str, words: str) -> None:
    admin.opens("queues", 1)
    assert words in admin.submits(values).errors[field]
    assert admin.journal() == []


def test_a_slack_that_does_not_answer_is_told_at_the_field(admin: Admin) -> None:
    admin.opens("queues", 1)
    admin.slack.faults = [Unknown("timeout")]
    assert "Slack did not say" in admin.submits(fields(room="C0LOGIN")).errors["channel"]


def test_slack_is_not_asked_for_somebody_who_may_not(admin: Admin) -> None:
    admin.opens("queues", 1)
    admin.name, before = "maya", list(admin.slack.calls)
    assert "Only admins" in reads(admin.submits(fields(room="C0LOGIN")).view)
    assert admin.slack.calls == before


def test_a_queue_is_added(admin: Admin) -> None:
    adds(admin, fields("VIP chat", "second", "C0LOGIN", lob=2))
    for words in ("VIP chat", "`vip-chat`", "Payments"):
        assert words in reads(admin.view), words
    held = queue(admin, "vip-chat")
    assert (held.lob_id, held.edited) == (2, ["added"])
    assert admin.journal()[-1].action == "queue.added"


def test_a_new_queue_needs_a_line_of_business(admin: Admin) -> None:
    assert "line of business" in adds(admin, fields("VIP", "second")).errors["lob"]


def test_an_admin_of_one_line_of_business_reaches_its_queues_only(admin: Admin) -> None:
    with admin.db.transaction() as session:
        session.query(RoleGrant).filter_by(person_id=admin.world.people["ada"]).one().lob_id = 2
    assert admin.finds("queues", messages.QUEUE, "") == ["3"]
    assert "can't find this queue" in reads(admin.opens("queues", 1).view)
    assert "outside of the places" in reads(adds(admin, fields("VIP", "second", lob=1)).view)


def test_help_and_unknown_words_answer_with_usage(admin: Admin) -> None:
    assert "I don't know “dance”" in admin.types("dance").text
    assert "Did you mean `/qa-admin queues`?" in admin.types("queue").text
    for word in ("", "help"):
        assert "`/qa-admin people`" in admin.types(word).text
    admin.name = "maya"
    assert "`/qa-admin people`" in admin.types("help").text


def test_a_queue_needs_a_scorecard_to_be_scored_with(admin: Admin) -> None:
    with admin.db.transaction() as session:
        session.execute(update(ScorecardVersion).values(state="retired"))
    admin.types("queues")
    admin.bolt.click("ada", messages.ADD_QUEUE, view=admin.view)
    assert "Publish one first" in reads(admin.slack.pushed[-1])
