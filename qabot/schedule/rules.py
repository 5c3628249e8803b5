"""When something is due: wall-clock rules in a time zone, and what is done about what was missed.

A rule chooses local dates; the local time of day makes an instant of each. Where clocks are put forward over that time,
it moves forward with them; where they are put back, it is the first of the two. Never an offset from UTC.

`occurrences` is the only function that tells what is due. It takes a window that is open at its start and closed at
its end, so that windows which follow each other share nothing and miss nothing, wherever they are split.
"""

from calendar import monthrange
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

SATURDAY = 5
DAY = timedelta(days=1)
# No zone is further from UTC than 16 hours, and none has ever moved by more than a day.
SLACK_DAYS = 2 * DAY
# Longer than the longest pause of any rule: every year has the same months.
FARTHEST = timedelta(days=3 * 366)
MOST_WEEKS = 52
MOST_WORKING_DAYS = 15
# Later than this, a message says when it was due.
LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class EveryWorkingDay:
    def chooses(self, day: date, holidays: Container[date]) -> bool:
        return is_working_day(day, holidays)


@dataclass(frozen=True)
class Weekly:
    """On these days of every week; Monday is 0."""

    days: frozenset[int]

    def chooses(self, day: date, holidays: Container[date]) -> bool:
        return day.weekday() in self.days


@dataclass(frozen=True)
class EveryWeeks:
    """On the anchor date, and again each time so many weeks have gone by."""

    weeks: int
    anchor: date

    def chooses(self, day: date, holidays: Container[date]) -> bool:
        return day >= self.anchor and (day - self.anchor).days % (7 * self.weeks) == 0


@dataclass(frozen=True)
class MonthlyOnDate:
    """On this date of every month; where a month is too short, on its last day."""

    day: int

    def chooses(self, day: date, holidays: Container[date]) -> bool:
        return day.day == min(self.day, monthrange(day.year, day.month)[1])


@dataclass(frozen=True)
class MonthlyOnWorkingDay:
    """On the n-th working day of every month; a month with fewer has none."""

    nth: int

    def chooses(self, day: date, holidays: Container[date]) -> bool:
        if not is_working_day(day, holidays) or day.day < self.nth:
            return False
        return sum(is_working_day(day.replace(day=number), holidays) for number in range(1, day.day + 1)) == self.nth


Rule = EveryWorkingDay | Weekly | EveryWeeks | MonthlyOnDate | MonthlyOnWorkingDay


@dataclass(frozen=True)
class Schedule:
    """A rule, with the zone and the holidays that it is read in."""

    rule: Rule
    zone: str
    at: time
    holidays: Container[date] = frozenset()


def is_working_day(day: date, holidays: Container[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def due_on(schedule: Schedule, day: date) -> datetime:
    """The instant of the schedule's local time on a local date."""
    return datetime.combine(day, schedule.at, tzinfo=ZoneInfo(schedule.zone)).astimezone(UTC)


def occurrences(schedule: Schedule, after: datetime, until: datetime) -> Iterator[datetime]:
    """What is due after one instant and until another one, that included; in order, each instant once."""
    zone, last = ZoneInfo(schedule.zone), after
    day, end = (after - SLACK_DAYS).astimezone(zone).date(), (until + SLACK_DAYS).astimezone(zone).date()
    while day <= end:
        if schedule.rule.chooses(day, schedule.holidays):
            due = due_on(schedule, day)
            # Where a zone has left out a whole date, two dates have the same instant.
            if last < due <= until:
                yield due
                last = due
        day += DAY


def upcoming(schedule: Schedule, after: datetime, count: int) -> list[datetime]:
    """The next few times; fewer only where there are none for years."""
    return list(islice(occurrences(schedule, after, after + FARTHEST), count))


def next_due(schedule: Schedule, after: datetime) -> datetime | None:
    return next(occurrences(schedule, after, after + FARTHEST), None)


class CatchUp(StrEnum):
    """What is said of what was missed: the newest, everything, or nothing that is older than the window."""

    LATEST = "latest"
    ALL = "all"
    SKIP = "skip"


class State(StrEnum):
    SAID = "said"
    SKIPPED = "skipped"


class Reason(StrEnum):
    """Why it was skipped, or said out of turn."""

    OVERTAKEN = "overtaken"
    TOO_OLD = "too_old"
    ASKED_FOR = "asked_for"


@dataclass(frozen=True)
class Turn:
    """One occurrence that is due, and whether it is said."""

    due: datetime
    state: State
    reason: Reason | None = None


def turns(due: Sequence[datetime], policy: CatchUp, window: timedelta, now: datetime) -> list[Turn]:
    """What becomes of everything that is due by now, the oldest first."""
    return [_turn(one, policy, window, now, newest=one == due[-1]) for one in due]


def _turn(due: datetime, policy: CatchUp, window: timedelta, now: datetime, *, newest: bool) -> Turn:
    if policy is CatchUp.LATEST and not newest:
        return Turn(due, State.SKIPPED, Reason.OVERTAKEN)
    if policy is CatchUp.SKIP and now - due > window:
        return Turn(due, State.SKIPPED, Reason.TOO_OLD)
    return Turn(due, State.SAID)


def is_late(due: datetime, now: datetime) -> bool:
    return now - due > LATE
