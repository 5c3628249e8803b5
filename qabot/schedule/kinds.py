"""What a schedule can say: a kind is a function that writes outbox rows, in the transaction of the occurrence."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from qabot.schedule import rules


@dataclass(frozen=True)
class Due:
    """An occurrence that is to be said now. `key` names it, for the outbox rows."""

    schedule_id: int
    channel: str
    about: dict[str, Any]
    zone: str
    due: datetime
    now: datetime
    next_due: datetime | None

    @property
    def key(self) -> str:
        return f"schedule:{self.schedule_id}:{self.due:%Y%m%dT%H%M%S.%fZ}"

    @property
    def is_late(self) -> bool:
        return rules.is_late(self.due, self.now)

    @property
    def expires_at(self) -> datetime:
        """What waited until the next one comes is stale; a day it may wait in any case."""
        return max(self.next_due or self.now, self.now + timedelta(days=1))


Holidays = Callable[[Session, int], Container[date]]


@dataclass(frozen=True)
class Kind:
    """What writes the outbox rows of an occurrence, and what a schedule of this kind is called."""

    say: Callable[[Session, Due], None]
    title: Callable[[Session, Mapping[str, Any]], str]


def no_holidays(_session: Session, _person_id: int) -> Container[date]:
    return frozenset()


@dataclass(frozen=True)
class Timetable:
    """Every kind by its name, and the holidays of a schedule's owner."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    holidays: Holidays = no_holidays

    def title(self, session: Session, kind: str, about: Mapping[str, Any]) -> str:
        """The name of a kind that this version does not know is all that it can tell."""
        known = self.kinds.get(kind)
        return known.title(session, about) if known else kind
