"""What waits for somebody at this moment, and what of it is overdue. Nothing here writes, and nobody is reminded."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qabot.audit.models import Audit
from qabot.audit.rules import State
from qabot.clock import Calendar
from qabot.digest.reach import of_lob
from qabot.digest.rules import acknowledge_until
from qabot.dispute import rules as dispute_rules
from qabot.dispute.models import Dispute
from qabot.dispute.rules import decide_until
from qabot.people import calendars
from qabot.people.models import Person

Until = Callable[[datetime, Calendar], datetime]


@dataclass(frozen=True)
class Waiting:
    """How many of something wait, since when the oldest of them does, and how many should not wait any more."""

    count: int
    oldest: datetime | None
    overdue: int = 0


def disputes(session: Session, lob_id: int | None, now: datetime) -> Waiting:
    """Overdue from when the leads were first asked; that others are asked later does not make it less so."""
    asked = func.coalesce(Dispute.escalated_at, Dispute.opened_at)
    found = select(Person.site_id, asked).select_from(Dispute).join(Audit, Audit.id == Dispute.audit_id)
    return _waiting(session, found.where(Dispute.state.in_(dispute_rules.WAITING)), lob_id, decide_until, now)


def unacknowledged(session: Session, lob_id: int | None, now: datetime) -> Waiting:
    """From when the reminders count, or from the last change of what is older than they are."""
    told = func.coalesce(Audit.remind_since, Audit.touched_at)
    found = select(Person.site_id, told).select_from(Audit).where(Audit.state == State.PUBLISHED)
    return _waiting(session, found, lob_id, acknowledge_until, now)


def _waiting(session: Session, found: Any, lob_id: int | None, until: Until, now: datetime) -> Waiting:
    """Of a statement that finds site and instant; overdue is by the working days of the associate's site."""
    by_site: dict[int, list[datetime]] = defaultdict(list)
    for site_id, since in session.execute(of_lob(found, lob_id).join(Person, Person.id == Audit.associate_id)):
        by_site[site_id].append(since)
    late = sum(
        bisect_right(sorted(by_site[site_id]), now, key=partial(_until, until, calendar))
        for site_id, calendar in calendars.of_sites(session, by_site).items()
    )
    every = [since for times in by_site.values() for since in times]
    return Waiting(len(every), min(every, default=None), late)


def _until(until: Until, calendar: Calendar, since: datetime) -> datetime:
    return until(since, calendar)
