"""Schedules, and what became of each time that one was due."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from qabot.db import Base, Instant, Json


class ScheduleRow(Base):
    """`rule` is JSON as `shape` checks it, `about` is for the kind alone.

    Everything up to `done_until_utc` is dealt with; `next_due_utc` only says when to look again, and is None where
    nothing comes. So an hour that the time zone database has changed meanwhile neither loses nor repeats anything.
    """

    __tablename__ = "schedule"
    __table_args__ = (
        CheckConstraint("catch_up IN ('latest', 'all', 'skip')", name="catch_up"),
        Index("ix_schedule_due", "next_due_utc", sqlite_where=text("enabled"), postgresql_where=text("enabled")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(32))
    about: Mapped[dict[str, Any]] = mapped_column(Json)
    rule: Mapped[dict[str, Any]] = mapped_column(Json)
    zone: Mapped[str] = mapped_column(String(64))
    local_time: Mapped[time]
    catch_up: Mapped[str] = mapped_column(String(16))
    window_minutes: Mapped[int]
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(32), index=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    done_until_utc: Mapped[datetime] = mapped_column(Instant)
    next_due_utc: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class OccurrenceRow(Base):
    """One time that a schedule was due. The unique key decides which of several processes deals with it."""

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("schedule_id", "due_utc"),
        CheckConstraint("state IN ('said', 'skipped')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id", ondelete="CASCADE"))
    due_utc: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(16))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
