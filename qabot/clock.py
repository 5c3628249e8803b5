"""The time of day, and working time. Functions take `now` as an argument; only the edges ask this clock.

A shift belongs to the day on which it opens, also where it closes after midnight; a holiday takes away the shift that
opens on it. Shifts are laid out on the wall clock of their time zone and measured in real time, so that a night in
which the clocks change is an hour shorter or longer.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

WEEK = 7
DAY = 24 * 60
Clock = Callable[[], datetime]


def now() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Hours:
    """The shift of a weekday, in minutes after its midnight; one that ends on the next day closes after `DAY`."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not (0 <= self.opens < DAY and self.opens < self.closes <= self.opens + DAY):
            raise ValueError("a shift is longer than nothing and at most a day long")


OFFICE = Hours(9 * 60, 17 * 60)
OFFICE_WEEK: tuple[Hours | None, ...] = (*(OFFICE,) * 5, None, None)


@dataclass(frozen=True)
class Calendar:
    """When people work at a place: `hours` of each weekday from Monday, None for a day off."""

    time_zone: str
    hours: tuple[Hours | None, ...] = OFFICE_WEEK
    holidays: Container[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.hours) != WEEK or not any(self.hours):
            raise ValueError("a week has seven days, and people work on one of them at least")
        if overlap(self.hours) is not None:
            raise ValueError("a shift ends before the next one begins")

    def is_working(self, instant: datetime) -> bool:
        """Whether the instant is in a shift; opening and closing belong to it."""
        opens, closes = next(self._shifts(instant))
        return opens <= instant <= closes

    def next_open(self, instant: datetime) -> datetime:
        """This instant while people are at work, or else when a shift opens next; at its closing they have gone."""
        return next(max(opens, instant) for opens, closes in self._shifts(instant) if closes > instant)

    def working_days_after(self, start: datetime, days: int) -> datetime:
        """The close of the last of so many whole shifts (one at least) that begin at `start` or later."""
        if days < 1:
            raise ValueError("a window lasts one working day at least")
        whole = (closes for opens, closes in self._shifts(start) if opens >= start)
        return next(islice(whole, days - 1, None))

    def working_hours_after(self, start: datetime, hours: timedelta) -> datetime:
        """When so much working time has passed since `start`; no time at all leads to the next working instant."""
        if hours < timedelta(0):
            raise ValueError("working time does not run backwards")
        left = hours
        for opens, closes in self._shifts(start):
            since = max(opens, start)
            if left <= closes - since:
                return since + left
            left -= closes - since
        raise AssertionError("shifts never end")

    def _shifts(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Opening and closing of each shift that closes at `since` or later, in order."""
        zone = ZoneInfo(self.time_zone)
        day, closed = since.astimezone(zone).date() - timedelta(days=2), datetime.min.replace(tzinfo=UTC)
        while True:
            hours = self.hours[day.weekday()]
            if hours is not None and day not in self.holidays:
                # Where the clocks jump ahead, a shift may come to begin before the one before it has ended.
                opens, closes = max(_instant(day, hours.opens, zone), closed), _instant(day, hours.closes, zone)
                if opens < closes:
                    closed = closes
                    if closes >= since:
                        yield opens, closes
            day += timedelta(days=1)


def overlap(hours: tuple[Hours | None, ...]) -> int | None:
    """The first weekday (Monday is 0) whose shift is still open when that of the next day opens."""
    for day, today in enumerate(hours):
        tomorrow = hours[(day + 1) % len(hours)]
        if today and tomorrow and today.closes > DAY + tomorrow.opens:
            return day
    return None


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    midnight = datetime.combine(day, datetime.min.time())
    return (midnight + timedelta(minutes=minutes)).replace(tzinfo=zone).astimezone(UTC)
