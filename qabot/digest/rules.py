"""Which time a digest is about, and which of its figures may be shown in a channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from qabot.audit import reminder_rules
from qabot.audit.reminder_rules import DEFAULT, Step
from qabot.clock import Calendar

FEWEST_PEOPLE = 5
ACKNOWLEDGE_WITHIN = DEFAULT.of(Step.LEAD)
DAYS_OF_WEEK = 7
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """So many weeks; None is the calendar month before."""

    weeks: int | None = 1

    def as_about(self) -> dict[str, int | None]:
        return {"months": 1} if self.weeks is None else {"weeks": self.weeks}


@dataclass(frozen=True)
class Period:
    """Whole days in a zone: from `start` on, and before `end`."""

    first: date
    last: date
    start: datetime
    end: datetime

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def span_of(about: Mapping[str, Any]) -> Span:
    """What the schedule of a digest is about."""
    return Span(None) if about.get("months") else Span(about.get("weeks") or 1)


def period(span: Span, due: datetime, zone: str) -> Period:
    """What comes before the day on which a digest is due: the next one goes on where this one ends."""
    here = ZoneInfo(zone)
    today = due.astimezone(here).date()
    if span.weeks is None:
        after = today.replace(day=1)
        first = (after - DAY).replace(day=1)
    else:
        after, first = today, today - timedelta(weeks=span.weeks)
    return Period(first, after - DAY, _midnight(first, here), _midnight(after, here))


def wanted_in(weekly: int, days: int) -> int:
    """What a weekly target comes to in so many days."""
    return round(weekly * days / DAYS_OF_WEEK)


def few_people(people: int) -> bool:
    """Figures of so few associates would tell a channel how single people did."""
    return people < FEWEST_PEOPLE


def acknowledge_until(told: datetime, calendar: Calendar) -> datetime:
    """Until when a result should be acknowledged: the lead is told then, unless it is set otherwise."""
    return reminder_rules.due(Step.LEAD, told, DEFAULT, calendar)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
