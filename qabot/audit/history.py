"""The revisions of an audit as they stood, one after the other. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot.audit.models import AuditRevision
from qabot.audit.queries import Sheet
from qabot.audit.rules import Cause, Change, Rated
from qabot.people.models import Person


@dataclass(frozen=True)
class Revision:
    """An earlier revision, and when, by whom and why it was replaced."""

    number: int
    score: float | None
    ratings: dict[str, Rated]
    replaced_at: datetime
    change: Change | None
    reason: str
    replaced_by: str | None


def earlier(session: Session, audit_id: int) -> list[Revision]:
    """The revisions that another one has replaced, the oldest first."""
    found = select(AuditRevision, Person.name).join(Person, Person.id == AuditRevision.replaced_by, isouter=True)
    rows = session.execute(found.where(AuditRevision.audit_id == audit_id).order_by(AuditRevision.number))
    return [_revision(row, name) for row, name in rows]


def ratings_at(session: Session, sheet: Sheet, number: int) -> dict[str, Rated]:
    """What was rated in a revision, be it the one that stands."""
    of_then = (one.ratings for one in earlier(session, sheet.audit_id) if one.number == number)
    return next(of_then, sheet.ratings)


def _revision(row: AuditRevision, replaced_by: str | None) -> Revision:
    return Revision(
        number=row.number,
        score=row.score,
        ratings={held["criterion"]: _rated(held) for held in row.ratings},
        replaced_at=row.replaced_at,
        change=Change(row.cause_of_change) if row.cause_of_change else None,
        reason=row.reason_of_change or "",
        replaced_by=replaced_by,
    )


def _rated(held: dict[str, Any]) -> Rated:
    return Rated(**{**held, "cause": Cause(held["cause"]) if held["cause"] else None})
