"""Connections that died while nobody used them: nobody notices."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from qabot import db as subject
from qabot.db import Database
from tests import databases

OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Database]:
    for url in databases.fresh("postgresql", tmp_path):
        database = Database(url)
        yield database
        database.dispose()


def test_a_connection_that_died_is_replaced(postgres: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "REST_SECONDS", 0.0)
    with postgres.reading() as session:
        before = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    owner = databases.as_owner(postgres)
    with owner.reading() as session:
        session.execute(text(OTHERS))
    owner.dispose()
    with postgres.reading() as session:
        assert session.execute(text("SELECT pg_backend_pid()")).scalar_one() != before
