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
