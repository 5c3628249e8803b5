"""Stopping and starting at any instants gives the same set of occurrences."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from qabot.db import Database
from qabot.outbox import OutboxRow
from qabot.schedule.models import OccurrenceRow, ScheduleRow
from qabot.schedule.rules import CatchUp, occurrences
from qabot.schedule.shape import EachWeeks, OnDate, OnWeekdays, OnWorkingDay, WorkingDays
from tests.factories import World
from tests.schedule.conftest import Schedules
from tests.times import T0

RULES = st.sampled_from(
    [
        WorkingDays(),
        OnWeekdays(days=frozenset({0, 3})),
        EachWeeks(weeks=2, anchor=T0.date()),
        OnDate(day=31),
        OnWorkingDay(nth=1),
    ]
)
END = 120 * 24 * 60
# Minutes at which some process ticks; between them, everything is stopped.
TICKS = st.lists(st.integers(0, END), max_size=12).map(sorted)


@pytest.fixture
def schedules(db: Database, world: World) -> Schedules:
    return Schedules(db, world)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULES, ticks=TICKS, policy=st.sampled_from(CatchUp))
def test_it_does_not_matter_when_it_was_stopped(
    schedules: Schedules, rule: OnWeekdays, ticks: list[int], policy: CatchUp
) -> None:
    """A hundred and twenty days over the change of clocks in March, ticked at any instants, also backwards ones."""
    with schedules.db.transaction() as session:
        for table in (OccurrenceRow, ScheduleRow, OutboxRow):
            session.execute(delete(table))
    start, end = T0 + timedelta(days=60), T0 + timedelta(days=60, minutes=END)
    made = schedules.make(rule=rule, now=start, catch_up=policy)
    for minutes in [*ticks, END, *ticks[:2], END]:
        schedules.tick(start + timedelta(minutes=minutes))
    found = schedules.occurrences(made.schedule_id)
    assert [due for due, _, _ in found] == list(occurrences(made.schedule, start, end))
    said = [due for due, state, _ in found if state == "said"]
    assert len(schedules.posted()) == len(said)
    if policy is CatchUp.ALL:
        assert len(said) == len(found)
    if policy is CatchUp.LATEST and found:
        assert said[-1] == found[-1][0]
