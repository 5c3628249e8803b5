"""What an admin sees and does of every schedule in their reach, whatever it says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot.access import Action, Actor, Scope, may, require
from qabot.errors import NotFound
from qabot.schedule import queries, rules, service, words
from qabot.schedule.kinds import Timetable
from qabot.schedule.models import OccurrenceRow, ScheduleRow
from qabot.schedule.queries import NO_SCHEDULE
from qabot.schedule.rules import CatchUp, Reason, State
from qabot.schedule.shape import Unreadable

PAGE = 8
SHOWN = 5


@dataclass(frozen=True)
class Line:
    """A schedule in the list. `rhythm` is None where another version has written it, and this one cannot read it."""

    schedule_id: int
    name: str
    title: str
    channel: str
    zone: str
    enabled: bool
    next_due: datetime | None
    rhythm: str | None


@dataclass(frozen=True)
class Page:
    """Some lines, with how many there are in all; `number` counts from 1."""

    lines: list[Line]
    number: int
    last: int
    every: int


@dataclass(frozen=True)
class Past:
    """One time that it was due, and what became of it."""

    due: datetime
    state: State
    reason: Reason | None


@dataclass(frozen=True)
class Details:
    """A schedule with its next times, and the last ones, the newest first."""

    line: Line
    catch_up: CatchUp
    coming: list[datetime]
    past: list[Past]


def page(session: Session, *, actor: Actor, timetable: Timetable, number: int) -> Page:
    """By name; a page that is not there any more is the last one."""
    require(actor, Action.SCHEDULE_MANAGE)
    found = session.execute(select(ScheduleRow.id, ScheduleRow.about).order_by(ScheduleRow.name))
    reached = [row.id for row in found if _reaches(actor, row.about)]
    last = max(1, -(-len(reached) // PAGE))
    number = min(max(number, 1), last)
    shown = reached[(number - 1) * PAGE : number * PAGE]
    rows = session.execute(select(ScheduleRow).where(ScheduleRow.id.in_(shown)).order_by(ScheduleRow.name)).scalars()
    return Page([_line(session, row, timetable) for row in rows], number, last, len(reached))


def details(session: Session, *, actor: Actor, timetable: Timetable, schedule_id: int, now: datetime) -> Details:
    """NotFound for one that is not in the actor's reach."""
    row = _row(session, actor, schedule_id)
    line = _line(session, row, timetable)
    since = now if not row.enabled else max(now, row.done_until_utc)
    readable = line.rhythm is not None
    schedule = queries.read(session, row, timetable.holidays).schedule if readable else None
    return Details(
        line=line,
        catch_up=CatchUp(row.catch_up),
        coming=rules.upcoming(schedule, since, SHOWN) if schedule else [],
        past=_past(session, schedule_id),
    )


def pause(session: Session, *, actor: Actor, schedule_id: int, now: datetime) -> None:
    _row(session, actor, schedule_id)
    service.pause(session, schedule_id=schedule_id, actor_id=actor.person_id, now=now)


def resume(session: Session, *, actor: Actor, timetable: Timetable, schedule_id: int, now: datetime) -> None:
    _row(session, actor, schedule_id)
    service.resume(session, schedule_id=schedule_id, holidays=timetable.holidays, actor_id=actor.person_id, now=now)


def run_now(session: Session, *, actor: Actor, timetable: Timetable, schedule_id: int, now: datetime) -> None:
    _row(session, actor, schedule_id)
    service.run_now(session, schedule_id=schedule_id, timetable=timetable, actor_id=actor.person_id, now=now)


def _row(session: Session, actor: Actor, schedule_id: int) -> ScheduleRow:
    require(actor, Action.SCHEDULE_MANAGE)
    row = session.get(ScheduleRow, schedule_id)
    if row is None or not _reaches(actor, row.about):
        raise NotFound(NO_SCHEDULE)
    return row


def _reaches(actor: Actor, about: dict[str, Any]) -> bool:
    """What is of no line of business is of all of them."""
    return may(actor, Action.SCHEDULE_MANAGE, Scope(lob_id=about.get("lob_id")))


def _line(session: Session, row: ScheduleRow, timetable: Timetable) -> Line:
    try:
        rhythm = words.rhythm(queries.read(session, row, timetable.holidays).schedule)
    except Unreadable:
        rhythm = None
    return Line(
        schedule_id=row.id,
        name=row.name,
        title=timetable.title(session, row.kind, row.about),
        channel=row.channel,
        zone=row.zone,
        enabled=row.enabled,
        next_due=row.next_due_utc,
        rhythm=rhythm,
    )


def _past(session: Session, schedule_id: int) -> list[Past]:
    found = select(OccurrenceRow.due_utc, OccurrenceRow.state, OccurrenceRow.reason)
    last = found.where(OccurrenceRow.schedule_id == schedule_id).order_by(OccurrenceRow.due_utc.desc()).limit(SHOWN)
    return [Past(due, State(state), Reason(why) if why else None) for due, state, why in session.execute(last)]
