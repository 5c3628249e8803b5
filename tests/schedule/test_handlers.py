"""`/qa-admin schedules`: an admin sees what comes, and pauses, resumes and says it now."""

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from qabot.app import TIMETABLE, Qabot
from qabot.db import Database
from qabot.digest import service as digest
from qabot.journal import JournalRow
from qabot.people.models import RoleGrant, Site
from qabot.schedule import messages, queries, service
from qabot.schedule.models import ScheduleRow
from qabot.schedule.operating import PAGE
from qabot.schedule.shape import NewSchedule, WorkingDays
from qabot.slack.port import View
from scheduler.schedules import ticking
from tests.driver import Driver
from tests.factories import World
from tests.fakes import FakeSlack
from tests.times import T0, Clock


@pytest.fixture
def made(db: Database, world: World) -> list[int]:
    """More than a page of them: the first is of all lines of business, the last of the second one."""
    lobs = [None, *[1] * PAGE, 2]
    return [_make(db, world, number, lob) for number, lob in enumerate(lobs)]


def _make(db: Database, world: World, number: int, lob: int | None) -> int:
    new = NewSchedule(
        name=f"digest-{number}",
        kind=digest.AUDITS,
        rule=WorkingDays(),
        zone="Europe/Berlin",
        at=time(9),
        channel="C0QA",
        about={"lob_id": lob},
    )
    with db.transaction() as session:
        owner = world.people["quinn"]
        return service.create(session, new=new, owner_id=owner, holidays=TIMETABLE.holidays, now=T0).schedule_id


def text(view: View) -> str:
    return "\n".join(block["text"]["text"] for block in view["blocks"] if block["type"] == "section")


def buttons(view: View) -> list[str]:
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    return [one["action_id"] for row in rows for one in row]


def opens(bolt: Driver, slack: FakeSlack, schedule_id: int) -> View:
    bolt.command("ada", "/qa-admin", "schedules")
    bolt.click("ada", messages.OPEN, str(schedule_id), view=slack.opened[-1])
    return slack.updated[-1][1]


def done(db: Database) -> list[tuple[str, int | None]]:
    with db.reading() as session:
        found = select(JournalRow.action, JournalRow.actor_id).where(JournalRow.thing == "schedule")
        return [(row.action, row.actor_id) for row in session.execute(found.order_by(JournalRow.id))]


def test_an_empty_list_says_how_to_begin(bolt: Driver, slack: FakeSlack) -> None:
    bolt.command("ada", "/qa-admin", "schedules")
    assert "`/qa-digest` sets one up" in text(slack.opened[-1])


def test_the_list_comes_in_pages(bolt: Driver, slack: FakeSlack, made: list[int]) -> None:
    bolt.command("ada", "/qa-admin", "schedules")
    first = slack.opened[-1]
    assert text(first).splitlines()[:3] == [
        "*Weekly audits: All lines of business* in <#C0QA>",
        "Every working day at 09:00 (Europe/Berlin)",
        "Next: Tuesday, 17 November 2026 at 09:00",
    ]
    assert len([block for block in first["blocks"] if block["type"] == "section"]) == PAGE
    assert buttons(first) == [messages.TURN]
    bolt.click("ada", messages.TURN, "2", view=first)
    second = slack.updated[-1][1]
    assert "Weekly audits: Payments" in text(second)
    assert buttons(second) == [messages.TURN_BACK]
    bolt.click("ada", messages.TURN_BACK, "1", view=second)
    assert text(slack.updated[-1][1]) == text(first)
    bolt.click("ada", messages.TURN, "77", view=second)
    assert text(slack.updated[-1][1]) == text(second), "a page that is gone is the last one"


def test_one_shows_its_next_five_times_without_the_holidays_of_its_site(
    bolt: Driver, slack: FakeSlack, db: Database, made: list[int]
) -> None:
    with db.transaction() as session:
        session.execute(update(Site).where(Site.id == 1).values(days_off=["2026-11-18"]))
    shown = text(opens(bolt, slack, made[0]))
    assert [line for line in shown.splitlines() if line.startswith("•")] == [
        "• Tuesday, 17 November 2026 at 09:00",
        "• Thursday, 19 November 2026 at 09:00",
        "• Friday, 20 November 2026 at 09:00",
        "• Monday, 23 November 2026 at 09:00",
        "• Tuesday, 24 November 2026 at 09:00",
    ]


