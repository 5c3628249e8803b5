"""`/qa-admin people`: somebody is found, moved, matched, let go and taken back, or added."""

from typing import Any

import pytest
from sqlalchemy import select

from qabot.errors import NotFound
from qabot.keeping.rules import former_key
from qabot.people import directory, messages
from qabot.people import queries as people
from qabot.people.models import Person, RoleGrant, Team
from tests.admin.conftest import Admin, Values, picked, typed
from tests.audit.auditor import chosen
from tests.audit.sheets import reads
from tests.factories import PEOPLE, slack_id

EMAIL = "erin.new@example.com"


def place(site: int | None, team: int | None = None, slack: str | None = None) -> Values:
    return {
        "site": {messages.SITE: chosen(str(site) if site else None)},
        "team": {messages.TEAM: chosen(str(team) if team else None)},
        "slack": {messages.SLACK_USER: picked(slack)},
    }


def active(value: str) -> Values:
    return {"active": {messages.ACTIVE: chosen(value)}}


def new(name: str = "Erin New", email: str = EMAIL, title: str = "Associate") -> Values:
    return {
        "name": {messages.NAME: typed(name)},
        "email": {messages.EMAIL: typed(email)},
        "title": {messages.TITLE: typed(title)},
    }


def adds(admin: Admin, values: Values) -> Any:
    admin.types("people")
    admin.presses(messages.ADD_PERSON)
    return admin.submits(values)


def test_somebody_is_found_by_a_part_of_the_name(admin: Admin) -> None:
    assert admin.finds("people", messages.PERSON, "may ex") == [str(admin.world.people["maya"])]
    assert len(admin.finds("people", messages.PERSON, "")) == len(PEOPLE)


def test_whoever_was_erased_is_not_found(admin: Admin) -> None:
    with admin.db.transaction() as session:
        session.get_one(Person, admin.world.people["maya"]).key = former_key(admin.world.people["maya"])
    assert len(admin.finds("people", messages.PERSON, "")) == len(PEOPLE) - 1
    with admin.db.reading() as session:
        ada = people.actor_by_slack_id(session, slack_id("ada"))
        assert ada is not None
        with pytest.raises(NotFound):
            directory.profile(session, ada, admin.world.people["maya"])


def test_the_form_shows_site_team_and_roles(admin: Admin) -> None:
    admin.opens("people", admin.world.people["maya"])
    for words in ("Maya Example", "Berlin", "North", "Associate · Accounts", "maya@example.com", "`maya`"):
        assert words in reads(admin.view), words


def test_somebody_is_moved(admin: Admin) -> None:
    admin.opens("people", admin.world.people["arun"])
    admin.submits(place(2, 2, slack_id("arun")))
    assert "works at Manila, team South" in reads(admin.view)
    arun = admin.person("arun")
    assert (arun.site_id, arun.team_id, arun.edited) == (2, 2, ["site_id", "team_id"])
    row = admin.journal()[-1]
    assert (row.action, row.actor_id, row.detail) == (
        "person.changed",
        admin.world.people["ada"],
        {"fields": ["site_id", "team_id"]},
    )


def test_nothing_changed_is_not_journaled(admin: Admin) -> None:
    admin.opens("people", admin.world.people["arun"])
    admin.submits({})
    assert admin.journal() == []
    assert admin.person("arun").edited == []


