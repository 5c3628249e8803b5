"""Disputes, the criteria that they name, and the leads who were asked to decide."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from qabot.db import Base, Instant


class Dispute(Base):
    """`reason` is why the auditor conceded; the reasons of a decision are with its criteria."""

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'conceded', 'decided', 'withdrawn', 'void')", name="state"),
        Index(
            "uq_dispute_one_open",
            "audit_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "audit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    state: Mapped[str] = mapped_column(String(16))
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")


class DisputeItem(Base):
    """One disputed criterion. A level of None is N/A; `decision_reason` is None while nobody has decided."""

    __tablename__ = "dispute_item"
    __table_args__ = (UniqueConstraint("dispute_id", "criterion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"))
    criterion: Mapped[str] = mapped_column(String(64))
    proposed_level: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    decided_level: Mapped[int | None]
    decision_reason: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(String(32))


class DisputeLead(Base):
    """A lead who was asked to decide; the subject of the card that asks them."""

    __tablename__ = "dispute_lead"
    __table_args__ = (UniqueConstraint("dispute_id", "person_id"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
