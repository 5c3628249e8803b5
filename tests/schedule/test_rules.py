"""When something is due, and that it does not matter where one looks from."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qabot.schedule.rules import (
    CatchUp,
    EveryWeeks,
    EveryWorkingDay,
    MonthlyOnDate,
    MonthlyOnWorkingDay,
    Reason,
    Rule,
    Schedule,
    State,
    Weekly,
    next_due,
    occurrences,
    turns,
    upcoming,
)
from tests.times import T0, T

MONDAY = Weekly(frozenset({0}))
NEW_YEAR, EASTER_MONDAY = date(2027, 1, 1), date(2027, 3, 29)


def at(day: date, clock: str, zone: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def days(rule: Rule, first: date, last: date, *, holidays: frozenset[date] = frozenset()) -> list[date]:
    """The local dates from the first to the last one that a rule chooses, in Berlin at nine."""
    schedule = Schedule(rule, "Europe/Berlin", time(9), holidays)
    zone = ZoneInfo("Europe/Berlin")
    window = (datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) for day in (first, last + timedelta(days=1)))
    return [due.astimezone(zone).date() for due in occurrences(schedule, *window)]


def test_it_is_the_same_time_on_the_wall_in_winter_and_in_summer() -> None:
    found = upcoming(Schedule(MONDAY, "Europe/Berlin", time(9)), datetime(2026, 3, 20, tzinfo=UTC), 3)
    assert found == [datetime(2026, 3, day, hour, tzinfo=UTC) for day, hour in ((23, 8), (30, 7))] + [
        datetime(2026, 4, 6, 7, tzinfo=UTC)
    ]


def test_in_the_gap_it_moves_forward_by_the_gap() -> None:
    sunday = Schedule(Weekly(frozenset({6})), "Europe/Berlin", time(2, 30))
    found = next_due(sunday, datetime(2026, 3, 28, tzinfo=UTC))
    assert found is not None
    assert found.astimezone(ZoneInfo("Europe/Berlin")).isoformat() == "2026-03-29T03:30:00+02:00"


def test_in_the_fold_it_is_the_first_of_the_two() -> None:
    sunday = Schedule(Weekly(frozenset({6})), "Europe/Berlin", time(2, 30))
    found = list(occurrences(sunday, datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC)))
    assert [due.astimezone(ZoneInfo("Europe/Berlin")).isoformat() for due in found] == ["2026-10-25T02:30:00+02:00"]


def test_the_first_of_april_at_midnight_is_not_left_out() -> None:
    monthly = Schedule(MonthlyOnDate(1), "Europe/London", time(0))
    found = [due.astimezone(ZoneInfo("Europe/London")).date() for due in upcoming(monthly, T0, 6)]
    assert date(2027, 4, 1) in found


def test_a_date_that_a_zone_left_out_is_not_said_twice() -> None:
    daily = Schedule(Weekly(frozenset(range(7))), "Pacific/Apia", time(9))
    found = list(occurrences(daily, datetime(2011, 12, 29, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC)))
    assert found == [datetime(2011, 12, day, 19, tzinfo=UTC) for day in (29, 30, 31)]


def test_every_working_day_leaves_out_weekends_and_holidays() -> None:
    off = frozenset({NEW_YEAR})
    assert days(EveryWorkingDay(), date(2026, 12, 30), date(2027, 1, 5), holidays=off) == [
        date(2026, 12, 30),
        date(2026, 12, 31),
        date(2027, 1, 4),
        date(2027, 1, 5),
    ]


def test_every_other_week_counts_from_its_anchor() -> None:
    anchor = date(2026, 11, 18)
    assert days(EveryWeeks(2, anchor), date(2026, 11, 1), date(2026, 12, 31)) == [
        anchor + timedelta(weeks=weeks) for weeks in (0, 2, 4, 6)
    ]


def test_a_month_that_is_too_short_has_its_last_day() -> None:
    assert days(MonthlyOnDate(31), date(2027, 1, 15), date(2027, 4, 30)) == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
    ]


def test_the_third_working_day_is_counted_without_holidays() -> None:
    assert days(MonthlyOnWorkingDay(3), date(2027, 1, 1), date(2027, 1, 31)) == [date(2027, 1, 5)]
    assert days(MonthlyOnWorkingDay(3), date(2027, 1, 1), date(2027, 1, 31), holidays=frozenset({NEW_YEAR})) == [
        date(2027, 1, 6)
    ]


def test_who_never_works_is_told_nothing() -> None:
    class Always:
        def __contains__(self, day: object) -> bool:
            return True

    assert next_due(Schedule(EveryWorkingDay(), "UTC", time(9), Always()), T0) is None


RULES = st.one_of(
    st.just(EveryWorkingDay()),
    st.builds(Weekly, st.frozensets(st.integers(0, 6), min_size=1)),
    st.builds(EveryWeeks, st.integers(1, 6), st.dates(date(2025, 1, 1), date(2027, 1, 1))),
    st.builds(MonthlyOnDate, st.integers(1, 31)),
    st.builds(MonthlyOnWorkingDay, st.integers(1, 15)),
)
ZONES = st.sampled_from(
    (
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Manila",
        "Pacific/Apia",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
    )
)
HOLIDAYS = st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=30)
SCHEDULES = st.builds(
    Schedule, RULES, ZONES, st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 59))), HOLIDAYS
)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds


@settings(max_examples=150, deadline=None)
@given(SCHEDULES, INSTANTS, st.lists(INSTANTS, max_size=4), st.integers(0, 400))
def test_a_window_can_be_split_anywhere(
    schedule: Schedule, start: datetime, cuts: Sequence[datetime], length: int
) -> None:
    end = start + timedelta(days=length)
    inside = [start, *sorted(cut for cut in cuts if start <= cut <= end), end]
    pieces = [due for one, other in pairwise(inside) for due in occurrences(schedule, one, other)]
    assert pieces == list(occurrences(schedule, start, end))


@settings(max_examples=100, deadline=None)
@given(SCHEDULES, INSTANTS)
def test_it_can_be_split_at_what_is_due_too(schedule: Schedule, start: datetime) -> None:
    whole = upcoming(schedule, start, 5)
    one_by_one, last = [], start
    for _ in whole:
        found = next_due(schedule, last)
        assert found is not None
        one_by_one.append(found)
        last = found
    assert one_by_one == whole


WINDOW = timedelta(minutes=30)
MISSED = [T(0), T(60), T(120)]


@pytest.mark.parametrize(
    ("policy", "said"),
    [(CatchUp.LATEST, [T(120)]), (CatchUp.ALL, MISSED), (CatchUp.SKIP, [T(120)])],
)
def test_what_was_missed(policy: CatchUp, said: list[datetime]) -> None:
    dealt = turns(MISSED, policy, WINDOW, T(140))
    assert [turn.due for turn in dealt] == MISSED
    assert [turn.due for turn in dealt if turn.state is State.SAID] == said


def test_why_something_was_skipped() -> None:
    assert [turn.reason for turn in turns(MISSED, CatchUp.LATEST, WINDOW, T(140))] == [Reason.OVERTAKEN] * 2 + [None]
    assert [turn.reason for turn in turns(MISSED, CatchUp.SKIP, WINDOW, T(151))] == [Reason.TOO_OLD] * 3
    assert turns(MISSED[:1], CatchUp.SKIP, WINDOW, T(30))[0].state is State.SAID
