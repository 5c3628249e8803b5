"""How dates, times and rhythms of a schedule read: on the clocks of its zone, where they are always the same."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from qabot.schedule.rules import (
    EveryWeeks,
    EveryWorkingDay,
    MonthlyOnDate,
    MonthlyOnWorkingDay,
    Rule,
    Schedule,
    Weekly,
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# The shortest month: a later date may be the last day instead.
EVERY_MONTH_HAS = 28


def day(of: date) -> str:
    return f"{WEEKDAYS[of.weekday()]}, {of.day} {of:%B %Y}"


def local(instant: datetime, zone: str) -> str:
    return f"{at(instant, zone)} ({zone})"


def at(instant: datetime, zone: str) -> str:
    here = instant.astimezone(ZoneInfo(zone))
    return f"{day(here.date())} at {here:%H:%M}"


def rhythm(schedule: Schedule) -> str:
    """When it comes, as in “it comes every Monday at 09:00 (Europe/Berlin)”."""
    return f"{days(schedule.rule)} at {schedule.at:%H:%M} ({schedule.zone})"


def days(rule: Rule) -> str:
    match rule:
        case EveryWorkingDay():
            return "every working day"
        case Weekly(days=chosen):
            return f"every {_weekdays(chosen)}"
        case EveryWeeks(weeks=1, anchor=anchor):
            return f"every {WEEKDAYS[anchor.weekday()]}"
        case EveryWeeks(weeks=weeks, anchor=anchor):
            return f"every {weeks} weeks on {WEEKDAYS[anchor.weekday()]}"
        case MonthlyOnDate(day=number):
            short = ", or on its last day," if number > EVERY_MONTH_HAS else ""
            return f"on the {ordinal(number)} of every month{short}"
        case MonthlyOnWorkingDay(nth=number):
            return f"on the {ordinal(number)} working day of every month"


def _weekdays(chosen: frozenset[int]) -> str:
    *others, last = (WEEKDAYS[number] for number in sorted(chosen))
    if len(chosen) == len(WEEKDAYS):
        return "day"
    return f"{', '.join(others)} and {last}" if others else last


def ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number not in (11, 12, 13) else "th"
    return f"{number}{ending}"
