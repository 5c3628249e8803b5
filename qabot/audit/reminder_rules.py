"""When somebody is reminded to acknowledge a result, in working hours of their site since it was published.

Twice the associate; then their team lead is told. Each step is due while people are at work: at the closing of a shift
nobody is there any more, so what falls on it is due when the next one opens, after as much working time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from qabot.clock import Calendar


class Step(IntEnum):
    FIRST = 1
    SECOND = 2
    LEAD = 3


@dataclass(frozen=True)
class After:
    """After how much working time each step comes."""

    first: timedelta = timedelta(hours=8)
    second: timedelta = timedelta(hours=14)
    lead: timedelta = timedelta(hours=16)

    def of(self, step: Step) -> timedelta:
        return {Step.FIRST: self.first, Step.SECOND: self.second, Step.LEAD: self.lead}[step]


DEFAULT = After()


def due(step: Step, since: datetime, after: After, calendar: Calendar) -> datetime:
    return calendar.next_open(calendar.working_hours_after(since, after.of(step)))


def left(done: int, since: datetime, after: After, calendar: Calendar) -> Iterator[tuple[Step, datetime]]:
    """The steps that are still to come, each with the instant at which it is due; `done` of them are behind."""
    return ((step, due(step, since, after, calendar)) for step in Step if step > done)
