"""Working time: what a window of working days and hours comes to, in any zone, with any hours and holidays."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qabot.clock import DAY, OFFICE, Calendar, Hours, overlap
from tests.times import T0

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Manila", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
# Clocks change within these years in each zone that changes them at all.
INSTANTS = st.integers(0, 3 * 365 * DAY).map(lambda minutes: T0 - timedelta(days=500, minutes=-minutes))
HOURS = st.builds(lambda opens, length: Hours(opens, opens + length), st.integers(0, DAY - 1), st.integers(30, DAY))
LENGTHS = st.timedeltas(timedelta(seconds=1), timedelta(hours=40))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    hours = tuple(draw(st.lists(st.none() | HOURS, min_size=7, max_size=7)))
    assume(any(hours) and overlap(hours) is None)
    days_off = draw(st.frozensets(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=20))
    return Calendar(draw(st.sampled_from(ZONES)), hours, days_off)


@settings(deadline=None, max_examples=60)
@given(calendars(), INSTANTS, st.integers(1, 8), st.integers(1, 8))
def test_days_after_days_are_as_many_days(calendar: Calendar, start: datetime, one: int, other: int) -> None:
    both = calendar.working_days_after(start, one + other)
    assert calendar.working_days_after(calendar.working_days_after(start, one), other) == both


@settings(deadline=None, max_examples=60)
@given(calendars(), INSTANTS, LENGTHS, LENGTHS)
def test_hours_after_hours_are_as_many_hours(
    calendar: Calendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    both = calendar.working_hours_after(start, one + other)
    assert calendar.working_hours_after(calendar.working_hours_after(start, one), other) == both


@settings(deadline=None, max_examples=60)
@given(calendars(), st.lists(INSTANTS, min_size=2, max_size=5), st.integers(1, 8), LENGTHS)
def test_who_begins_later_is_not_done_earlier(
    calendar: Calendar, starts: list[datetime], days: int, hours: timedelta
) -> None:
    for earlier, later in pairwise(sorted(starts)):
        assert calendar.working_days_after(earlier, days) <= calendar.working_days_after(later, days)
        assert calendar.working_hours_after(earlier, hours) <= calendar.working_hours_after(later, hours)


@settings(deadline=None, max_examples=60)
@given(calendars(), INSTANTS, st.integers(1, 8), LENGTHS)
def test_more_takes_longer_and_ends_in_working_time(
    calendar: Calendar, start: datetime, days: int, hours: timedelta
) -> None:
    for end, more in (
        (calendar.working_days_after(start, days), calendar.working_days_after(start, days + 1)),
        (calendar.working_hours_after(start, hours), calendar.working_hours_after(start, hours * 2)),
    ):
        assert start < end < more
        assert calendar.is_working(end)
        assert calendar.is_working(more)


@settings(deadline=None, max_examples=60)
@given(calendars(), INSTANTS, LENGTHS)
def test_working_time_is_real_time_at_least(calendar: Calendar, start: datetime, hours: timedelta) -> None:
    assert calendar.working_hours_after(start, hours) >= start + hours
    assert calendar.is_working(calendar.working_hours_after(start, timedelta(0)))


@settings(deadline=None, max_examples=60)
@given(INSTANTS, LENGTHS)
def test_round_the_clock_all_time_is_working_time(start: datetime, hours: timedelta) -> None:
    always = Calendar("Europe/Berlin", (Hours(0, DAY),) * 7)
    assert always.is_working(start)
    assert always.working_hours_after(start, hours) == start + hours


BERLIN = Calendar("Europe/Berlin", holidays=frozenset({date(2026, 12, 25)}))
NIGHTS = Calendar("Asia/Manila", (*(Hours(22 * 60, 30 * 60),) * 5, None, None))


@pytest.mark.parametrize(
    ("calendar", "start", "days", "end"),
    [
        (BERLIN, "2026-11-16T10:00+01:00", 5, "2026-11-23T17:00+01:00"),
        (BERLIN, "2026-11-16T08:00+01:00", 5, "2026-11-20T17:00+01:00"),
        (BERLIN, "2026-11-21T10:00+01:00", 1, "2026-11-23T17:00+01:00"),
        (BERLIN, "2026-12-24T10:00+01:00", 1, "2026-12-28T17:00+01:00"),
        # The clocks go back in between.
        (BERLIN, "2026-10-22T11:00+02:00", 5, "2026-10-29T17:00+01:00"),
        # The night that begins on Friday ends on Saturday.
        (NIGHTS, "2026-11-20T03:00+08:00", 1, "2026-11-21T06:00+08:00"),
        (NIGHTS, "2026-11-20T23:00+08:00", 1, "2026-11-24T06:00+08:00"),
    ],
)
def test_working_days(calendar: Calendar, start: str, days: int, end: str) -> None:
    assert calendar.working_days_after(datetime.fromisoformat(start), days) == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "end"),
    [
        (BERLIN, "2026-11-20T16:00+01:00", 4, "2026-11-23T12:00+01:00"),
        (BERLIN, "2026-11-21T16:00+01:00", 0, "2026-11-23T09:00+01:00"),
        (NIGHTS, "2026-11-20T23:00+08:00", 7, "2026-11-21T06:00+08:00"),
        # That night is an hour shorter: from 22:00 to 06:00 are seven hours.
        (
            Calendar("Europe/Berlin", (Hours(22 * 60, 30 * 60),) * 7),
            "2026-03-28T22:00+01:00",
            8,
            "2026-03-29T23:00+02:00",
        ),
    ],
)
def test_working_hours(calendar: Calendar, start: str, hours: int, end: str) -> None:
    after = calendar.working_hours_after(datetime.fromisoformat(start), timedelta(hours=hours))
    assert after == datetime.fromisoformat(end)


@pytest.mark.parametrize("hours", [(None,) * 7, (OFFICE,) * 6, (Hours(720, 2160), *(Hours(0, 60),) * 6)])
def test_a_week_that_cannot_be(hours: tuple[Hours | None, ...]) -> None:
    with pytest.raises(ValueError, match=r"week|shift"):
        Calendar("UTC", hours)


@pytest.mark.parametrize(("opens", "closes"), [(0, 0), (60, 30), (0, DAY + 1), (-1, 5), (DAY, DAY + 60)])
def test_a_shift_that_cannot_be(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="shift"):
        Hours(opens, closes)


def test_nothing_runs_backwards() -> None:
    with pytest.raises(ValueError, match="one working day"):
        BERLIN.working_days_after(datetime(2026, 11, 16, tzinfo=UTC), 0)
    with pytest.raises(ValueError, match="backwards"):
        BERLIN.working_hours_after(datetime(2026, 11, 16, tzinfo=UTC), timedelta(hours=-1))
