"""The journal's chain: each row is sealed with a hash that covers it and everything before it.

Sealing happens beside the transactions that write rows: a lock on the chain inside each of them would make them wait
for one another. A row that is edited, deleted, inserted, or put in another place breaks the chain at that place. An end
that is cut off, or a chain that is computed anew, shows only against a head that was kept elsewhere.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, text
from sqlalchemy.orm import Session

from qabot.errors import InvalidInput
from qabot.journal import JournalRow, Seal

BATCH = 500
# Ids are handed out before their transactions commit, so a row may appear behind one that is sealed already.
LATE = 1000
LOCK = 7_110_417
ANCHOR = "0" * 64
BAD_HEAD = (
    "A head looks like 42:9f86d0…: a position, a colon and 64 hexadecimal digits, as `qabot journal head` prints it."
)


@dataclass(frozen=True)
class Head:
    """The last seal: how many rows the chain holds, and the hash that covers all of them."""

    position: int = 0
    hash: str = ANCHOR

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


@dataclass(frozen=True)
class Fault:
    """The first place where the journal is not as it was sealed; `row_id` is None where the row itself is missing."""

    position: int
    row_id: int | None
    says: str


def read_head(written: str) -> Head:
    """What `str(head)` wrote; InvalidInput where it is none."""
    position, _, digest = written.strip().partition(":")
    if not position.isdecimal() or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise InvalidInput(BAD_HEAD)
    return Head(int(position), digest)


def head(session: Session) -> Head:
    last = session.execute(select(Seal.position, Seal.hash).order_by(Seal.position.desc()).limit(1)).one_or_none()
    return Head(last.position, last.hash) if last else Head()


def waiting(session: Session, *, everything: bool = False) -> bool:
    """Whether rows wait for their seal; with `everything` also far behind the end of the chain."""
    return session.execute(_unsealed(everything).limit(1)).first() is not None


def seal(session: Session, *, everything: bool = False) -> int:
    """Seal what waits, in the order of the ids; how many. One sealer works at a time, and the others do nothing."""
    if not _alone(session):
        return 0
    last, made = head(session), []
    for row in session.execute(_unsealed(everything).limit(BATCH)):
        last = Head(last.position + 1, _hash(last, row))
        made.append({"row_id": row.id, "position": last.position, "hash": last.hash})
    if made:
        session.execute(insert(Seal), made)
    return len(made)


def verify(session: Session, kept: Head | None = None) -> Fault | None:
    """The first fault, or None where every row is as it was sealed and the chain still leads through the kept head."""
    last = Head()
    for row in _sealed(session):
        if (fault := _fault(last, row)) is not None:
            return fault
        last = Head(row.position, row.hash)
        if kept and kept.position == last.position and kept.hash != last.hash:
            return Fault(last.position, row.id, "The chain up to this row is not the one that was kept.")
    if kept and kept.position > last.position:
        return Fault(last.position + 1, None, "The chain is shorter than the one that was kept: its end is missing.")
    return _smuggled(session, last)


def _fault(last: Head, row: Row[Any]) -> Fault | None:
    if row.position != last.position + 1:
        return Fault(last.position + 1, None, "A row of the chain is missing here.")
    if row.id is None:
        return Fault(row.position, row.row_id, "The row was deleted.")
    if row.hash != _hash(last, row):
        return Fault(row.position, row.id, "The row is not as it was sealed, or stands in another place.")
    return None


def _smuggled(session: Session, last: Head) -> Fault | None:
    """A row far behind the end was not there when its neighbours were sealed."""
    newest = select(func.coalesce(func.max(Seal.row_id), 0)).scalar_subquery()
    found = session.execute(_unsealed(True).where(JournalRow.id <= newest - LATE).limit(1)).first()
    return Fault(last.position, found.id, "The row was added behind the end of the chain.") if found else None


def _unsealed(everything: bool) -> Select[Any]:
    waits = (
        select(*_COLUMNS)
        .outerjoin(Seal, Seal.row_id == JournalRow.id)
        .where(Seal.row_id.is_(None))
        .order_by(JournalRow.id)
    )
    if everything:
        return waits
    newest = select(func.coalesce(func.max(Seal.row_id), 0)).scalar_subquery()
    return waits.where(JournalRow.id > newest - LATE)


def _sealed(session: Session) -> Iterator[Row[Any]]:
    chained = (
        select(Seal.position, Seal.hash, Seal.row_id, *_COLUMNS)
        .outerjoin(JournalRow, JournalRow.id == Seal.row_id)
        .order_by(Seal.position)
    )
    yield from session.execute(chained.execution_options(yield_per=BATCH))


def _hash(before: Head, row: Row[Any]) -> str:
    sealed = {
        "position": before.position + 1,
        "before": before.hash,
        "id": row.id,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": row.actor_id,
        "action": row.action,
        "thing": row.thing,
        "thing_id": row.thing_id,
        "detail": row.detail,
    }
    written = json.dumps(sealed, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _alone(session: Session) -> bool:
    """SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": LOCK}).scalar_one())


_COLUMNS = (
    JournalRow.id,
    JournalRow.at,
    JournalRow.actor_id,
    JournalRow.action,
    JournalRow.thing,
    JournalRow.thing_id,
    JournalRow.detail,
)
