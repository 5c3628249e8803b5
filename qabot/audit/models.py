"""Scorecards, tickets, audits and their ratings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from qabot.db import Base, Instant, Json


class ScorecardVersion(Base):
    """One version of a scorecard, frozen once published: `definition` is `rules.Scorecard` as JSON.

    The database itself refuses to change what is published, and to take a state back.
    """

    __tablename__ = "scorecard_version"
    __table_args__ = (
        UniqueConstraint("key", "version"),
        CheckConstraint("state IN ('draft', 'published', 'retired')", name="state"),
        Index(
            "uq_scorecard_version_published",
            "key",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "uq_scorecard_version_draft",
            "key",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(16))
    definition: Mapped[dict[str, Any]] = mapped_column(Json)
    published_at: Mapped[datetime | None] = mapped_column(Instant)


class TicketFrame(Base):
    """A frozen list of tickets to draw from; the seed decides their order, the digests prove it later."""

    __tablename__ = "ticket_frame"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(String(64), unique=True)
    imported_at: Mapped[datetime] = mapped_column(Instant)
    seed: Mapped[bytes] = mapped_column(LargeBinary(32))
    digest: Mapped[str] = mapped_column(String(64))


class Ticket(Base):
    """One handled inquiry, known by its reference and link only: never what was written in it.

    `audits` counts those of it that are not void: what waits is found without a look at all that was ever audited.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        Index(
            "ix_ticket_waiting",
            "queue_id",
            "associate_id",
            "draw_number",
            sqlite_where=text("audits = 0"),
            postgresql_where=text("audits = 0"),
        ),
        Index(None, "handled_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    link: Mapped[str] = mapped_column(String(500), index=True)
    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    associate_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    handled_at: Mapped[datetime] = mapped_column(Instant)
    labels: Mapped[list[str]] = mapped_column(Json)
    frame_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_frame.id"))
    draw_number: Mapped[str | None] = mapped_column(String(64))
    audits: Mapped[int] = mapped_column(default=0, server_default="0")


class Tally(Base):
    """How many audits of an associate were begun in a month (UTC, its first day) and are not void."""

    __tablename__ = "audit_tally"

    associate_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    audits: Mapped[int]


class Audit(Base):
    """One scored ticket. `score` is None for a draft, and where nothing was rated.

    While it waits to be acknowledged: `remind_since` is from when, `remind_at` when the clock looks at it again, and
    `reminded` how many steps of reminding are behind it.
    """

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'submitted', 'published', 'acknowledged', 'disputed', 'void')", name="state"
        ),
        Index(
            "uq_audit_one_per_auditor",
            "ticket_id",
            "scorecard_version_id",
            "auditor_id",
            unique=True,
            sqlite_where=text("state <> 'void'"),
            postgresql_where=text("state <> 'void'"),
        ),
        # Two auditors who draw at the same moment get two tickets.
        Index(
            "uq_audit_one_draw",
            "ticket_id",
            unique=True,
            sqlite_where=text("basis IN ('random', 'stratified') AND state <> 'void'"),
            postgresql_where=text("basis IN ('random', 'stratified') AND state <> 'void'"),
        ),
        Index(
            "ix_audit_waiting",
            "associate_id",
            sqlite_where=text("state = 'submitted'"),
            postgresql_where=text("state = 'submitted'"),
        ),
        Index(None, "auditor_id", "state"),
        Index(None, "associate_id", "state"),
        Index(None, "auditor_id", "submitted_at", "id"),
        Index(None, "associate_id", "published_at", "id"),
        Index(None, "submitted_at"),
        Index(None, "started_at", "id"),
        Index(
            "ix_audit_to_remind",
            "remind_at",
            "id",
            sqlite_where=text("remind_at IS NOT NULL"),
            postgresql_where=text("remind_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    scorecard_version_id: Mapped[int] = mapped_column(ForeignKey("scorecard_version.id"))
    auditor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    associate_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    basis: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[str | None] = mapped_column(String(16))
    void_reason: Mapped[str | None] = mapped_column(Text)
    score: Mapped[float | None]
    auto_failed: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime] = mapped_column(Instant)
    touched_at: Mapped[datetime] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Instant)
    corrected_at: Mapped[datetime | None] = mapped_column(Instant)
    remind_since: Mapped[datetime | None] = mapped_column(Instant)
    remind_at: Mapped[datetime | None] = mapped_column(Instant)
    reminded: Mapped[int] = mapped_column(default=0, server_default="0")


class AuditRevision(Base):
    """An earlier revision as it stood, before its ratings were changed; `ratings` are `rules.Rated` as JSON.

    `cause_of_change` is a `rules.Change`: what replaced it. None of its three is known of those of long ago.
    """

    __tablename__ = "audit_revision"
    __table_args__ = (UniqueConstraint("audit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    number: Mapped[int]
    score: Mapped[float | None]
    auto_failed: Mapped[bool]
    ratings: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    replaced_at: Mapped[datetime] = mapped_column(Instant)
    cause_of_change: Mapped[str | None] = mapped_column(String(16))
    reason_of_change: Mapped[str | None] = mapped_column(Text)
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Rating(Base):
    """What the auditor chose for one criterion. `level` counts from 0, the lowest; None with `not_applicable`."""

    __tablename__ = "rating"
    __table_args__ = (UniqueConstraint("audit_id", "criterion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id", ondelete="CASCADE"))
    criterion: Mapped[str] = mapped_column(String(64))
    level: Mapped[int | None]
    not_applicable: Mapped[bool] = mapped_column(default=False)
    cause: Mapped[str | None] = mapped_column(String(32))
    comment: Mapped[str] = mapped_column(Text, default="")
    message_number: Mapped[int | None]
