"""Legal holds, what was ordered about a person's data, and the register of who was erased."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from qabot.db import Base, Instant

OPEN_HOLD = "state IN ('asked', 'active', 'release_asked')"


def _one_open(column: str) -> Index:
    where = text(f"{OPEN_HOLD} AND {column} IS NOT NULL")
    return Index(f"uq_legal_hold_open_{column}", column, unique=True, sqlite_where=where, postgresql_where=where)


class LegalHold(Base):
    """Keeps all data of a person, or one audit. Who asked is None for the operator at the command line."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'declined', 'active', 'release_asked', 'released')", name="state"),
        CheckConstraint("(person_id IS NULL) <> (audit_id IS NULL)", name="one_thing"),
        _one_open("person_id"),
        _one_open("audit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    audit_id: Mapped[int | None] = mapped_column(ForeignKey("audit.id"))
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    release_reason: Mapped[str] = mapped_column(Text, default="")
    release_asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    release_asked_at: Mapped[datetime | None] = mapped_column(Instant)
    release_decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    release_decided_at: Mapped[datetime | None] = mapped_column(Instant)


class HoldAsked(Base):
    """Who was asked to confirm a hold or its release; the subject of the card that asks them."""

    __tablename__ = "legal_hold_asked"
    __table_args__ = (
        CheckConstraint("step IN ('hold', 'release')", name="step"),
        Index(None, "hold_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hold_id: Mapped[int] = mapped_column(ForeignKey("legal_hold.id"))
    step: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class PrivacyOrder(Base):
    """An export or an erasure that somebody asked for; a heartbeat carries it out. `fault` is why it was not."""

    __tablename__ = "privacy_order"
    __table_args__ = (
        CheckConstraint("kind IN ('export', 'erasure')", name="kind"),
        CheckConstraint("state IN ('waiting', 'done', 'refused')", name="state"),
        Index(
            "uq_privacy_order_waiting",
            "kind",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str | None] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    fault: Mapped[str | None] = mapped_column(String(64))


class Erasure(Base):
    """The register: who was erased, by number. `mark` tells their key again, with the secret of the register's file."""

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    erased_at: Mapped[datetime] = mapped_column(Instant)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    basis: Mapped[str] = mapped_column(String(16))
    mark: Mapped[str] = mapped_column(String(64))
