"""Who acts, with which grants, and whom and what they can choose from."""

from sqlalchemy import event

from qabot.access import Action, Actor, Grant, Role
from qabot.db import Database
from qabot.people import queries
from qabot.people.models import Person, RoleGrant
from tests.factories import World, slack_id


def acting(db: Database, key: str) -> Actor:
    with db.reading() as session:
        actor = queries.actor_by_slack_id(session, slack_id(key))
    assert actor is not None
    return actor


def found(db: Database, typed: str, *, queue_id: int | None = None, auditor: Actor | None = None) -> list[str]:
    with db.reading() as session:
        people = queries.search_associates(session, typed, queue_id=queue_id, auditor=auditor)
    return [person.key for person in people]


def test_an_actor_comes_with_time_zone_team_and_every_grant(db: Database, world: World) -> None:
    nora = acting(db, "nora")
    assert (nora.person_id, nora.name, nora.slack_user_id) == (world.people["nora"], "Nora Example", "UNORA")
    assert (nora.time_zone, nora.team_id) == ("Europe/Berlin", 1)
    assert nora.grants == {Grant(Role.AUDITOR), Grant(Role.ASSOCIATE, lob_id=1)}


def test_an_actor_is_read_with_one_statement(db: Database, world: World) -> None:
    statements: list[str] = []
    with db.reading() as session:
        session.connection()
        event.listen(db.engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
        queries.actor_by_slack_id(session, slack_id("nora"))
    assert len(statements) == 1


def test_nobody_acts_who_is_unknown_or_inactive(db: Database, world: World) -> None:
    with db.transaction() as session:
        session.get_one(Person, world.people["maya"]).active = False
    with db.reading() as session:
        assert queries.actor_by_slack_id(session, "UNOBODY") is None
        assert queries.actor_by_slack_id(session, "") is None
        assert queries.actor_by_slack_id(session, slack_id("maya")) is None
        assert queries.actor(session, world.people["maya"]) is None


def test_somebody_without_a_role_acts_without_grants(db: Database, world: World) -> None:
    with db.transaction() as session:
        session.query(RoleGrant).delete()
    assert acting(db, "max").grants == frozenset()


def test_an_auditor_has_the_queues_that_a_grant_reaches(db: Database, world: World) -> None:
    with db.reading() as session:
        everywhere = queries.queues_for(session, acting(db, "arun"))
        one_line = queries.queues_for(session, acting(db, "bea"))
        nowhere = queries.queues_for(session, acting(db, "maya"))
        own = queries.queues_for(session, acting(db, "maya"), Action.AUDIT_SEE_OWN)
    assert [queue.key for queue in everywhere] == ["login", "recovery", "refunds"]
    assert [(queue.key, queue.lob_name) for queue in one_line] == [("login", "Accounts"), ("recovery", "Accounts")]
    assert nowhere == []
    assert [queue.key for queue in own] == ["login", "recovery"]


def test_associates_are_found_by_any_part_of_their_name(db: Database, world: World) -> None:
    assert found(db, "exam MAY") == ["maya"]
    assert found(db, "") == ["maya", "nora", "tom"]
    assert found(db, "%") == []


def test_associates_of_a_queue_are_those_who_work_in_it(db: Database, world: World) -> None:
    assert found(db, "", queue_id=world.queues["refunds"]) == ["tom"]


def test_an_auditor_is_offered_neither_themselves_nor_their_own_team(db: Database, world: World) -> None:
    assert found(db, "", auditor=acting(db, "nora")) == ["tom"]
    assert found(db, "", auditor=acting(db, "arun")) == ["maya", "nora", "tom"]


def test_an_auditor_of_one_site_is_offered_its_people_only(db: Database, world: World) -> None:
    with db.transaction() as session:
        grant = session.query(RoleGrant).filter_by(person_id=world.people["arun"]).one()
        grant.site_id = 2
    assert found(db, "", auditor=acting(db, "arun")) == ["tom"]


def test_a_person_is_shown_with_their_line_of_business_also_when_they_have_left(db: Database, world: World) -> None:
    with db.transaction() as session:
        session.get_one(Person, world.people["tom"]).active = False
    with db.reading() as session:
        tom = queries.person(session, world.people["tom"])
        assert tom is not None
        assert (tom.lob_id, tom.time_zone, tom.active) == (2, "Asia/Manila", False)
        assert queries.person_by_key(session, "tom") == tom
        assert queries.person(session, 0) is None
        assert queries.names(session, [world.people["tom"], 0]) == {world.people["tom"]: "Tom Example"}
