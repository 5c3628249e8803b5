"""The inventory knows every column, so that nothing about people is forgotten when a table is added."""

import pytest
from sqlalchemy import Column, MetaData, String, Table, Text

from qabot.db import Base
from qabot.keeping import inventory
from qabot.keeping.inventory import Fate
from qabot.tables import METADATA


def differences(metadata: MetaData) -> list[str]:
    """What the inventory has otherwise than the tables."""
    known = inventory.listed()
    columns = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns}
    listed = {f"{table}.{column}" for table, held in known.items() for column in held}
    return [f"not in the inventory: {name}" for name in sorted(columns - listed)] + [
        f"not in the database: {name}" for name in sorted(listed - columns)
    ]


def test_it_knows_every_column_and_no_other() -> None:
    assert differences(METADATA) == []


def test_a_new_column_and_a_new_table_are_found() -> None:
    with_more = MetaData()
    for table in METADATA.tables.values():
        table.to_metadata(with_more)
    with_more.tables["rating"].append_column(Column("note", Text))
    Table("bug", with_more, Column("title", String(80)))
    assert differences(with_more) == ["not in the inventory: bug.title", "not in the inventory: rating.note"]


def test_each_column_has_one_fate() -> None:
    for holding in inventory.HOLDINGS:
        columns = [column for columns in holding.fates.values() for column in columns.split()]
        assert len(columns) == len(set(columns)), holding.name


def test_each_text_of_unknown_length_is_a_free_text() -> None:
    texts = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, Text)
    }
    assert texts <= {f"{one.model.__tablename__}.{one.column.key}" for one in inventory.FREE_TEXTS}


def test_what_is_said_to_be_emptied_is_emptied_by_somebody() -> None:
    emptied = {
        f"{holding.name}.{column}"
        for holding in inventory.HOLDINGS
        for column, fate in holding.columns.items()
        if fate is Fate.EMPTIED
    }
    by_texts = {f"{one.model.__tablename__}.{one.column.key}" for one in inventory.FREE_TEXTS}
    assert emptied - by_texts == {"person.title", "person.slack_user_id", "outbox.message"}


@pytest.mark.parametrize("model", [holding.model for holding in inventory.HOLDINGS])
def test_a_holding_is_a_table(model: type[Base]) -> None:
    assert model.__tablename__ in METADATA.tables
