"""The database: one declarative base, UTC instants, and the only place that commits.

Services get a session and never commit. SQLite takes its write lock when a transaction begins (BEGIN IMMEDIATE):
a deferred one loses updates, or fails in the middle, when two processes read and then write.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

REST_SECONDS = 1.0
_USED = "last used"
# Slack waits three seconds for an answer, also for the one that the database cannot be reached.
CONNECT_SECONDS = 2
SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Instant(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")


class Database:
    """An engine with its two kinds of session: `transaction()` writes and commits, `reading()` never does."""

    def __init__(self, url: str, *, pool_size: int = 12) -> None:
        self.engine = _engine(url, pool_size)
        self._writes = sessionmaker(self.engine.execution_options(qabot_writes=True), expire_on_commit=False)
        self._reads = sessionmaker(self.engine, expire_on_commit=False, autoflush=False)

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed as a whole when the block ends, and not at all when it raises."""
        with self._writes.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only; what it changes is rolled back."""
        with self._reads() as session:
            yield session

    def dispose(self) -> None:
        self.engine.dispose()


def run(session: Session, statement: Executable, **values: Any) -> CursorResult[Any]:
    """Execute a statement that was built once, in the session's transaction but past the ORM.

    For what every request does: it takes a third of the time. What the session holds unwritten is not flushed first.
    """
    return session.connection().execute(statement, values)


def lost_a_race(error: DBAPIError) -> bool:
    """Whether PostgreSQL ended the transaction to free others from it: it may simply come again."""
    return getattr(error.orig, "sqlstate", None) in (SERIALIZATION_FAILURE, DEADLOCK)


def _engine(url: str, pool_size: int) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(
            parsed,
            pool_size=pool_size,
            max_overflow=0,
            hide_parameters=True,
            connect_args={"connect_timeout": CONNECT_SECONDS},
        )
        _ask_after_a_rest(engine)
        return engine
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, pool_size=pool_size, max_overflow=0, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _ask_after_a_rest(engine: Engine) -> None:
    """A connection that was not used for a moment is asked whether it still lives; asking each time costs a tenth."""

    def note(_connection: Any, record: Any) -> None:
        record.info[_USED] = monotonic()

    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        if monotonic() - record.info.get(_USED, inf) > REST_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                # The pool drops it, and every other one of its age, and takes a new one.
                raise DisconnectionError from error

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", ask)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes too late and is deferred: it is switched off, and ours is sent instead.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("qabot_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
