"""One line of migrations, that goes up, down and up again, and leads to the tables in the code."""

import pytest
from sqlalchemy import inspect

from qabot import migrate
from qabot.db import Base, Database


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
