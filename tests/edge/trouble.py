"""What may befall a database: it is full, it takes no writes, or it is away. Each ends with its block."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text

from qabot.db import Database
from tests import databases

Trouble = Callable[[Database], AbstractContextManager[None]]
DISK_FULL = """
CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'could not extend file'; END $$
"""


@contextmanager
def full(db: Database) -> Iterator[None]:
    """SQLite gets no page more; PostgreSQL has no such limit, so a trigger gives its answer."""
    if db.dialect == "sqlite":
        with _with_pragma(db, "max_page_count = 1"):
            yield
        return
    tables = ("outbox", "seen_request")
    _as_owner(db, DISK_FULL)
    for table in tables:
        _as_owner(db, f"CREATE TRIGGER full_{table} BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION disk_full()")
    yield
    for table in tables:
        _as_owner(db, f"DROP TRIGGER full_{table} ON {table}")


@contextmanager
def read_only(db: Database) -> Iterator[None]:
    if db.dialect == "sqlite":
        with _with_pragma(db, "query_only = ON"):
            yield
        return
    name = db.engine.url.database
    _as_owner(db, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    db.dispose()
    yield
    _as_owner(db, f'ALTER DATABASE "{name}" RESET default_transaction_read_only', writable=True)
    db.dispose()


@contextmanager
def away(db: Database) -> Iterator[None]:
    """Its file is gone, or the server lets nobody in and ends who is."""
    db.dispose()
    if db.dialect == "sqlite":
        folder = Path(str(db.engine.url.database)).parent
        hidden = folder.rename(folder.with_name(f"{folder.name}-hidden"))
        yield
        hidden.rename(folder)
        return
    _let_in(db, False)
    yield
    _let_in(db, True)


TROUBLES: dict[str, Trouble] = {"full": full, "read only": read_only, "away": away}


@contextmanager
def _with_pragma(db: Database, pragma: str) -> Iterator[None]:
    def prepare(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA {pragma}")

    db.dispose()
    event.listen(db.engine, "connect", prepare)
    yield
    event.remove(db.engine, "connect", prepare)
    db.dispose()


def _as_owner(db: Database, statement: str, *, writable: bool = False) -> None:
    owner = databases.as_owner(db)
    with owner.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if writable:
            connection.execute(text("SET default_transaction_read_only = off"))
        connection.execute(text(statement))
    owner.dispose()


def _let_in(db: Database, allowed: bool) -> None:
    owner = databases.as_owner(db)
    name = db.engine.url.database
    engine = create_engine(owner.engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {allowed}'))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :n"), {"n": name}
        )
    engine.dispose()
    owner.dispose()
