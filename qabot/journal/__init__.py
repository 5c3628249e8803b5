"""The journal: who did what to which thing when. Rows are only ever added, in the transaction of the change.

The database itself refuses to change or delete them. Soon after, `chain` seals them one after the other, so that
whoever changes one with other means can be found out.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from qabot.db import Base, Instant, Json, run


class JournalRow(Base):
    """`detail` holds ids, states and numbers, never what a person typed and never a name."""

    __tablename__ = "journal"
    __table_args__ = (Index(None, "thing", "thing_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(64))
    thing: Mapped[str] = mapped_column(String(32))
    thing_id: Mapped[int]
    detail: Mapped[dict[str, Any]] = mapped_column(Json)


class Seal(Base):
    """A row's place in the chain; `hash` covers the row, its position and the hash before it."""

    __tablename__ = "journal_seal"
    __table_args__ = (UniqueConstraint("position"),)

    row_id: Mapped[int] = mapped_column(ForeignKey("journal.id"), primary_key=True)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


_NEW = insert(JournalRow.__table__)  # type: ignore[arg-type]  # a mapped class has a table


def record(
    session: Session,
    *,
    now: datetime,
    actor_id: int | None,
    action: str,
    thing: str,
    thing_id: int,
    **detail: Any,
) -> None:
    """Add a row; `actor_id` None is the clock or the operator at the command line."""
    run(session, _NEW, at=now, actor_id=actor_id, action=action, thing=thing, thing_id=thing_id, detail=detail)
