"""One line of migrations, that goes up, down and up again, and leads to the tables in the code."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect, select, text

from qabot import migrate
from qabot.audit.models import Audit
from qabot.db import Base, Database
from tests.audit.counted import counters, miscounted

# Three audits of one person in two months, and a void one.
BEFORE_COUNTING = (
    "INSERT INTO site (id, key, name, kind, time_zone) VALUES (1, 'a', 'A', 'vendor', 'UTC')",
    "INSERT INTO lob (id, key, name) VALUES (1, 'a', 'A')",
    "INSERT INTO queue (id, key, name, lob_id, scorecard_key) VALUES (1, 'a', 'A', 1, 'a')",
    "INSERT INTO person (id, key, name, folded_name, email, title, site_id, active) "
    "VALUES (1, 'a', 'A', 'a', 'a@example.com', '', 1, true)",
    "INSERT INTO scorecard_version (id, key, version, name, state, definition) "
    "VALUES (1, 'a', 1, 'A', 'published', '{}')",
    *(
        "INSERT INTO ticket (id, reference, link, queue_id, associate_id, handled_at, labels) "
        f"VALUES ({number}, 'T{number}', '', 1, 1, '2026-01-01 00:00:00', '[]')"
        for number in (1, 2, 3, 4)
    ),
    *(
        "INSERT INTO audit (id, ticket_id, scorecard_version_id, auditor_id, associate_id, basis, state, revision, "
        f"auto_failed, started_at, touched_at) VALUES ({number}, {number}, 1, 1, 1, 'random', '{state}', 1, false, "
        f"'{started}', '{started}')"
        for number, state, started in (
            (1, "draft", "2026-01-31 23:59:00"),
            (2, "published", "2026-02-01 00:00:00"),
            (3, "acknowledged", "2026-02-28 12:00:00"),
            (4, "void", "2026-02-28 12:00:00"),
        )
    ),
)


@pytest.fixture
def empty(empty_database_url: str) -> Database:
    return Database(empty_database_url)


def test_there_is_one_head() -> None:
    assert migrate.head()


def test_up_down_and_up_again(empty: Database) -> None:
    migrate.upgrade(empty)
    assert migrate.current(empty) == migrate.head()
    migrate.downgrade(empty)
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(empty)
    assert migrate.drift(empty) == []
    empty.dispose()


def test_a_table_that_is_only_in_the_code_is_found(empty: Database) -> None:
    migrate.upgrade(empty)
    with empty.engine.execution_options(qabot_writes=True).begin() as connection:
        connection.exec_driver_sql("DROP TABLE rating")
    assert "rating" in str(migrate.drift(empty))
    empty.dispose()


def test_audits_from_before_are_counted(empty: Database) -> None:
    migrate.upgrade(empty, "0003")
    with empty.transaction() as session:
        for statement in BEFORE_COUNTING:
            session.execute(text(statement))
    migrate.upgrade(empty)
    with empty.reading() as session:
        assert miscounted(session) == []
        assert counters(session) == 2
    empty.dispose()


def test_what_was_published_lately_is_reminded_of_from_the_upgrade_on(empty: Database) -> None:
    migrate.upgrade(empty, "0010")
    with empty.transaction() as session:
        for statement in BEFORE_COUNTING:
            session.execute(text(statement))
        lately = {"now": datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1)}
        session.execute(text("UPDATE audit SET state = 'published', touched_at = :now WHERE id IN (1, 2)"), lately)
        session.execute(text("UPDATE audit SET touched_at = '2026-01-01 00:00:00' WHERE id = 2"))
    migrate.upgrade(empty)
    with empty.reading() as session:
        assert list(session.execute(select(Audit.id).where(Audit.remind_at.is_not(None))).scalars()) == [1]
        since = session.get_one(Audit, 1).remind_since
    assert since is not None
    assert abs(datetime.now(UTC) - since) < timedelta(minutes=5)
    empty.dispose()


def test_constraints_have_names() -> None:
    nameless = [
        (table.name, constraint)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert nameless == []


def test_every_instant_knows_its_time_zone() -> None:
    naive = [
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.type.python_type.__name__ == "datetime" and not getattr(column.type, "timezone", True)
    ]
    assert naive == []