@pytest.mark.parametrize(
    ("who", "values", "field", "words"),
    [
        ("arun", place(1, 2), "team", "works at Manila"),
        ("maya", place(1, None), "team", "need a team"),
        ("maya", place(2, 2), "team", "another line of business"),
        ("arun", place(1, None, slack_id("tom")), "slack", "matched to this Slack user"),
        ("arun", place(1, None, "@tom"), "slack", "not a Slack user"),
        ("arun", place(9), "site", "choose a site"),
        ("arun", place(None), "site", "choose a site"),
        ("arun", {"site": {messages.SITE: chosen("x")}}, "site", "from the list"),
        ("ada", active("not_active"), "active", "can't deactivate yourself"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(admin: Admin, who: str, values: Values, field: str, words: str) -> None:
    admin.opens("people", admin.world.people[who])
    errors = admin.submits(values).errors
    assert words in errors[field]
    assert admin.journal() == []


def test_who_is_let_go_can_do_nothing_and_keeps_everything(admin: Admin) -> None:
    admin.bolt.opens_home("arun")
    admin.opens("people", admin.world.people["arun"])
    admin.submits(active("not_active"))
    assert "not active" in reads(admin.view)
    admin.told()
    assert "not in the QA programme" in reads(admin.slack.homes[slack_id("arun")])
    assert "I don't know you" in admin.bolt.command("arun", "/qa-audit").text
    assert [row.action for row in admin.journal()][:2] == ["person.changed", "person.left"]
    assert admin.roles("arun")
    admin.opens("people", admin.world.people["arun"])
    admin.submits(active("active"))
    admin.told()
    assert "Audits to score" in reads(admin.slack.homes[slack_id("arun")])


def test_a_match_by_hand_holds_and_the_other_home_is_emptied(admin: Admin) -> None:
    admin.opens("people", admin.world.people["arun"])
    admin.submits(place(1, None, "UARUN2"))
    assert (admin.person("arun").slack_user_id, admin.person("arun").edited) == ("UARUN2", ["slack_user_id"])
    admin.told()
    assert "Audits to score" in reads(admin.slack.homes["UARUN2"])
    assert "not in the QA programme" in reads(admin.slack.homes[slack_id("arun")])
    admin.opens("people", admin.world.people["arun"])
    admin.submits(place(1, None, None))
    assert (admin.person("arun").slack_user_id, admin.person("arun").edited) == (None, [])


def test_somebody_is_added(admin: Admin) -> None:
    adds(admin, new() | place(1, 1))
    for words in ("Erin New", "`erin-new`", "`/qa-admin roles`"):
        assert words in reads(admin.view), words
    erin = admin.person("erin-new")
    assert (erin.email, erin.team_id, erin.active, erin.edited) == (EMAIL, 1, True, ["added"])
    assert admin.journal()[-1].action == "person.added"


def test_a_character_that_no_database_keeps_is_left_out(admin: Admin) -> None:
    assert admin.finds("people", messages.PERSON, "ma\0ya") == [str(admin.world.people["maya"])]
    adds(admin, new(name="Erin\0 New", email="e\0rin@example.com") | place(1))
    assert admin.person("erin-new").email == "erin@example.com"


def test_a_name_that_is_there_already_gets_a_key_of_its_own(admin: Admin) -> None:
    adds(admin, new() | place(1))
    adds(admin, new(email="other@example.com") | place(1, None, "UOTHER"))
    assert admin.person("erin-new-2").edited == ["added", "slack_user_id"]
    adds(admin, new("山田花子", "yamada@example.com") | place(1))
    assert admin.person("person").name == "山田花子"


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        (new(name="  "), "name", "fill this in"),
        (new(title=""), "title", "fill this in"),
        (new(name="Erin erin@example.com"), "name", "write a name only"),
        (new(title="Card 4111 1111 1111 1111"), "title", "write a name only"),
        (new(email="erin"), "email", "not an e-mail address"),
        (new(email="Maya@Example.com"), "email", "has this address already"),
    ],
)
def test_what_cannot_be_added_is_said_at_its_field(admin: Admin, values: Values, field: str, words: str) -> None:
    errors = adds(admin, values | place(1)).errors
    assert words in errors[field]
    assert admin.journal() == []


def test_another_persons_form_and_a_person_who_is_not_there_are_not_found(admin: Admin) -> None:
    assert "can't find this person" in reads(admin.opens("people", 999).view)
    assert "can't find this person" in reads(admin.opens("people", "x").view)
    admin.opens("people", admin.world.people["maya"])
    with admin.db.transaction() as session:
        session.add(RoleGrant(person_id=admin.world.people["max"], role="admin"))
    admin.name = "max"
    assert "no longer valid" in reads(admin.submits({}).view)


class TestAnAdminOfOneSite:
    @pytest.fixture(autouse=True)
    def only_berlin(self, admin: Admin) -> None:
        with admin.db.transaction() as session:
            grant = session.query(RoleGrant).filter_by(person_id=admin.world.people["ada"]).one()
            grant.site_id = 1

    def test_sees_only_whom_they_reach_wholly(self, admin: Admin) -> None:
        """Everybody of the department may do something at every site, so nobody is reached."""
        assert admin.finds("people", messages.PERSON, "") == [str(admin.world.people["ada"])]
        assert "can't find this person" in reads(admin.opens("people", admin.world.people["maya"]).view)

    def test_reaches_who_works_and_acts_there_only(self, admin: Admin) -> None:
        with admin.db.transaction() as session:
            session.query(RoleGrant).filter_by(person_id=admin.world.people["maya"]).one().site_id = 1
        maya = str(admin.world.people["maya"])
        assert maya in admin.finds("people", messages.PERSON, "")
        admin.opens("people", maya)
        admin.submits(place(1, 1, "UMAYA2"))
        assert admin.person("maya").slack_user_id == "UMAYA2"

    def test_moves_nobody_out_of_their_site(self, admin: Admin) -> None:
        with admin.db.transaction() as session:
            session.query(RoleGrant).filter_by(person_id=admin.world.people["arun"]).one().site_id = 1
        admin.opens("people", admin.world.people["arun"])
        assert "outside of the places that your own role names" in reads(admin.submits(place(2)).view)
        assert admin.journal()[-1].action == "access.refused"


def test_what_is_offered_is_what_can_be_opened(admin: Admin) -> None:
    with admin.db.transaction() as session:
        session.query(RoleGrant).filter_by(person_id=admin.world.people["ada"]).one().lob_id = 1
        assert session.execute(select(Team)).first()
        everybody = list(session.execute(select(Person.id)).scalars())
    offered = admin.finds("people", messages.PERSON, "")
    opened = [str(one) for one in everybody if admin.opens("people", one).body.get("response_action") == "update"]
    assert offered
    assert sorted(offered) == sorted(opened)
