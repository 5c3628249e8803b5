"""The bench really does what it times: as many occurrences as it says, on both sides. Nothing is timed here."""

import pytest
from sqlalchemy import func, select

from bench import schedule
from qabot.outbox import OutboxRow
from qabot.schedule.models import OccurrenceRow
from scheduler.schedules import ticking
from tests import databases
from tests.times import Clock

TABLES = (OccurrenceRow, OutboxRow)


@pytest.mark.parametrize("backend", databases.BACKENDS)
def test_a_tick_says_what_is_due_and_the_floor_writes_as_much(backend: str) -> None:
    with schedule.department(backend, 2 * schedule.DUE) as database:
        clock = Clock(schedule.START)
        tick = ticking(database, clock, schedule.timetable())
        seconds = schedule.one_round(database, databases.as_owner(database), clock, tick, 1)
        assert set(seconds) == {"ours", "idle", "query", "floor"}
        with database.reading() as session:
            written = [session.execute(select(func.count()).select_from(row)).scalar_one() for row in TABLES]
    assert written == [2 * schedule.DUE, 2 * schedule.DUE]
