"""Every zone, every change of clocks from 2010 to 2031, 48 times of day: one due time for each local date.

`python -m tests.daylight` goes through all of it; the suite takes one series of many.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from qabot.schedule.rules import Schedule, Weekly, occurrences

FIRST, LAST = datetime(2010, 1, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC)
TIMES = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))
DAILY = Weekly(frozenset(range(7)))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AROUND = 3 * DAY


@dataclass(frozen=True)
class Series:
    """A daily time of day over one change of clocks."""

    zone: str
    change: datetime
    at: time


def every_series() -> Iterator[Series]:
    for zone in sorted(available_timezones()):
        for change in changes(zone):
            yield from (Series(zone, change, at) for at in TIMES)


def changes(zone: str) -> Iterator[datetime]:
    """The hours in which the clocks of a zone are changed."""
    here, day = ZoneInfo(zone), FIRST
    while day < LAST:
        if _offset(day, here) != _offset(day + DAY, here):
            hours = (day + HOUR * number for number in range(24))
            yield next(hour for hour in hours if _offset(hour, here) != _offset(hour + HOUR, here))
        day += DAY


def fault(series: Series) -> str | None:
    """What is wrong with a series; None where all is as it should be."""
    schedule = Schedule(DAILY, series.zone, series.at)
    start, end = series.change - AROUND, series.change + AROUND
    found = list(occurrences(schedule, start, end))
    pieces = [*occurrences(schedule, start, series.change), *occurrences(schedule, series.change, end)]
    if pieces != found:
        return "a window that is split at the change gives others"
    days = [_day_meant(due, series) for due in found]
    if None in days:
        return "not at its time on the wall"
    return None if _each_once([day for day in days if day]) else "a date is left out, or comes twice"


def _day_meant(due: datetime, series: Series) -> date | None:
    """The local date that this is of: at its time, the first of two, or in the gap, moved forward by as much."""
    here = ZoneInfo(series.zone)
    wall, gap = due.astimezone(here), _offset(series.change + HOUR, here) - _offset(series.change, here)
    if wall.time() == series.at and not wall.fold:
        return wall.date()
    meant = wall.replace(tzinfo=None) - gap
    moved = series.change <= due < series.change + HOUR + gap
    return meant.date() if moved and meant.time() == series.at else None


def _each_once(days: list[date]) -> bool:
    """Every date; one that a zone left out, jumping over the date line, has no instant of its own."""
    steps = sorted(later - earlier for earlier, later in pairwise(days))
    return steps[:-1] == [DAY] * (len(steps) - 1) and steps[-1] in (DAY, 2 * DAY)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def main() -> int:
    tried, faults = 0, 0
    for series in every_series():
        tried += 1
        found = fault(series)
        if found:
            faults += 1
            print(f"{series.zone} {series.at:%H:%M} around {series.change:%Y-%m-%d %H:%M} UTC: {found}")  # noqa: T201
    print(f"{tried} series, {faults} faults")  # noqa: T201
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
