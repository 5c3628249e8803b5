"""Schedules as the clock deals with them: each tick is a transaction of its own."""

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from qabot import outbox
from qabot.db import Database
from qabot.outbox import OutboxRow
from qabot.schedule import queries, service
from qabot.schedule.kinds import Due, Kind, Timetable, no_holidays
from qabot.schedule.models import ScheduleRow
from qabot.schedule.queries import Entry
from qabot.schedule.shape import NewSchedule, OnWeekdays, RuleShape
from qabot.slack.port import Message
from tests.factories import World
from tests.times import T0

DAILY = OnWeekdays(days=frozenset(range(7)))


@dataclass
class Schedules:
    """`said` is what the kind was called with. `breaks` makes it fail."""

    db: Database
    world: World
    said: list[Due] = field(default_factory=list)
    breaks: bool = False

    @property
    def timetable(self) -> Timetable:
        return Timetable({"talk": Kind(self._talk, lambda _session, about: f"Talk {about.get('lob_id')}")})

    def make(self, name: str = "talk", *, now: datetime = T0, rule: RuleShape = DAILY, **other: Any) -> Entry:
        wanted = {"zone": "Europe/Berlin", "at": time(9), "channel": "C0QA", "kind": "talk", **other}
        new = NewSchedule(name=name, rule=rule, **wanted)
        with self.db.transaction() as session:
            return service.create(session, new=new, owner_id=self.world.people["quinn"], holidays=no_holidays, now=now)

    def due(self, now: datetime) -> list[int]:
        with self.db.reading() as session:
            return queries.due(session, kinds=self.timetable.kinds, now=now)

    def tick(self, now: datetime) -> int:
        """Everything that is due."""
        return sum(self.tick_one(schedule_id, now) for schedule_id in self.due(now))

    def tick_one(self, schedule_id: int, now: datetime) -> int:
        with self.db.transaction() as session:
            return service.tick(session, schedule_id, timetable=self.timetable, now=now)

    def pause(self, schedule_id: int, now: datetime) -> None:
        with self.db.transaction() as session:
            service.pause(session, schedule_id=schedule_id, actor_id=None, now=now)

    def resume(self, schedule_id: int, now: datetime) -> None:
        with self.db.transaction() as session:
            service.resume(session, schedule_id=schedule_id, holidays=no_holidays, actor_id=None, now=now)

    def run_now(self, schedule_id: int, now: datetime) -> None:
        with self.db.transaction() as session:
            service.run_now(session, schedule_id=schedule_id, timetable=self.timetable, actor_id=None, now=now)

    def entry(self, schedule_id: int) -> Entry:
        with self.db.reading() as session:
            return queries.entry(session, schedule_id, no_holidays)

    def occurrences(self, schedule_id: int) -> list[tuple[datetime, str, str | None]]:
        with self.db.reading() as session:
            return queries.said(session, schedule_id)

    def posted(self) -> list[str]:
        """The texts in the outbox, in order."""
        with self.db.reading() as session:
            rows = session.execute(select(OutboxRow.message).order_by(OutboxRow.id)).scalars()
            return [row["text"] for row in rows if row]

    def change(self, schedule_id: int, **columns: Any) -> None:
        """As another version, or a new time zone database, would leave it behind."""
        with self.db.transaction() as session:
            session.execute(update(ScheduleRow).where(ScheduleRow.id == schedule_id).values(**columns))

    def _talk(self, session: Session, due: Due) -> None:
        message = Message(f"{due.due:%d %b %H:%M}" + (" late" if due.is_late else ""))
        outbox.enqueue(session, key=due.key, channel=due.channel, message=message, now=due.now)
        self.said.append(due)
        if self.breaks:
            raise RuntimeError("cannot be said")


@pytest.fixture
def schedules(db: Database, world: World) -> Schedules:
    return Schedules(db, world)
