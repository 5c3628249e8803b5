"""Hours, holidays, areas, channels, targets and capacities get into the database, and every difference is told."""

from datetime import date

import pytest
from sqlalchemy import select

from qabot.clock import Hours
from qabot.db import Database
from qabot.people import calendars
from qabot.people.models import Area, Person, Queue
from qabot.programme import ImportReport, InvalidProgramme, WouldUndo, check_channels, import_programme
from qabot.slack.port import SlackChannel, Unknown
from tests.fakes import FakeSlack
from tests.programme.conftest import Files
from tests.times import T0

SITE = "name: Berlin, kind: in_house, time_zone: Europe/Berlin}"
HOURS = 'hours: {monday: "08:00-18:00"}, holidays: {country: DE, subdivision: SN, extra: [2026-12-24]}}'


def imported(db: Database, files: Files, *, overwrite: bool = False) -> ImportReport:
    with db.transaction() as session:
        return import_programme(session, files.read(), now=T0, overwrite=overwrite)


@pytest.fixture
def whole(files: Files) -> Files:
    files.change(SITE, SITE.replace("}", f", {HOURS}"))
    files.change("name: Login, scorecard: card}", "name: Login, scorecard: card, channel: login-qa, weekly_target: 10}")
    files.change("title: Auditor", "title: Auditor\n    weekly_capacity: 8")
    files.change("teams:", "areas: [{key: web, name: Web, channel: bugs-web}]\nteams:")
    return files


def test_all_of_it_is_kept(db: Database, whole: Files) -> None:
    report = imported(db, whole)
    assert "areas: 1 added" in str(report)
    assert "+ area web" in report.differences
    with db.reading() as session:
        queue = session.execute(select(Queue).where(Queue.key == "login")).scalar_one()
        assert (queue.channel, queue.weekly_target) == ("login-qa", 10)
        assert session.execute(select(Area.channel)).scalar_one() == "bugs-web"
        people = dict(session.execute(select(Person.key, Person.id)).all())
        assert session.get_one(Person, people["arun"]).weekly_capacity == 8
        berlin = calendars.of_person(session, people["maya"])
        assert berlin.hours == (Hours(480, 1080), *(None,) * 6)
        for holiday in (date(2026, 12, 24), date(2026, 11, 18), date(2031, 10, 3)):
            assert holiday in berlin.holidays
        assert date(2026, 11, 19) not in berlin.holidays
        assert "no date" not in berlin.holidays
        manila = calendars.of_person(session, people["arun"])
        assert date(2026, 12, 25) not in manila.holidays
    assert not imported(db, whole).changed


def test_the_difference_is_told_field_by_field(db: Database, whole: Files) -> None:
    imported(db, whole)
    for old, new in (
        ("08:00-18:00", "22:00-06:00"),
        ("extra: [2026-12-24]", "extra: []"),
        ("weekly_target: 10", "weekly_target: 12"),
        ("weekly_capacity: 8", "weekly_capacity: 6"),
        ("channel: bugs-web", "channel: C0123ABCD"),
        ("role: auditor, line_of_business: accounts", "role: auditor"),
        ("line_of_business: accounts, site: berlin", "line_of_business: payments, site: berlin"),
        ("roles: [{role: associate, queues: [login, recovery]}]", "roles: [{role: auditor, site: berlin}]"),
    ):
        whole.change(old, new)
    assert imported(db, whole).differences == [
        "~ site berlin: hours: monday 08:00-18:00 → monday 22:00-06:00",
        "~ site berlin: days off: 2026-12-24 → nothing",
        "~ queue login: weekly target: 10 → 12",
        "~ team north: line of business: accounts → payments",
        "~ area web: channel: bugs-web → C0123ABCD",
        "~ person arun: weekly capacity: 8 → 6",
        "~ person maya: roles: + auditor in berlin, - associate in login, - associate in recovery",
        "~ person arun: roles: + auditor, - auditor in accounts",
    ]


