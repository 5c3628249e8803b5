"""Making, pausing and deleting schedules, and the tick.

Every process ticks, and no one leads. What a schedule says at one time, the row of that occurrence and the next time
are written in one transaction, and the unique key of the occurrence lets one process do it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from qabot import journal
from qabot.db import run
from qabot.errors import NotFound, WrongState
from qabot.schedule import queries, rules, shape
from qabot.schedule.kinds import Due, Holidays, Timetable
from qabot.schedule.models import OccurrenceRow, ScheduleRow
from qabot.schedule.queries import NO_SCHEDULE, Entry
from qabot.schedule.rules import Reason, Schedule, State, Turn
from qabot.schedule.shape import NewSchedule

TAKEN = "There is such a schedule already. Nothing was changed."
UNKNOWN_KIND = "This version of qabot does not know what “{kind}” says."
# A long stop is caught up with in several transactions.
AT_MOST = 500

_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_OCCURRENCE = {
    name: new(OccurrenceRow.__table__)
    .on_conflict_do_nothing(index_elements=["schedule_id", "due_utc"])
    .returning(OccurrenceRow.id)
    for name, new in _INSERT.items()
}
_SCHEDULE = {
    name: new(ScheduleRow.__table__).on_conflict_do_nothing(index_elements=["name"]).returning(ScheduleRow.id)
    for name, new in _INSERT.items()
}


def create(session: Session, *, new: NewSchedule, owner_id: int, holidays: Holidays, now: datetime) -> Entry:
    """Keep a schedule; it is due for the first time after `now`. Raises WrongState where its name is taken."""
    times = Schedule(new.rule.rule(), new.zone, new.at, holidays(session, owner_id))
    values = {
        "name": new.name,
        "kind": new.kind,
        "about": new.about,
        "rule": shape.kept(new.rule),
        "zone": new.zone,
        "local_time": new.at,
        "catch_up": new.catch_up.value,
        "window_minutes": new.window_minutes,
        "owner_id": owner_id,
        "channel": new.channel,
        "enabled": True,
        "done_until_utc": now,
        "next_due_utc": rules.next_due(times, now),
        "created_at": now,
    }
    made: int | None = run(session, _SCHEDULE[_dialect(session)], **values).scalar_one_or_none()
    if made is None:
        raise WrongState(TAKEN)
    _record(session, made, "schedule.created", owner_id, now)
    return queries.entry(session, made, holidays)


def pause(session: Session, *, schedule_id: int, actor_id: int | None, now: datetime) -> None:
    """Nothing is said until it is resumed. Pausing what is paused changes nothing."""
    row = _locked(session, schedule_id)
    if row.enabled:
        row.enabled = False
        session.flush()
        _record(session, schedule_id, "schedule.paused", actor_id, now)


def resume(session: Session, *, schedule_id: int, holidays: Holidays, actor_id: int | None, now: datetime) -> None:
    """From now on again; what would have been due in the pause is not caught up with."""
    row = _locked(session, schedule_id)
    if not row.enabled:
        row.enabled, row.done_until_utc = True, max(now, row.done_until_utc)
        row.next_due_utc = rules.next_due(queries.read(session, row, holidays).schedule, row.done_until_utc)
        session.flush()
        _record(session, schedule_id, "schedule.resumed", actor_id, now)


def delete(session: Session, *, schedule_id: int, actor_id: int | None, now: datetime) -> None:
    """Gone, with the record of its occurrences; the journal keeps that there was one."""
    row = _locked(session, schedule_id)
    session.execute(delete_rows(OccurrenceRow).where(OccurrenceRow.schedule_id == schedule_id))
    session.delete(row)
    session.flush()
    _record(session, schedule_id, "schedule.deleted", actor_id, now)


def run_now(session: Session, *, schedule_id: int, timetable: Timetable, actor_id: int | None, now: datetime) -> None:
    """Say it once more, beside its times. The same instant twice is one occurrence."""
    row = _locked(session, schedule_id)
    if row.kind not in timetable.kinds:
        raise WrongState(UNKNOWN_KIND.format(kind=row.kind))
    held = queries.read(session, row, timetable.holidays)
    _deal_with(session, held, Turn(now, State.SAID, Reason.ASKED_FOR), timetable, now)
    _record(session, schedule_id, "schedule.ran", actor_id, now)


def tick(session: Session, schedule_id: int, *, timetable: Timetable, now: datetime) -> int:
    """Deal with all that is due of one schedule; how many occurrences that were."""
    row = session.execute(_free(schedule_id)).scalar_one_or_none()
    if row is None or not row.enabled or row.next_due_utc is None or row.next_due_utc > now:
        return 0
    held = queries.read(session, row, timetable.holidays)
    due = list(rules.occurrences(held.schedule, row.done_until_utc, now))
    turns = rules.turns(due, held.catch_up, held.window, now)[:AT_MOST]
    dealt = sum(_deal_with(session, held, turn, timetable, now) for turn in turns)
    row.done_until_utc = max(row.done_until_utc, turns[-1].due if len(due) > AT_MOST else now)
    row.next_due_utc = rules.next_due(held.schedule, row.done_until_utc)
    session.flush()
    return dealt


def _deal_with(session: Session, held: Entry, turn: Turn, timetable: Timetable, now: datetime) -> bool:
    """Write the occurrence, and what it says; False where another process has done so."""
    written = run(
        session,
        _OCCURRENCE[_dialect(session)],
        schedule_id=held.schedule_id,
        due_utc=turn.due,
        state=turn.state.value,
        reason=turn.reason.value if turn.reason else None,
        recorded_at=now,
    )
    if written.scalar_one_or_none() is None:
        return False
    if turn.state is State.SAID:
        timetable.kinds[held.kind].say(session, _due(held, turn, now))
    return True


def _due(held: Entry, turn: Turn, now: datetime) -> Due:
    return Due(
        schedule_id=held.schedule_id,
        channel=held.channel,
        about=held.about,
        zone=held.zone,
        due=turn.due,
        now=now,
        next_due=rules.next_due(held.schedule, max(turn.due, now)) if held.enabled else None,
    )


def _free(schedule_id: int) -> Any:
    # Whoever holds the row is just dealing with it.
    return select(ScheduleRow).where(ScheduleRow.id == schedule_id).with_for_update(skip_locked=True)


def _locked(session: Session, schedule_id: int) -> ScheduleRow:
    found = select(ScheduleRow).where(ScheduleRow.id == schedule_id).with_for_update()
    row = session.execute(found.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        raise NotFound(NO_SCHEDULE)
    return row


def _record(session: Session, schedule_id: int, action: str, actor_id: int | None, now: datetime) -> None:
    journal.record(session, now=now, actor_id=actor_id, action=action, thing="schedule", thing_id=schedule_id)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
