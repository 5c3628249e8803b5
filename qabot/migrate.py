"""Bringing the database to the state that this version of the code expects."""

import warnings
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from qabot.db import Database
from qabot.tables import METADATA

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def upgrade(database: Database, revision: str = "head") -> None:
    with _writing(database) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str = "base") -> None:
    with _writing(database) as connection:
        command.downgrade(_config(connection), revision)


def current(database: Database) -> str | None:
    """The revision that the database is at; None where it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The revision that the code expects. There is one, or the migrations are broken."""
    found = ScriptDirectory.from_config(_config(None)).get_current_head()
    if found is None:
        raise LookupError("There is no migration.")
    return found


def drift(database: Database) -> list[Any]:
    """What the tables in the code have otherwise than the database; empty where they agree."""
    with database.engine.connect() as connection, warnings.catch_warnings():
        # SQLite cannot tell what its expression indexes are made of. PostgreSQL can, and is compared as well.
        warnings.filterwarnings("ignore", message=".*expression-based index")
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA))


def revise(database: Database, message: str) -> None:
    """Write a new migration from the difference between the tables in the code and this database."""
    with _writing(database) as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def _writing(database: Database) -> Any:
    return database.engine.execution_options(qabot_writes=True).begin()


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