def test_what_was_changed_in_slack_is_not_silently_lost(db: Database, whole: Files) -> None:
    imported(db, whole)
    with db.transaction() as session:
        arun = session.execute(select(Person).where(Person.key == "arun")).scalar_one()
        arun.title, arun.edited, arun.slack_user_id = "Senior Auditor", ["title", "slack_user_id"], "U1"
    with pytest.raises(WouldUndo) as refused:
        imported(db, whole)
    assert "~ person arun: title: Senior Auditor → Auditor" in refused.value.faults[0]
    assert "--overwrite" in refused.value.faults[-1]
    report = imported(db, whole, overwrite=True)
    assert report.differences == ["~ person arun: title: Senior Auditor → Auditor (changed in Slack)"]
    with db.reading() as session:
        arun = session.execute(select(Person).where(Person.key == "arun")).scalar_one()
        assert (arun.title, arun.edited, arun.slack_user_id) == ("Auditor", ["slack_user_id"], "U1")


def test_a_file_that_says_the_same_as_slack_is_taken(db: Database, whole: Files) -> None:
    imported(db, whole)
    with db.transaction() as session:
        login = session.execute(select(Queue).where(Queue.key == "login")).scalar_one()
        login.name, login.edited = "Sign-in", ["name"]
    whole.change("name: Login", "name: Sign-in")
    assert not imported(db, whole).changed
    whole.change("name: Sign-in", "name: Access")
    assert imported(db, whole).differences == ["~ queue login: name: Sign-in → Access"]


def test_somebody_added_in_slack_is_not_let_go_unasked(db: Database, files: Files) -> None:
    imported(db, files)
    with db.transaction() as session:
        one = session.execute(select(Person).where(Person.key == "arun")).scalar_one()
        session.add(
            Person(
                key="amy",
                name="Amy",
                folded_name="amy",
                email="amy@example.com",
                title="QA",
                site_id=one.site_id,
                edited=["added"],
            )
        )
    with pytest.raises(WouldUndo, match="person amy"):
        imported(db, files)


LEAD = "      - {role: qa_lead, line_of_business: accounts}\n"


@pytest.mark.parametrize(
    ("leads", "warned"),
    [
        ("", ["Accounts: there is no QA lead. Until there are two, nobody", "Payments: there is no QA lead"]),
        (LEAD, ["Accounts: Arun Rao is the only QA lead", "Payments: there is no QA lead. Until there are two, leads"]),
        (LEAD.replace("line_of_business: accounts", "queues: [login]"), ["Accounts, Login (Berlin): Arun", "Recovery"]),
        (LEAD.replace("qa_lead, line_of_business: accounts", "qa_lead"), ["Accounts: Arun Rao is", "Payments: Arun"]),
    ],
)
def test_a_line_of_business_with_too_few_leads_gets_a_warning(
    db: Database, files: Files, leads: str, warned: list[str]
) -> None:
    files.change("channels:", f"{leads}channels:")
    told = imported(db, files).warnings
    assert all(any(words in line for line in told) for words in warned), told


def test_two_leads_are_enough(db: Database, files: Files) -> None:
    files.change("channels:", "      - {role: qa_lead}\nchannels:")
    files.change("roles: [{role: associate,", "roles: [{role: qa_lead}, {role: associate,")
    assert imported(db, files).warnings == []


def room(channel_id: str, name: str, *, archived: bool = False, shared: bool = False) -> SlackChannel:
    return SlackChannel(channel_id, name, is_member=True, archived=archived, is_shared=shared)


@pytest.mark.parametrize(
    ("rooms", "told"),
    [
        ([room("C1", "login-qa")], ["#bugs-web: I can't see this channel"]),
        ([room("C1", "login-qa"), room("C2", "bugs-web", shared=True)], ["#bugs-web: Other organisations read"]),
        ([room("C1", "login-qa", archived=True), room("C2", "bugs-web")], ["#login-qa: This channel is archived"]),
        ([room("C1", "login-qa"), room("C2", "bugs-web")], []),
    ],
)
def test_channels_are_held_against_slack(
    whole: Files, slack: FakeSlack, rooms: list[SlackChannel], told: list[str]
) -> None:
    slack.rooms = rooms
    read, faults = whole.read(), []
    try:
        check_channels(slack, read)
    except InvalidProgramme as refused:
        faults = refused.faults
    assert len(faults) == len(told)
    assert all(words in fault and "programme.yml:" in fault for words, fault in zip(told, faults, strict=True))


def test_a_slack_that_does_not_answer_is_told(whole: Files, slack: FakeSlack) -> None:
    slack.rooms = [room("C1", "login-qa"), room("C2", "bugs-web")]
    slack.faults = [None, Unknown("timeout")]
    with pytest.raises(InvalidProgramme, match="Slack did not say"):
        check_channels(slack, whole.read())
