"""What somebody has filled in to set up a digest, and the times that it makes."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from qabot.digest.rules import Span
from qabot.errors import InvalidInput
from qabot.schedule.shape import EachWeeks, OnDate, OnWeekdays, OnWorkingDay, RuleShape

CHOOSE = "Please choose one of those on offer."
RHYTHM_BLOCK, WEEKDAY_BLOCK, WEEKS_BLOCK, FIRST_BLOCK = "rhythm", "weekday", "weeks", "first"
DATE_BLOCK, NTH_BLOCK, TIME_BLOCK, ZONE_BLOCK = "date", "nth", "time", "zone"


class Rhythm(StrEnum):
    WEEK = "week"
    WEEKS = "weeks"
    DATE = "month_date"
    WORKING_DAY = "month_working_day"


FIRST_TIME = time(9)
WEEKDAY_NUMBERS = range(7)
WEEKS = range(2, 13)
DATES = range(1, 32)
WORKING_DAYS = range(1, 16)


@dataclass(frozen=True)
class Wanted:
    """None where a field was left empty, or was not shown."""

    lob: str | None = None
    channel: str | None = None
    rhythm: str | None = Rhythm.WEEK
    weekday: str | None = None
    weeks: str | None = None
    first: date | None = None
    date: str | None = None
    nth: str | None = None
    at: time | None = None
    zone: str | None = None


@dataclass(frozen=True)
class Times:
    """When a digest comes, and which time it is about."""

    rule: RuleShape
    span: Span
    at: time
    zone: str


def times(wanted: Wanted, zones: Container[str]) -> Times:
    """Raises InvalidInput with a sentence for each field that will not do."""
    rule, faults = _rule(wanted)
    at, zone = wanted.at, wanted.zone
    faults |= {TIME_BLOCK} if at is None else set()
    faults |= {ZONE_BLOCK} if zone is None or zone not in zones else set()
    if rule is None or at is None or zone is None or faults:
        raise InvalidInput(CHOOSE, dict.fromkeys(faults, CHOOSE))
    return Times(rule, _span(rule), at, zone)


def begun(wanted: Wanted, now: datetime, zone: str) -> Wanted:
    """With a choice to begin with in each field of the rhythm that has been shown by now."""
    return replace(
        wanted,
        weekday=wanted.weekday or "0",
        weeks=wanted.weeks or "2",
        first=wanted.first or next_monday(now, zone),
        date=wanted.date or "1",
        nth=wanted.nth or "1",
    )


def next_monday(now: datetime, zone: str) -> date:
    """Where counting weeks begins, unless something else is chosen."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today + timedelta(days=7 - today.weekday())


def _rule(wanted: Wanted) -> tuple[RuleShape | None, set[str]]:
    """The rule, or the blocks of what is missing for it."""
    match wanted.rhythm:
        case Rhythm.WEEK:
            weekday = _number(wanted.weekday, WEEKDAY_NUMBERS)
            return (None, {WEEKDAY_BLOCK}) if weekday is None else (OnWeekdays(days=frozenset({weekday})), set())
        case Rhythm.WEEKS:
            weeks = _number(wanted.weeks, WEEKS)
            if weeks is None or wanted.first is None:
                return None, ({WEEKS_BLOCK} if weeks is None else set()) | (set() if wanted.first else {FIRST_BLOCK})
            return EachWeeks(weeks=weeks, anchor=wanted.first), set()
        case Rhythm.DATE:
            day = _number(wanted.date, DATES)
            return (None, {DATE_BLOCK}) if day is None else (OnDate(day=day), set())
        case Rhythm.WORKING_DAY:
            nth = _number(wanted.nth, WORKING_DAYS)
            return (None, {NTH_BLOCK}) if nth is None else (OnWorkingDay(nth=nth), set())
        case _:
            return None, {RHYTHM_BLOCK}


def _number(chosen: str | None, offered: range) -> int | None:
    return next((number for number in offered if str(number) == chosen), None)


def _span(rule: RuleShape) -> Span:
    """A digest is about the time since the one before; a monthly one about the whole month before."""
    match rule:
        case OnDate() | OnWorkingDay():
            return Span(None)
        case EachWeeks(weeks=weeks):
            return Span(weeks)
        case _:
            return Span()
