"""The bot's own role works with everything, and changes nothing in the journal even without its triggers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError

from qabot import journal, migrate, roles
from qabot.db import Database
from qabot.journal import chain
from qabot.settings import Settings
from tests.databases import as_bot, as_owner, empty
from tests.times import T0


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Database]:
    """A PostgreSQL database that its owner has migrated, as the bot sees it."""
    for url in empty("postgresql", tmp_path):
        held = Settings(_env_file=None, qabot_database_url=as_bot(url), qabot_database_owner_url=url)  # type: ignore[call-arg, arg-type]  # a keyword of pydantic-settings
        roles.upgrade(held)
        database = Database(as_bot(url))
        yield database
        database.dispose()


@pytest.mark.parametrize("table", roles.APPEND_ONLY)
@pytest.mark.parametrize("deed", ["UPDATE {} SET row_id = 1", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"])
def test_it_changes_nothing_in_the_journal(installed: Database, table: str, deed: str) -> None:
    owned = as_owner(installed)
    with owned.transaction() as session:
        session.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
    owned.dispose()
    told = deed.format(table).replace("row_id", "id" if table == "journal" else "row_id")
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), installed.transaction() as session:
        session.execute(text(told))


def test_it_adds_rows_and_seals_them(installed: Database) -> None:
    with installed.transaction() as session:
        journal.record(session, now=T0, actor_id=None, action="x.y", thing="x", thing_id=1)
        assert chain.seal(session) == 1


def test_it_cannot_pretend_another_migration(installed: Database) -> None:
    assert migrate.current(installed) == migrate.head()
    with pytest.raises(ProgrammingError, match="permission denied"), installed.transaction() as session:
        session.execute(text("DELETE FROM alembic_version"))


def test_it_is_told_apart_from_the_owner(installed: Database) -> None:
    owned = as_owner(installed)
    assert (roles.can_change_journal(installed), roles.can_change_journal(owned)) == (False, True)
    owned.dispose()


def test_the_suite_itself_runs_as_the_bot(db: Database) -> None:
    if db.dialect == "postgresql":
        assert make_url(str(db.engine.url)).username == "qabot"
        assert not roles.can_change_journal(db)
