"""Disputes, the criteria that they name, the leads who were asked, and what is asked and answered about a result."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from qabot.db import Base, Instant

WAITING = text("state IN ('open', 'escalated')")


class Dispute(Base):
    """`closed_*` tell of the first end, `final_*` of what followed an escalation.

    `revision` is the audit's when the dispute was opened. `due_at` is when the clock acts next: it asks the next leads,
    or ends the time to escalate. `reason` is why the auditor conceded; a decision has its reasons with its criteria.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint(
            "state IN ('open', 'conceded', 'decided', 'escalated', 'final', 'withdrawn', 'void')", name="state"
        ),
        Index("uq_dispute_one_open", "audit_id", unique=True, sqlite_where=WAITING, postgresql_where=WAITING),
        Index(None, "audit_id"),
        Index(None, "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    expiries: Mapped[int] = mapped_column(default=0)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    escalated_at: Mapped[datetime | None] = mapped_column(Instant)
    escalation_reason: Mapped[str] = mapped_column(Text, default="")
    final_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    final_at: Mapped[datetime | None] = mapped_column(Instant)
    final_outcome: Mapped[str | None] = mapped_column(String(16))


class DisputeItem(Base):
    """One disputed criterion. A level of None is N/A; a reason is None while nobody has decided."""

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
    final_level: Mapped[int | None]
    final_reason: Mapped[str | None] = mapped_column(Text)
    final_cause: Mapped[str | None] = mapped_column(String(32))


class DisputeLead(Base):
    """A lead who was asked to decide, and in which round; the subject of the card that asks them."""

    __tablename__ = "dispute_lead"
    __table_args__ = (UniqueConstraint("dispute_id", "round", "person_id"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"))
    round: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class AuditRemark(Base):
    """A question of the associate about their result, or an answer of its auditor."""

    __tablename__ = "audit_remark"
    __table_args__ = (Index(None, "audit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Instant)
