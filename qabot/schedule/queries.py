"""What the tick, the commands and the lists read of schedules. Nothing here writes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from qabot.errors import NotFound
from qabot.schedule import rules, shape
from qabot.schedule.kinds import Holidays
from qabot.schedule.models import OccurrenceRow, ScheduleRow
from qabot.schedule.rules import CatchUp, Schedule
from qabot.schedule.shape import Unreadable

NO_SCHEDULE = "I can't find this schedule. It may have been deleted."
AT_ONCE = 500
# Written out, as in the index: a bound value would keep both databases from using it.
_ENABLED = text("schedule.enabled")


@dataclass(frozen=True)
class Entry:
    """A schedule as it is kept."""

    schedule_id: int
    name: str
    kind: str
    about: dict[str, Any]
    channel: str
    zone: str
    owner_id: int
    catch_up: CatchUp
    window: timedelta
    enabled: bool
    done_until: datetime
    next_due: datetime | None
    schedule: Schedule


@dataclass(frozen=True)
class Coming:
    """One time that is still to come."""

    at: datetime
    kind: str
    about: dict[str, Any]
    schedule_id: int


def due(session: Session, *, kinds: Collection[str], now: datetime, limit: int = AT_ONCE) -> list[int]:
    """The schedules that are due, the earliest first. A kind that this version does not know is left to another one."""
    found = select(ScheduleRow.id).where(_ENABLED, ScheduleRow.next_due_utc <= now, ScheduleRow.kind.in_(list(kinds)))
    return list(session.execute(found.order_by(ScheduleRow.next_due_utc, ScheduleRow.id).limit(limit)).scalars())


def entry(session: Session, schedule_id: int, holidays: Holidays) -> Entry:
    """Raises NotFound."""
    row = session.get(ScheduleRow, schedule_id)
    if row is None:
        raise NotFound(NO_SCHEDULE)
    return read(session, row, holidays)


def by_name(session: Session, name: str, holidays: Holidays) -> Entry:
    """Raises NotFound."""
    row = session.execute(select(ScheduleRow).where(ScheduleRow.name == name)).scalar_one_or_none()
    if row is None:
        raise NotFound(f"There is no schedule “{name}”. `qabot schedule list` shows them all.")
    return read(session, row, holidays)


def entries(
    session: Session, holidays: Holidays, *, kind: str | None = None, channel: str | None = None
) -> list[Entry]:
    """Every schedule, or those of one kind or channel, by name; without those whose rule only another version knows."""
    found = select(ScheduleRow).order_by(ScheduleRow.name)
    if kind is not None:
        found = found.where(ScheduleRow.kind == kind)
    if channel is not None:
        found = found.where(ScheduleRow.channel == channel)
    return [entry for row in session.execute(found).scalars() if (entry := _readable(session, row, holidays))]


def coming(session: Session, holidays: Holidays, *, now: datetime, count: int) -> list[Coming]:
    """The next few times of all that is not paused, in order."""
    found = [
        Coming(at, one.kind, one.about, one.schedule_id)
        for one in entries(session, holidays)
        if one.enabled
        for at in rules.upcoming(one.schedule, max(now, one.done_until), count)
    ]
    return sorted(found, key=lambda time: (time.at, time.schedule_id))[:count]


def said(session: Session, schedule_id: int) -> list[tuple[datetime, str, str | None]]:
    """When, state and reason of each occurrence so far, in order."""
    found = select(OccurrenceRow.due_utc, OccurrenceRow.state, OccurrenceRow.reason)
    rows = session.execute(found.where(OccurrenceRow.schedule_id == schedule_id).order_by(OccurrenceRow.due_utc))
    return [(due, state, reason) for due, state, reason in rows]


def unreadable(session: Session, holidays: Holidays) -> list[str]:
    """The names of schedules whose rule only another version knows."""
    rows = session.execute(select(ScheduleRow).order_by(ScheduleRow.name)).scalars()
    return [row.name for row in rows if _readable(session, row, holidays) is None]


def _readable(session: Session, row: ScheduleRow, holidays: Holidays) -> Entry | None:
    try:
        return read(session, row, holidays)
    except Unreadable:
        return None


def read(session: Session, row: ScheduleRow, holidays: Holidays) -> Entry:
    return Entry(
        schedule_id=row.id,
        name=row.name,
        kind=row.kind,
        about=row.about,
        channel=row.channel,
        zone=row.zone,
        owner_id=row.owner_id,
        catch_up=CatchUp(row.catch_up),
        window=timedelta(minutes=row.window_minutes),
        enabled=row.enabled,
        done_until=row.done_until_utc,
        next_due=row.next_due_utc,
        schedule=Schedule(shape.read_rule(row.rule), row.zone, row.local_time, holidays(session, row.owner_id)),
    )
