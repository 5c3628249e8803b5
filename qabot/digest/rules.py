"""Which week a digest is about, and which of its figures may be shown in a channel."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from qabot.clock import Calendar

FEWEST_PEOPLE = 5
ACKNOWLEDGE_DAYS = 2
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """Seven whole days in a zone: from `start` on, and before `end`."""

    first: date
    last: date
    start: datetime
    end: datetime


def week_before(due: datetime, zone: str) -> Week:
    """The seven days before the day on which a digest is due: the next one goes on where this one ends."""
    here = ZoneInfo(zone)
    today = due.astimezone(here).date()
    first = today - WEEK
    return Week(first, today - timedelta(days=1), _midnight(first, here), _midnight(today, here))


def few_people(people: int) -> bool:
    """Figures of so few associates would tell a channel how single people did."""
    return people < FEWEST_PEOPLE


def acknowledge_until(told: datetime, calendar: Calendar) -> datetime:
    """Until when an associate should have acknowledged a result: so many whole working days at their site."""
    return calendar.working_days_after(told, ACKNOWLEDGE_DAYS)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
