"""`/qa-digest` from the outside: set up in a channel, previewed, paused, and said when it is due."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from qabot.app import TIMETABLE, Qabot
from qabot.db import Database
from qabot.digest import messages, messages_form
from qabot.digest.messages import CHANNEL_BLOCK, LOB_BLOCK
from qabot.digest.wanted import (
    DATE_BLOCK,
    FIRST_BLOCK,
    NTH_BLOCK,
    RHYTHM_BLOCK,
    TIME_BLOCK,
    WEEKDAY_BLOCK,
    WEEKS_BLOCK,
    ZONE_BLOCK,
    Rhythm,
)
from qabot.people.models import Person, RoleGrant, Site
from qabot.schedule.models import ScheduleRow
from qabot.slack.port import Audience, SlackChannel, Unknown
from scheduler.schedules import ticking
from tests.driver import Ack, Driver
from tests.fakes import FakeSlack
from tests.times import Clock

COMMAND = messages.COMMAND
Beat = Callable[[], int]


def chosen(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value}}


def filled(
    lob: str = "1", channel: str = "C0QA", weekday: str = "0", at: str = "11:00", zone: str = "Europe/Berlin"
) -> Any:
    return {
        LOB_BLOCK: {messages.LOB: chosen(lob)},
        CHANNEL_BLOCK: {messages.CHANNEL: {"selected_conversation": channel}},
        WEEKDAY_BLOCK: {messages.WEEKDAY: chosen(weekday)},
        TIME_BLOCK: {messages.TIME: {"selected_time": at}},
        ZONE_BLOCK: {messages.ZONE: chosen(zone)},
    }


@pytest.fixture(autouse=True)
def _rooms(slack: FakeSlack) -> None:
    slack.rooms = [
        SlackChannel("C0QA", "qa-team", True, False, False),
        SlackChannel("C0OUT", "elsewhere", False, False, False),
        SlackChannel("C0OLD", "old", True, True, False),
        SlackChannel("C0SHARED", "partners", True, False, True),
        SlackChannel("C0GUESTS", "guests", True, False, False),
    ]
    slack.audiences = {"C0SHARED": Audience(organisations=True), "C0GUESTS": Audience(guests=1)}


@pytest.fixture
def beat(db: Database, clock: Clock) -> Beat:
    return ticking(db, clock, TIMETABLE)


def sets_up(bolt: Driver, slack: FakeSlack, person: str = "quinn", **fields: str) -> Ack:
    bolt.command(person, COMMAND)
    return bolt.submit(person, slack.opened[-1], filled(**fields))


def rows(db: Database) -> list[ScheduleRow]:
    with db.reading() as session:
        return list(session.execute(select(ScheduleRow).order_by(ScheduleRow.id)).scalars())


def buttons(view: Any) -> list[str]:
    found = [one for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]]
    return [one["action_id"] for one in found]


def test_it_is_set_up_and_comes(bolt: Driver, slack: FakeSlack, qabot: Qabot, clock: Clock, beat: Beat) -> None:
    done = sets_up(bolt, slack)
    assert done.body["response_action"] == "update"
    # The Monday of the tests, at eleven in Berlin: in an hour.
    assert "The first digest comes Monday, 16 November 2026 at 11:00 (Europe/Berlin)." in str(done.view)
    beat()
    qabot.sender.run()
    assert slack.posts == {}
    clock.forward(hours=1)
    beat()
    beat()
    qabot.sender.run()
    [said] = slack.posts.values()
    assert said.channel == "C0QA"
    assert said.message.text.startswith("Weekly audits: Accounts")
    assert "The next one comes Monday, 23 November 2026 at 11:00 (Europe/Berlin)." in said.message.text


def test_after_a_stop_the_newest_says_when_it_was_due(
    bolt: Driver, slack: FakeSlack, qabot: Qabot, clock: Clock, beat: Beat
) -> None:
    sets_up(bolt, slack)
    clock.forward(days=16)
    beat()
    qabot.sender.run()
    [said] = slack.posts.values()
    assert "This was due on Monday, 30 November 2026 at 11:00 (Europe/Berlin)." in said.message.text
    assert "Monday, 23 November 2026 to Sunday, 29 November 2026" in said.message.text


def test_the_form_begins_with_where_one_is(bolt: Driver, slack: FakeSlack) -> None:
    bolt.command("quinn", COMMAND)
    form = {block["block_id"]: block["element"] for block in slack.opened[-1]["blocks"] if block["type"] == "input"}
    assert form[CHANNEL_BLOCK]["initial_conversation"] == "C0QA"
    assert form[ZONE_BLOCK]["initial_option"]["value"] == "Europe/Berlin"
    assert [option["text"]["text"] for option in form[LOB_BLOCK]["options"]] == [
        "All lines of business",
        "Accounts",
        "Payments",
    ]


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("C0OUT", "qabot is not in #elsewhere. Type `/invite @qabot` there, and submit again."),
        ("C0OLD", "archived"),
        ("C0SHARED", "Other organisations"),
        ("C0GUESTS", "guests"),
        ("C0NONE", "invite qabot"),
    ],
)
def test_a_channel_that_will_not_do_is_told_at_its_field(
    bolt: Driver, slack: FakeSlack, db: Database, channel: str, words: str
) -> None:
    refused = sets_up(bolt, slack, channel=channel)
    assert words in refused.errors[CHANNEL_BLOCK]
    assert rows(db) == []


def test_when_slack_does_not_say_who_reads_along_nothing_is_set_up(
    bolt: Driver, slack: FakeSlack, db: Database
) -> None:
    slack.audiences["C0QA"] = Unknown("connection_lost")
    assert "Nothing was saved" in sets_up(bolt, slack).errors[CHANNEL_BLOCK]
    assert rows(db) == []


@pytest.mark.parametrize(
    ("block", "fields"),
    [
        (LOB_BLOCK, {"lob": "77"}),
        (WEEKDAY_BLOCK, {"weekday": "7"}),
        (TIME_BLOCK, {"at": "25:00"}),
        (ZONE_BLOCK, {"zone": "Mars/Base"}),
    ],
)
def test_what_is_not_on_offer_is_refused(
    bolt: Driver, slack: FakeSlack, db: Database, block: str, fields: dict[str, str]
) -> None:
    assert list(sets_up(bolt, slack, **fields).errors) == [block]
    assert rows(db) == []


def test_a_channel_gets_a_digest_once(bolt: Driver, slack: FakeSlack, db: Database) -> None:
    sets_up(bolt, slack)
    assert "already" in sets_up(bolt, slack, weekday="3").errors[LOB_BLOCK]
    sets_up(bolt, slack, lob="2")
    assert len(rows(db)) == 2


def test_the_list_previews_pauses_resumes_and_deletes(bolt: Driver, slack: FakeSlack, db: Database) -> None:
    sets_up(bolt, slack)
    value = str(rows(db)[0].id)
    bolt.command("quinn", COMMAND, "list")
    view = slack.opened[-1]
    assert buttons(view) == [messages.PREVIEW, messages.PAUSE, messages.DELETE]
    bolt.click("quinn", messages.PREVIEW, value, view=view)
    assert "Only you see this" in str(slack.pushed[-1])
    bolt.click("quinn", messages.PAUSE, value, view=view)
    assert buttons(slack.updated[-1][1]) == [messages.PREVIEW, messages.RESUME, messages.DELETE]
    assert "*Paused.* Resumed, it comes every Monday at 11:00 (Europe/Berlin)." in str(slack.updated[-1][1])
    bolt.click("quinn", messages.RESUME, value, view=view)
    assert rows(db)[0].enabled
    bolt.click("quinn", messages.DELETE, value, view=view)
    assert "There is no digest yet." in str(slack.updated[-1][1])
    assert rows(db) == []


def test_a_preview_of_this_channel_is_seen_by_one_person(bolt: Driver, slack: FakeSlack) -> None:
    assert "No digest that you look after" in bolt.command("quinn", COMMAND, "preview").text
    sets_up(bolt, slack)
    sets_up(bolt, slack, lob="2")
    seen = bolt.command("quinn", COMMAND, "preview")
    assert seen.body["response_type"] == "ephemeral"
    assert "Weekly audits: Accounts" in seen.text
    assert "Weekly audits: Payments" in seen.text
    assert slack.posts == {}


def test_a_lead_of_one_line_of_business_reaches_no_other(bolt: Driver, slack: FakeSlack, db: Database) -> None:
    for lob in ("1", "2", messages.EVERY_LOB):
        sets_up(bolt, slack, lob=lob)
    with db.transaction() as session:
        quinn = session.execute(select(Person.id).where(Person.key == "quinn")).scalar_one()
        session.execute(update(RoleGrant).where(RoleGrant.person_id == quinn).values(lob_id=2))
    bolt.command("quinn", COMMAND, "list")
    assert buttons(slack.opened[-1]) == [messages.PREVIEW, messages.PAUSE, messages.DELETE]
    for action in (messages.PREVIEW, messages.PAUSE, messages.RESUME, messages.DELETE):
        bolt.click("quinn", action, "1")
        assert "can't find" in slack.responses[-1].text
    assert list(sets_up(bolt, slack, lob=messages.EVERY_LOB).errors) == [LOB_BLOCK]
    assert all(row.enabled for row in rows(db))


def test_whose_role_reaches_no_whole_line_is_told_so(bolt: Driver, slack: FakeSlack, db: Database) -> None:
    with db.transaction() as session:
        quinn = session.execute(select(Person.id).where(Person.key == "quinn")).scalar_one()
        session.execute(update(RoleGrant).where(RoleGrant.person_id == quinn).values(lob_id=1, queue_id=1))
    assert "does not reach a whole line of business" in bolt.command("quinn", COMMAND).text


def test_guests_who_come_later_hold_it_back(
    bolt: Driver, slack: FakeSlack, qabot: Qabot, clock: Clock, beat: Beat
) -> None:
    sets_up(bolt, slack)
    slack.audiences["C0QA"] = Audience(guests=1)
    clock.forward(hours=2)
    beat()
    qabot.sender.run()
    assert slack.posts == {}


def test_a_failing_schedule_holds_up_no_other(
    bolt: Driver, slack: FakeSlack, qabot: Qabot, clock: Clock, db: Database, beat: Beat
) -> None:
    """Another version has written a rule that this one cannot read."""
    sets_up(bolt, slack)
    sets_up(bolt, slack, lob="2")
    with db.transaction() as session:
        session.execute(update(ScheduleRow).where(ScheduleRow.id == 1).values(rule={"every": "full_moon"}))
    clock.forward(hours=1)
    beat()
    clock.forward(minutes=1)
    qabot.sender.run()
    assert [said.message.text.splitlines()[0] for said in slack.posts.values()] == ["Weekly audits: Payments"]
    assert rows(db)[0].next_due_utc == clock() - timedelta(minutes=1)
    with db.transaction() as session:
        session.execute(update(ScheduleRow).where(ScheduleRow.id == 1).values(rule={"every": "week", "days": [0]}))
    clock.forward(seconds=5)
    beat()
    qabot.sender.run()
    assert len(slack.posts) == 2


def test_help_and_what_is_not_known(bolt: Driver) -> None:
    assert "/qa-digest list" in bolt.command("quinn", COMMAND, "help").text
    assert "I don't know “sing”" in bolt.command("maya", COMMAND, "sing").text


def test_the_list_leaves_out_what_another_version_has_written(bolt: Driver, slack: FakeSlack, db: Database) -> None:
    sets_up(bolt, slack)
    sets_up(bolt, slack, lob="2")
    with db.transaction() as session:
        session.execute(update(ScheduleRow).where(ScheduleRow.id == 1).values(rule={"every": "full_moon"}))
    bolt.command("quinn", COMMAND, "list")
    assert "Accounts" not in str(slack.opened[-1])
    assert "It comes every Monday at 11:00 (Europe/Berlin), next on Monday, 16 November 2026 at 11:00." in str(
        slack.opened[-1]
    )


def field(view: Any, block_id: str) -> Any:
    return next(block["element"] for block in view["blocks"] if block.get("block_id") == block_id)


def coming(view: Any) -> list[str]:
    [text] = [block["text"]["text"] for block in view["blocks"] if block.get("block_id") == "coming"]
    return [line.removeprefix("• ") for line in text.splitlines()[1:]]


def chooses(bolt: Driver, slack: FakeSlack, rhythm: Rhythm) -> Any:
    """The form after this rhythm was chosen, and what it holds."""
    bolt.command("quinn", COMMAND)
    values = filled() | {RHYTHM_BLOCK: {messages_form.RHYTHM: chosen(rhythm)}}
    bolt.click("quinn", messages_form.RHYTHM, view=slack.opened[-1], values=values, block_id=RHYTHM_BLOCK)
    return slack.updated[-1][1], values


def test_the_form_shows_the_next_times(bolt: Driver, slack: FakeSlack) -> None:
    bolt.command("quinn", COMMAND)
    assert coming(slack.opened[-1])[0] == "Monday, 23 November 2026 at 09:00 (Europe/Berlin)"
    bolt.click("quinn", messages.TIME, view=slack.opened[-1], values=filled(at="11:00"), block_id=TIME_BLOCK)
    assert coming(slack.updated[-1][1]) == [
        f"Monday, {day} November 2026 at 11:00 (Europe/Berlin)" for day in (16, 23, 30)
    ]
    bolt.click("quinn", messages.ZONE, view=slack.opened[-1], values=filled(zone="Mars/Base"), block_id=ZONE_BLOCK)
    assert coming(slack.updated[-1][1]) == []


def test_every_few_weeks_from_a_date(
    bolt: Driver, slack: FakeSlack, db: Database, qabot: Qabot, clock: Clock, beat: Beat
) -> None:
    form, values = chooses(bolt, slack, Rhythm.WEEKS)
    assert field(form, FIRST_BLOCK)["initial_date"] == "2026-11-23"
    assert coming(form)[:2] == [f"Monday, {day} 2026 at 11:00 (Europe/Berlin)" for day in ("23 November", "7 December")]
    values |= {
        WEEKS_BLOCK: {messages_form.WEEKS: chosen("3")},
        FIRST_BLOCK: {messages_form.FIRST: {"selected_date": "2026-11-19"}},
    }
    done = bolt.submit("quinn", form, values)
    assert "*Audits of 3 weeks: Accounts*" in str(done.view)
    assert "every 3 weeks on Thursday at 11:00 (Europe/Berlin)" in str(done.view)
    clock.forward(days=4)
    beat()
    qabot.sender.run()
    [said] = slack.posts.values()
    assert said.message.text.splitlines()[1] == "Thursday, 29 October 2026 to Wednesday, 18 November 2026"
    assert "The next one comes Thursday, 10 December 2026 at 11:00" in said.message.text


def test_a_first_date_that_is_too_far_away(bolt: Driver, slack: FakeSlack, db: Database) -> None:
    form, values = chooses(bolt, slack, Rhythm.WEEKS)
    values |= {
        WEEKS_BLOCK: {messages_form.WEEKS: chosen("2")},
        FIRST_BLOCK: {messages_form.FIRST: {"selected_date": "9999-12-31"}},
    }
    bolt.click("quinn", messages_form.FIRST, view=form, values=values)
    assert coming(slack.updated[-1][1]) == []
    assert "too far away" in bolt.submit("quinn", form, values).errors[FIRST_BLOCK]
    assert rows(db) == []


def test_every_month_on_a_date(bolt: Driver, slack: FakeSlack, db: Database) -> None:
    form, values = chooses(bolt, slack, Rhythm.DATE)
    assert coming(form)[0] == "Tuesday, 1 December 2026 at 11:00 (Europe/Berlin)"
    done = bolt.submit("quinn", form, values | {DATE_BLOCK: {messages_form.DATE: chosen("31")}})
    assert "The first digest comes Monday, 30 November 2026" in str(done.view)
    assert "*Monthly audits: Accounts*" in str(done.view)
    assert sets_up(bolt, slack).view, "a weekly one is another digest"
    bolt.command("quinn", COMMAND)
    again = bolt.submit("quinn", slack.opened[-1], values | {DATE_BLOCK: {messages_form.DATE: chosen("2")}})
    assert "already" in again.errors[LOB_BLOCK]


def test_every_month_on_a_working_day_of_the_site(bolt: Driver, slack: FakeSlack, db: Database) -> None:
    with db.transaction() as session:
        session.execute(update(Site).where(Site.id == 1).values(days_off=["2026-12-01"]))
    form, values = chooses(bolt, slack, Rhythm.WORKING_DAY)
    assert coming(form)[:2] == [
        "Wednesday, 2 December 2026 at 11:00 (Europe/Berlin)",
        "Friday, 1 January 2027 at 11:00 (Europe/Berlin)",
    ]
    done = bolt.submit("quinn", form, values | {NTH_BLOCK: {messages_form.NTH: chosen("3")}})
    assert "The first digest comes Friday, 4 December 2026" in str(done.view)


@pytest.mark.parametrize(
    ("rhythm", "blocks"),
    [
        (Rhythm.WEEKS, [FIRST_BLOCK, WEEKS_BLOCK]),
        (Rhythm.DATE, [DATE_BLOCK]),
        (Rhythm.WORKING_DAY, [NTH_BLOCK]),
    ],
)
def test_what_a_rhythm_lacks_is_told_at_its_field(
    bolt: Driver, slack: FakeSlack, db: Database, rhythm: Rhythm, blocks: list[str]
) -> None:
    form, values = chooses(bolt, slack, rhythm)
    assert sorted(bolt.submit("quinn", form, values).errors) == blocks
    assert rows(db) == []


def test_a_rhythm_that_there_is_not(bolt: Driver, slack: FakeSlack, db: Database) -> None:
    bolt.command("quinn", COMMAND)
    values = filled() | {RHYTHM_BLOCK: {messages_form.RHYTHM: chosen("full_moon")}}
    assert list(bolt.submit("quinn", slack.opened[-1], values).errors) == [RHYTHM_BLOCK]
    bolt.click("quinn", messages_form.RHYTHM, view=slack.opened[-1], values=values)
    assert coming(slack.updated[-1][1]) == []