def test_it_is_paused_and_resumed(
    bolt: Driver, slack: FakeSlack, db: Database, world: World, made: list[int], clock: Clock
) -> None:
    view = opens(bolt, slack, made[0])
    assert buttons(view) == [messages.PAUSE, messages.RUN_NOW, messages.LIST]
    bolt.click("ada", messages.PAUSE, view=view)
    view = slack.updated[-1][1]
    assert messages.PAUSED in text(view)
    assert "*It is paused.* Resumed now, these would be its next times:" in text(view)
    assert buttons(view) == [messages.RESUME, messages.RUN_NOW, messages.LIST]
    clock.forward(days=3)
    assert ticking(db, clock, TIMETABLE)() == 3 * (len(made) - 1), "everything else is dealt with"
    bolt.click("ada", messages.RESUME, view=view)
    view = slack.updated[-1][1]
    assert messages.RESUMED in text(view)
    assert "• Friday, 20 November 2026 at 09:00" in text(view)
    ada = world.people["ada"]
    assert done(db)[-2:] == [("schedule.paused", ada), ("schedule.resumed", ada)]


def test_it_is_said_now_and_the_times_stay(
    bolt: Driver, slack: FakeSlack, db: Database, world: World, made: list[int], qabot: Qabot, clock: Clock
) -> None:
    bolt.click("ada", messages.RUN_NOW, view=opens(bolt, slack, made[0]))
    view = slack.updated[-1][1]
    assert messages.RAN in text(view)
    assert "• Monday, 16 November 2026 at 10:00: said because somebody asked for it" in text(view)
    assert "• Tuesday, 17 November 2026 at 09:00" in text(view)
    qabot.sender.run()
    [said] = slack.posts.values()
    assert said.message.text.startswith("Weekly audits: All lines of business")
    assert done(db)[-1] == ("schedule.ran", world.people["ada"])


def test_what_became_of_the_last_times(
    bolt: Driver, slack: FakeSlack, db: Database, made: list[int], clock: Clock
) -> None:
    clock.forward(days=2)
    ticking(db, clock, TIMETABLE)()
    shown = text(opens(bolt, slack, made[0]))
    assert "• Wednesday, 18 November 2026 at 09:00: said" in shown
    assert "• Tuesday, 17 November 2026 at 09:00: skipped, because a newer one was due as well" in shown


def test_one_goes_back_to_the_page_one_came_from(bolt: Driver, slack: FakeSlack, made: list[int]) -> None:
    bolt.command("ada", "/qa-admin", "schedules")
    bolt.click("ada", messages.TURN, "2", view=slack.opened[-1])
    second = slack.updated[-1][1]
    bolt.click("ada", messages.OPEN, str(made[-1]), view=second)
    bolt.click("ada", messages.LIST, view=slack.updated[-1][1])
    assert text(slack.updated[-1][1]) == text(second)


def test_an_admin_of_one_line_of_business_reaches_no_other(
    bolt: Driver, slack: FakeSlack, db: Database, world: World, made: list[int]
) -> None:
    with db.transaction() as session:
        session.execute(update(RoleGrant).where(RoleGrant.person_id == world.people["ada"]).values(lob_id=2))
    bolt.command("ada", "/qa-admin", "schedules")
    assert text(slack.opened[-1]).count("Weekly audits") == 1
    bolt.click("ada", messages.OPEN, str(made[0]), view=slack.opened[-1])
    assert queries.NO_SCHEDULE in str(slack.pushed[-1])


def test_a_form_of_somebody_else_leads_nowhere(bolt: Driver, slack: FakeSlack, db: Database, made: list[int]) -> None:
    view = opens(bolt, slack, made[0])
    with db.transaction() as session:
        session.add(RoleGrant(person_id=8, role="admin"))
    bolt.click("max", messages.PAUSE, view=view)
    assert "schedule.paused" not in str(done(db))


@pytest.mark.parametrize("values", [{"rule": {"every": "full_moon"}}, {"kind": "horoscope"}])
def test_what_another_version_has_written_is_shown_and_left_alone(
    bolt: Driver, slack: FakeSlack, db: Database, made: list[int], values: dict[str, Any]
) -> None:
    with db.transaction() as session:
        session.execute(update(ScheduleRow).where(ScheduleRow.id == made[0]).values(**values))
    view = opens(bolt, slack, made[0])
    assert (messages.UNREADABLE if "rule" in values else "*horoscope* in <#C0QA>") in text(view)
    bolt.click("ada", messages.RUN_NOW, view=view)
    assert "version of qabot" in str(slack.pushed[-1])
    assert "schedule.ran" not in str(done(db))


def test_a_deleted_one_is_told(bolt: Driver, slack: FakeSlack, db: Database, made: list[int], clock: Clock) -> None:
    view = opens(bolt, slack, made[0])
    with db.transaction() as session:
        service.delete(session, schedule_id=made[0], actor_id=None, now=clock() + timedelta(minutes=1))
    bolt.click("ada", messages.PAUSE, view=view)
    assert queries.NO_SCHEDULE in str(slack.pushed[-1])
