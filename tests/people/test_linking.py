"""People are matched to Slack users by e-mail address; an id belongs to one person."""

import pytest
from sqlalchemy import func, select, update

from qabot.db import Database
from qabot.journal import JournalRow
from qabot.people import queries, service
from qabot.people.models import Person
from qabot.slack.port import SlackUser
from tests.factories import World
from tests.times import T0


@pytest.fixture
def strangers(db: Database, world: World) -> World:
    """The department before anybody is known to Slack."""
    with db.transaction() as session:
        session.execute(update(Person).values(slack_user_id=None))
    return world


def user(user_id: str, email: str, *, is_bot: bool = False, deleted: bool = False) -> SlackUser:
    return SlackUser(user_id, email, is_bot, deleted)


def linked(db: Database, *users: SlackUser) -> int:
    with db.transaction() as session:
        return service.link_slack_users(session, users, T0)


def slack_ids(db: Database, *keys: str) -> list[str | None]:
    with db.reading() as session:
        known = dict(session.execute(select(Person.key, Person.slack_user_id)).all())
    return [known[key] for key in keys]


def test_the_case_of_an_address_does_not_matter(db: Database, strangers: World) -> None:
    assert linked(db, user("U1", "Maya@Example.COM"), user("U2", "someone@example.com")) == 1
    assert slack_ids(db, "maya") == ["U1"]


def test_a_second_time_nothing_changes(db: Database, strangers: World) -> None:
    linked(db, user("U1", "maya@example.com"))
    assert linked(db, user("U1", "maya@example.com")) == 0
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(JournalRow)) == 1


def test_bots_and_deactivated_users_are_nobody(db: Database, strangers: World) -> None:
    bot = user("U1", "maya@example.com", is_bot=True)
    assert linked(db, bot, user("U2", "tom@example.com", deleted=True), user("U3", "")) == 0


def test_somebody_of_another_organisation_is_nobody_whatever_their_address(db: Database, strangers: World) -> None:
    impostor = SlackUser("U1", "maya@example.com", is_bot=False, deleted=False, is_foreign=True)
    assert linked(db, impostor) == 0


def test_an_address_that_moves_to_another_user_takes_the_link_with_it(db: Database, strangers: World) -> None:
    linked(db, user("U1", "maya@example.com"), user("U2", "tom@example.com"))
    assert linked(db, user("U2", "maya@example.com"), user("U1", "tom@example.com")) == 2
    assert slack_ids(db, "maya", "tom") == ["U2", "U1"]


def test_a_user_whose_address_is_not_in_the_programme_any_more_stays_linked(db: Database, strangers: World) -> None:
    linked(db, user("U1", "maya@example.com"))
    assert linked(db, user("U1", "maya.new@example.com")) == 0
    assert slack_ids(db, "maya") == ["U1"]


def test_who_left_is_neither_linked_nor_missed(db: Database, strangers: World) -> None:
    with db.transaction() as session:
        session.get_one(Person, strangers.people["maya"]).active = False
    assert linked(db, user("U1", "maya@example.com")) == 0
    with db.reading() as session:
        assert "Maya Example" not in [person.name for person in queries.unlinked(session)]


def test_a_match_by_hand_is_stronger_than_an_address(db: Database, strangers: World) -> None:
    with db.transaction() as session:
        maya = session.get_one(Person, strangers.people["maya"])
        maya.slack_user_id, maya.edited = "U7", ["slack_user_id"]
    assert linked(db, user("U1", "maya@example.com"), user("U7", "tom@example.com")) == 0
    assert slack_ids(db, "maya", "tom") == ["U7", None]


def test_those_without_a_slack_user_are_listed_by_name(db: Database, strangers: World) -> None:
    linked(db, user("U1", "ada@example.com"))
    with db.reading() as session:
        missing = queries.unlinked(session)
    assert [person.name for person in missing][:2] == ["Arun Example", "Bea Example"]
    assert missing[0].email == "arun@example.com"
