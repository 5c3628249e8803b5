"""A form's token stands for something only in the hands it was given to."""

from datetime import timedelta

import pytest

from qabot import interaction
from qabot.access import Actor
from qabot.db import Database
from qabot.errors import NotFound
from qabot.people.queries import actor_by_slack_id
from tests.factories import World, slack_id
from tests.times import T0


def person(db: Database, key: str) -> Actor:
    with db.reading() as session:
        actor = actor_by_slack_id(session, slack_id(key))
    assert actor is not None
    return actor


@pytest.fixture
def token(db: Database, world: World) -> str:
    with db.transaction() as session:
        return interaction.issue_form(session, actor=person(db, "arun"), kind="page", about={"audit_id": 7}, now=T0)


def read(db: Database, token: str, *, by: str = "arun", kind: str = "page", days: float = 0) -> dict[str, int]:
    with db.reading() as session:
        now = T0 + timedelta(days=days)
        return interaction.read_form(session, actor=person(db, by), kind=kind, token=token, now=now)


def test_its_own_person_gets_what_it_stands_for(db: Database, token: str) -> None:
    assert read(db, token) == {"audit_id": 7}


def test_somebody_else_gets_nothing(db: Database, token: str) -> None:
    with pytest.raises(NotFound):
        read(db, token, by="bea")


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: token + "x", lambda _: "", str.swapcase])
def test_a_changed_token_stands_for_nothing(db: Database, token: str, change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotFound):
        read(db, change(token))


def test_a_token_is_for_one_kind_of_form(db: Database, token: str) -> None:
    with pytest.raises(NotFound):
        read(db, token, kind="other")


def test_a_token_grows_old(db: Database, token: str) -> None:
    assert read(db, token, days=6.9)
    with pytest.raises(NotFound):
        read(db, token, days=7.1)


def test_the_database_does_not_hold_the_token(db: Database, token: str) -> None:
    with db.reading() as session:
        [row] = session.query(interaction.Form).all()
    assert token not in (row.token_hash, str(row.about))


def test_old_requests_and_forms_are_swept(db: Database, token: str) -> None:
    with db.transaction() as session:
        interaction.remember(session, key="old", answer={}, now=T0)
        interaction.remember(session, key="new", answer={"text": "x"}, now=T0 + timedelta(days=8))
        interaction.sweep(session, now=T0 + timedelta(days=8))
    with db.reading() as session:
        assert interaction.seen_answer(session, "old") is None
        assert interaction.seen_answer(session, "new") is not None
        assert session.query(interaction.Form).count() == 0
