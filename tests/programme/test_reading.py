"""A programme is read from its files, or every fault in them is told with its line."""

from datetime import date

import pytest

from qabot.access import Role
from qabot.audit.rules import Critical
from qabot.clock import Hours
from tests.programme.conftest import Files

SITE = "kind: in_house, time_zone: Europe/Berlin}"
HOURS = 'kind: in_house, time_zone: Europe/Berlin, hours: {monday: "%s"}}'
HOLIDAYS = "kind: in_house, time_zone: Europe/Berlin, holidays: {%s}}"
LOGIN = "name: Login, scorecard: card}"
ONE_FAULT = [
    (SITE, HOURS % "9 to 5", "programme.yml:4", "“9 to 5” are no hours such as 09:00-17:30"),
    (SITE, HOURS % "09:00-25:00", "programme.yml:4", "is not on a clock"),
    (SITE, HOURS % "09:00-17:60", "programme.yml:4", "is not on a clock"),
    (SITE, HOURS % "09:00-09:00", "programme.yml:4", "is no time at all"),
    (SITE, HOURS.replace("monday", "mon") % "09:00-17:00", "programme.yml:4", "Did you mean “monday”?"),
    (SITE, HOURS.replace('monday: "%s"', ""), "programme.yml:4", "a site works on one day at least"),
    (
        SITE,
        HOURS.replace('"%s"', '"20:00-10:00", tuesday: "09:00-17:00"'),
        "programme.yml:4",
        "the shift of monday is still open",
    ),
    (SITE, HOLIDAYS % "country: Germany", "programme.yml:4", "“Germany” is not the two-letter code"),
    (SITE, HOLIDAYS % "country: ZZ", "programme.yml:4", "“ZZ” is not the two-letter code"),
    (SITE, HOLIDAYS % "country: DE, subdivision: XX", "programme.yml:4", "no subdivision “XX”"),
    (SITE, HOLIDAYS % "subdivision: SN", "programme.yml:4", "no country is named"),
    (SITE, HOLIDAYS % "extra: ['2026-02-30']", "programme.yml:4", "“2026-02-30” is not a date"),
    (SITE, HOLIDAYS % "extra: [7]", "programme.yml:4", "“7” is not a date"),
    (LOGIN, "name: Login, scorecard: card, channel: two words}", "programme.yml:10", "neither the name nor the id"),
    (LOGIN, "name: Login, scorecard: card, weekly_target: 0}", "programme.yml:10", "0 has to be 1 or more"),
    (LOGIN, "name: Login, scorecard: card, weekly_target: 2.5}", "programme.yml:10", "a whole number"),
    ("teams:", "areas: [{key: web, name: Web}]\nteams:", "programme.yml:15", "“channel” is missing"),
    (
        "teams:",
        "areas:\n  - {key: web, name: Web, channel: bugs}\n  - {key: web, name: W, channel: bugs}\nteams:",
        "programme.yml:17",
        "“web” is the area on line 16 already",
    ),
    ("title: Associate", "title: Associate\n    weekly_capacity: 4", "programme.yml:22", "only who scores audits"),
    ("kind: vendor", "kind: partner", "programme.yml:5", "“partner” is not 'in_house' or 'vendor'"),
    ("Asia/Manila}", "Asia/Manilla}", "programme.yml:5", "“Asia/Manilla” is not an IANA time zone"),
    ("scorecard: card}", "scorecard: cart}", "programme.yml:10", "no scorecard “cart”. Did you mean “card”?"),
    ("key: recovery", "key: login", "programme.yml:11", "“login” is the queue on line 10 already"),
    ("key: refunds", "key: Refunds!", "programme.yml:14", "take small letters, digits and single hyphens"),
    ("accounts, site: berlin}", "acounts, site: berlin}", "programme.yml:16", "Did you mean “accounts”?"),
    ("site: berlin\n", "site: berlim\n", "programme.yml:22", "no site “berlim”. Did you mean “berlin”?"),
    ("key: arun", "key: maya", "programme.yml:25", "“maya” is the person on line 18 already"),
    ("arun@example.com", "MAYA@example.com", "programme.yml:27", "is the e-mail address of the person on line 20"),
    ("arun@example.com", "arun", "programme.yml:27", "“arun” is not an e-mail address"),
    ("title: Auditor", "titel: Auditor", "programme.yml:28", "no such field. Did you mean “title”?"),
    ("title: Auditor", "title: 7", "programme.yml:28", "write numbers and dates in quotes"),
    (
        "title: Auditor\n",
        "title: Auditor\n    title: QA\n",
        "programme.yml:29",
        "stands here twice; the first is on line 28",
    ),
    ("role: auditor,", "role: auditer,", "programme.yml:31", "“auditer” is not one of 'associate'"),
    ("role: auditor,", "role: associate,", "programme.yml:31", "this role needs a team"),
    ("recovery]", "refunds]", "programme.yml:24", "reaches “payments”, but the team “north” works for “accounts”"),
    ("queues: [login", "queues: [logout", "programme.yml:24", "there is no queue “logout”"),
    ("team: north", "team: south", "programme.yml:23", "there is no team “south”"),
    ("site: manila\n", "site: manila\n    team: north\n", "programme.yml:30", "works at the site “berlin”"),
    ("roles: [auditor]", "roles: [auditor], people: [amy]", "programme.yml:34", "there is no person “amy”"),
    ("name: Small department\n", "", "programme.yml:1", "“name” is missing"),
    ("name: Small department", "name: &n Small\nexample: *n", "programme.yml:1", "An alias (*) is not taken here"),
    ("name: Small department", "name: [Small", "programme.yml:2", "This is not YAML"),
    ("[card.yml]", "[cards.yml]", "cards.yml:", "The file cannot be read"),
    ("pass_mark: 80", "pass_mark: 101", "card.yml:3", "101 has to be 100 or less"),
    ("pass_mark: 80", "pass_mark: high", "card.yml:3", "this has to be a number"),
    ("weight: 60", "weight: 0", "card.yml:8", "0 has to be more than 0"),
    ("weight: 60", "weight: .nan", "card.yml:8", "has to be"),
    ("weight: 60", "weight: true", "card.yml:8", "this has to be a number"),
    ("critical: customer", "critical: money", "card.yml:8", "“money” is not one of 'customer', 'business'"),
    ('["No", "Yes"]', '["Yes"]', "card.yml:8", "at least 2 needed, but there are 1"),
    ('["No", "Yes"]', '["Yes", "Yes"]', "card.yml:8", "two levels have the same label"),
    ("key: kind", "key: right", "card.yml:9", "“right” is the criterion on line 8 already"),
]


