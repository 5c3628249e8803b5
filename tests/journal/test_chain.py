"""The journal is only ever added to, and what was changed by other means is found out, with its place."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from qabot import journal
from qabot.db import Database
from qabot.errors import InvalidInput
from qabot.journal import chain
from qabot.journal.chain import Head
from tests.databases import as_owner
from tests.times import T0

TRIGGERS = {
    "sqlite": [
        f"DROP TRIGGER {table}_no_{deed}" for table in ("journal", "journal_seal") for deed in ("update", "delete")
    ],
    "postgresql": [f"DROP TRIGGER {table}_append_only ON {table}" for table in ("journal", "journal_seal")],
}


def write(db: Database, rows: int = 1) -> None:
    with db.transaction() as session:
        for number in range(rows):
            journal.record(session, now=T0, actor_id=None, action="x.y", thing="x", thing_id=number, share=0.1 + number)


def seal(db: Database, *, everything: bool = False) -> int:
    with db.transaction() as session:
        return chain.seal(session, everything=everything)


def head(db: Database) -> Head:
    with db.reading() as session:
        return chain.head(session)


def fault(db: Database, kept: Head | None = None) -> tuple[int, str] | None:
    with db.reading() as session:
        found = chain.verify(session, kept)
    return (found.position, found.says) if found else None


def do(db: Database, *statements: str) -> None:
    with db.transaction() as session:
        for statement in statements:
            session.execute(text(statement))


@pytest.fixture
def sealed(db: Database) -> Database:
    """Ten rows, sealed."""
    write(db, 10)
    assert seal(db) == 10
    return db


@pytest.fixture
def opened(sealed: Database) -> Iterator[Database]:
    """The same, in the hands of somebody who may do anything to the database."""
    owned = as_owner(sealed)
    do(owned, *TRIGGERS[owned.dialect])
    if owned.dialect == "postgresql":
        do(owned, "ALTER TABLE journal_seal DROP CONSTRAINT fk_journal_seal_row_id_journal")
    yield owned
    owned.dispose()


def rowless(db: Database, *statements: str) -> None:
    """Without foreign keys, as whoever tampers would."""
    with db.engine.execution_options(qabot_writes=True).connect() as connection:
        if db.dialect == "sqlite":
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        with connection.begin():
            for statement in statements:
                connection.execute(text(statement))
        if db.dialect == "sqlite":
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


@pytest.mark.parametrize("table", ["journal", "journal_seal"])
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "UPDATE {} SET {}"])
def test_the_database_refuses_to_change_it(sealed: Database, table: str, deed: str) -> None:
    change = "thing_id = 99" if table == "journal" else "position = 99"
    for role, refusal in ((sealed, "append-only|permission denied"), (as_owner(sealed), "append-only")):
        with pytest.raises(DBAPIError, match=refusal):
            do(role, deed.format(table, change))
    assert fault(sealed) is None


def test_an_untouched_journal_is_as_it_was_sealed(sealed: Database) -> None:
    assert fault(sealed) is None
    assert fault(sealed, head(sealed)) is None
    write(sealed, 3)
    kept = head(sealed)
    seal(sealed)
    assert fault(sealed, kept) is None
    assert head(sealed).position == 13


def test_a_row_that_was_edited(opened: Database) -> None:
    do(opened, "UPDATE journal SET thing_id = 99 WHERE id = 4")
    assert fault(opened) == (4, "The row is not as it was sealed, or stands in another place.")


def test_a_row_that_was_deleted(opened: Database) -> None:
    rowless(opened, "DELETE FROM journal WHERE id = 4")
    assert fault(opened) == (4, "The row was deleted.")


def test_a_row_that_was_deleted_with_its_seal(opened: Database) -> None:
    rowless(opened, "DELETE FROM journal_seal WHERE row_id = 4", "DELETE FROM journal WHERE id = 4")
    assert fault(opened) == (4, "A row of the chain is missing here.")


def test_a_row_that_was_inserted_far_behind_the_end(opened: Database) -> None:
    columns = "id, at, action, thing, thing_id, detail"
    do(opened, "UPDATE journal_seal SET position = position")
    rowless(
        opened,
        f"INSERT INTO journal ({columns}) VALUES (5000, '2026-01-01 00:00:00', 'x.y', 'x', 1, '{{}}')",
    )
    seal(opened, everything=True)
    rowless(
        opened,
        f"INSERT INTO journal ({columns}) VALUES (1000, '2026-01-01 00:00:00', 'x.y', 'x', 1, '{{}}')",
    )
    assert fault(opened) == (11, "The row was added behind the end of the chain.")


def test_a_row_that_was_inserted_with_a_place_in_the_chain(opened: Database) -> None:
    rowless(
        opened,
        "INSERT INTO journal (id, at, action, thing, thing_id, detail) "
        "VALUES (11, '2026-01-01 00:00:00', 'x.y', 'x', 1, '{}')",
        "UPDATE journal_seal SET position = position + 100 WHERE position >= 4",
        "UPDATE journal_seal SET position = position - 99 WHERE position >= 104",
        f"INSERT INTO journal_seal (row_id, position, hash) VALUES (11, 4, '{'0' * 64}')",
    )
    assert fault(opened) == (4, "The row is not as it was sealed, or stands in another place.")


def test_two_rows_that_changed_places(opened: Database) -> None:
    rowless(
        opened,
        "UPDATE journal_seal SET position = 99 WHERE position = 4",
        "UPDATE journal_seal SET position = 4 WHERE position = 5",
        "UPDATE journal_seal SET position = 5 WHERE position = 99",
    )
    assert fault(opened) == (4, "The row is not as it was sealed, or stands in another place.")


def test_an_end_that_was_cut_off_shows_against_the_kept_head(opened: Database) -> None:
    kept = head(opened)
    rowless(opened, "DELETE FROM journal_seal WHERE position > 8", "DELETE FROM journal WHERE id > 8")
    assert fault(opened) is None
    assert fault(opened, kept) == (9, "The chain is shorter than the one that was kept: its end is missing.")


def test_a_chain_that_was_computed_anew_shows_against_the_kept_head(opened: Database) -> None:
    kept = head(opened)
    rowless(opened, "UPDATE journal SET thing_id = 99 WHERE id = 4", "DELETE FROM journal_seal")
    seal(opened, everything=True)
    assert fault(opened) is None
    assert fault(opened, kept) == (10, "The chain up to this row is not the one that was kept.")


def test_rows_written_while_others_are_sealed_are_all_sealed_once(db: Database) -> None:
    done = threading.Event()

    def sealing() -> None:
        while not done.is_set():
            seal(db)

    def writing() -> None:
        for _ in range(20):
            write(db)

    sealers = [threading.Thread(target=sealing) for _ in range(2)]
    writers = [threading.Thread(target=writing) for _ in range(4)]
    for thread in [*sealers, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in sealers:
        thread.join()
    seal(db)
    assert head(db).position == 80
    assert fault(db) is None


def seal_and_fail(db: Database) -> None:
    with db.transaction() as session:
        chain.seal(session)
        raise RuntimeError("power cut")


def test_a_crash_between_row_and_seal_leaves_a_row_that_is_sealed_later(sealed: Database) -> None:
    write(sealed)
    with pytest.raises(RuntimeError, match="power cut"):
        seal_and_fail(sealed)
    assert head(sealed).position == 10
    with sealed.reading() as session:
        assert chain.waiting(session)
    assert seal(sealed) == 1
    assert fault(sealed) is None


@pytest.mark.parametrize("written", ["", "7", "x:" + "0" * 64, "7:short", "7:" + "Z" * 64, "-1:" + "0" * 64])
def test_what_is_no_head_is_told(written: str) -> None:
    with pytest.raises(InvalidInput, match="looks like"):
        chain.read_head(written)


def test_a_head_is_read_as_it_was_written(sealed: Database) -> None:
    assert chain.read_head(str(head(sealed))) == head(sealed)
