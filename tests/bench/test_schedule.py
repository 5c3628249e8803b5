"""The bench really does what it times: as many occurrences as it says, on both sides. Nothing is timed here."""

import pytest
from sqlalchemy import func, select

from bench import schedule
from qabot.db import Database
from qabot.outbox import OutboxRow
from qabot.schedule.models import OccurrenceRow
from scheduler.schedules import ticking
from tests import databases
from tests.times import Clock

TABLES = (OccurrenceRow, OutboxRow)


@pytest.mark.parametrize("backend", databases.BACKENDS)
def test_a_tick_says_what_is_due_and_the_floor_writes_as_much(backend: str) -> None:
    two = 2 * schedule.DUE
    with schedule.department(backend, two) as database, schedule.department(backend, two) as other:
        clock = Clock(schedule.START)
        tick = ticking(database, clock, schedule.timetable())
        seconds = schedule.one_round(database, databases.as_owner(other), clock, tick, 1)
        assert set(seconds) == {"ours", "idle", "query", "floor"}
        assert written(database) == written(other) == [schedule.DUE, schedule.DUE]


def written(database: Database) -> list[int]:
    with database.reading() as session:
        return [session.execute(select(func.count()).select_from(row)).scalar_one() for row in TABLES]