@pytest.mark.parametrize(("old", "new", "place", "reason"), ONE_FAULT, ids=[case[1] for case in ONE_FAULT])
def test_a_fault_is_told_with_its_file_line_and_reason(
    files: Files, old: str, new: str, place: str, reason: str
) -> None:
    files.change(old, new)
    assert any(fault.startswith(place) and reason in fault for fault in files.faults()), files.faults()


def test_all_faults_of_all_files_are_told_at_once(files: Files) -> None:
    for old, new in (("kind: vendor", "kind: x"), ("site: manila", "site: paris"), ("weight: 60", "weight: -1")):
        files.change(old, new)
    assert [fault.split(": ")[0] for fault in files.faults()] == ["card.yml:8", "programme.yml:5", "programme.yml:29"]


def test_the_same_role_twice_is_a_fault_and_with_another_reach_it_is_not(files: Files) -> None:
    other = "      - {role: auditor, line_of_business: payments}\n"
    files.change("channels:", f"{other}channels:")
    files.read()
    files.change("channels:", f"{other}channels:")
    assert files.faults() == [
        "programme.yml:33: people → arun → roles → auditor: this person has the same role with the same reach already."
    ]


def test_an_empty_file_and_one_that_is_no_text_are_told(files: Files) -> None:
    files.programme = ""
    assert files.faults() == ["programme.yml:1: this has to be fields with their values."]
    files.programme = "\x00"
    assert "This is not YAML" in files.faults()[0]


def test_a_sound_programme_reads_as_it_was_written(files: Files) -> None:
    programme = files.read()
    assert [person.email for person in programme.people] == ["maya@example.com", "arun@example.com"]
    assert programme.people[0].roles[0].role is Role.ASSOCIATE
    assert programme.time_zone_of("arun") == "Asia/Manila"
    assert not programme.example


def test_a_scorecard_reads_with_scales_weights_and_critical_kinds(files: Files) -> None:
    (card,) = files.read().scorecards
    assert (card.key, card.pass_mark) == ("card", 80)
    right, kind = card.criteria.values()
    assert (right.weight, right.levels, right.critical) == (60, ("No", "Yes"), Critical.CUSTOMER)
    assert (kind.levels, kind.may_be_na, kind.help) == (("Cold", "Neutral", "Warm"), True, "Be kind.")


def test_a_channel_has_its_people_by_role_and_by_line_of_business(files: Files) -> None:
    programme = files.read()
    members = {channel.name: programme.members_of(channel) for channel in programme.channels}
    assert members == {"qa-team": ["arun"], "accounts": ["maya", "arun"]}


def test_working_time_reads_as_a_week_and_dates(files: Files) -> None:
    week = 'hours: {monday: "08:30-17:00", friday: "22:00-06:00", sunday: 00:00-24:00}'
    days_off = "holidays: {country: DE, subdivision: SN, extra: [2026-12-24, '2026-12-31']}"
    files.change(SITE, f"kind: in_house, time_zone: Europe/Berlin, {week}, {days_off}}}")
    site = files.read().held.sites[0]
    assert site.hours is not None
    assert site.hours.week == (Hours(510, 1020), None, None, None, Hours(1320, 1800), None, Hours(0, 1440))
    assert site.holidays.extra == [date(2026, 12, 24), date(2026, 12, 31)]


@pytest.mark.parametrize(
    ("written", "read"), [("'#bugs'", "bugs"), ("bugs-web", "bugs-web"), ("C0123ABCD", "C0123ABCD")]
)
def test_a_channel_is_named_with_or_without_its_sign_or_by_id(files: Files, written: str, read: str) -> None:
    files.change("teams:", f"areas: [{{key: web, name: Web, channel: {written}}}]\nteams:")
    assert files.read().held.areas[0].channel == read
