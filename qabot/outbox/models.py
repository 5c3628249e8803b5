"""The tables: what is to be said, and when a line may send again."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, or_, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from qabot.db import Base, Instant, Json

# Written out, as in the index: a bound value would keep both databases from using it.
TO_VERIFY = "state = 'sent' AND kind = 'post' AND attempts > 1 AND looks < 2"
IN_TROUBLE = "state IN ('dead', 'held', 'expired') AND dropped_at IS NULL"


class State(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"
    HELD = "held"
    EXPIRED = "expired"


class Kind(StrEnum):
    POST = "post"
    UPDATE = "update"
    HOME = "home"


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class OutboxRow(Base):
    """`looks`: how often a second copy was looked for after it was sent; `copies`: how many were deleted."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(s.value) for s in State)})", name="state"),
        CheckConstraint(f"kind IN ({', '.join(repr(k.value) for k in Kind)})", name="kind"),
        Index("uq_outbox_in_flight", "line", unique=True, **_where("state = 'sending'")),
        Index(
            "uq_outbox_waiting_update",
            "card",
            "subject",
            unique=True,
            **_where("kind = 'update' AND state = 'pending'"),
        ),
        Index("uq_outbox_waiting_home", "line", unique=True, **_where("kind = 'home' AND state = 'pending'")),
        Index("ix_outbox_in_line", "line", "id", **_where("state IN ('pending', 'sending', 'unknown')")),
        Index("ix_outbox_to_do", "id", **_where("state IN ('pending', 'sending', 'unknown')")),
        Index("ix_outbox_to_verify", "id", **_where(TO_VERIFY)),
        Index("ix_outbox_copies", "id", **_where("copies > 0")),
        Index("ix_outbox_in_trouble", "id", **_where(IN_TROUBLE)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    line: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(32))
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    message: Mapped[dict[str, Any] | None] = mapped_column(Json)
    card: Mapped[str | None] = mapped_column(String(64))
    subject: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16), default=State.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    not_before: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    first_tried_at: Mapped[datetime | None] = mapped_column(Instant)
    last_tried_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_channel: Mapped[str | None] = mapped_column(String(32))
    sent_ts: Mapped[str | None] = mapped_column(String(32))
    fault: Mapped[str | None] = mapped_column(String(120))
    looks: Mapped[int] = mapped_column(default=0, server_default="0")
    copies: Mapped[int] = mapped_column(default=0, server_default="0")
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)


# It will not be said any more, unless an operator says so.
OVER = or_(OutboxRow.state.in_((State.DEAD, State.EXPIRED)), OutboxRow.dropped_at.is_not(None))


class OutboxFile(Base):
    """A file that was begun to be brought to Slack for a row. What is unwanted is deleted there, if it is there."""

    __tablename__ = "outbox_file"
    file_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    row_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"), index=True)
    begun_at: Mapped[datetime] = mapped_column(Instant)
    unwanted: Mapped[bool] = mapped_column(default=False, server_default=false())


class Gate(Base):
    """When a line may send again; the line `*` is the whole workspace."""

    __tablename__ = "outbox_gate"

    line: Mapped[str] = mapped_column(String(64), primary_key=True)
    open_at: Mapped[datetime] = mapped_column(Instant)


TABLE: Any = OutboxRow.__table__
INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def dialect(session: Session) -> str:
    return session.get_bind().dialect.name
