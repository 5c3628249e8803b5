"""What messages, Home and reports read of audits. Nothing here writes."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Result, Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from qabot.access import Scope
from qabot.audit.models import Audit, AuditRevision, Rating, ScorecardVersion, Ticket
from qabot.audit.rules import Basis, Cause, Rated, Scorecard, State, passes
from qabot.errors import NotFound
from qabot.people.models import Person, Queue

HEADLINE_BASES = (Basis.RANDOM, Basis.STRATIFIED)
TOLD = (State.PUBLISHED, State.ACKNOWLEDGED, State.DISPUTED)
NO_AUDIT = "I can't find this audit. It may have been discarded or withdrawn. Your Home tab shows what there is."

AUDITOR, ASSOCIATE = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class Someone:
    person_id: int
    name: str
    slack_user_id: str | None


@dataclass(frozen=True)
class Sheet:
    """An audit with all that is written on it; `earlier` has number and score of each revision before this one."""

    audit_id: int
    state: State
    basis: Basis
    revision: int
    reference: str
    link: str
    handled_at: datetime
    queue: str
    scope: Scope
    auditor: Someone
    associate: Someone
    associate_team_id: int | None
    scorecard: Scorecard
    ratings: dict[str, Rated]
    score: float | None
    auto_failed: bool
    started_at: datetime
    published_at: datetime | None
    acknowledged_at: datetime | None
    outcome: str | None = None
    void_reason: str | None = None
    corrected_at: datetime | None = None
    earlier: tuple[tuple[int, float | None], ...] = ()


@dataclass(frozen=True)
class Line:
    """An audit on one line; `other` is the associate for its auditor, and the auditor for its associate."""

    audit_id: int
    state: State
    reference: str
    link: str
    queue: str
    other: str
    score: float | None
    auto_failed: bool
    passed: bool | None
    touched_at: datetime
    published_at: datetime | None
    acknowledged_at: datetime | None
    outcome: str | None = None
    corrected_at: datetime | None = None
    reminded: int = 0


def sheet(session: Session, audit_id: int, *, lock: bool = False) -> Sheet:
    """The audit and its ratings. With `lock`, nobody else writes to it until the transaction ends."""
    row = session.execute(_LOCKED_SHEET if lock else _SHEET, {"audit_id": audit_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(NO_AUDIT)
    held = _sheet(dict(row), ratings(session, audit_id))
    return replace(held, earlier=earlier(session, audit_id)) if held.revision > 1 else held


def earlier(session: Session, audit_id: int) -> tuple[tuple[int, float | None], ...]:
    """Number and score of each revision that another one has replaced."""
    found = select(AuditRevision.number, AuditRevision.score).where(AuditRevision.audit_id == audit_id)
    return tuple((number, score) for number, score in session.execute(found.order_by(AuditRevision.number)))


def ratings(session: Session, audit_id: int) -> dict[str, Rated]:
    """What was chosen so far, by criterion."""
    return {
        key: Rated(key, level, not_applicable, Cause(cause) if cause else None, comment, message)
        for key, level, not_applicable, cause, comment, message in session.execute(_RATINGS, {"audit_id": audit_id})
    }


def latest_draft(session: Session, auditor_id: int) -> int | None:
    """The draft that this auditor worked on last."""
    own = select(Audit.id).where(Audit.auditor_id == auditor_id, Audit.state == State.DRAFT)
    return session.execute(own.order_by(Audit.touched_at.desc(), Audit.id.desc()).limit(1)).scalar_one_or_none()


# Every click reads a draft: these statements are made once.
_SHEET = (
    select(
        Audit.id.label("audit_id"),
        Audit.state,
        Audit.basis,
        Audit.revision,
        Audit.score,
        Audit.auto_failed,
        Audit.started_at,
        Audit.published_at,
        Audit.acknowledged_at,
        Audit.outcome,
        Audit.void_reason,
        Audit.corrected_at,
        Ticket.reference,
        Ticket.link,
        Ticket.handled_at,
        Queue.id.label("queue_id"),
        Queue.lob_id,
        Queue.name.label("queue"),
        ScorecardVersion.definition,
        AUDITOR.id.label("auditor_id"),
        AUDITOR.name.label("auditor"),
        AUDITOR.slack_user_id.label("auditor_slack_id"),
        ASSOCIATE.id.label("associate_id"),
        ASSOCIATE.name.label("associate"),
        ASSOCIATE.slack_user_id.label("associate_slack_id"),
        ASSOCIATE.team_id.label("associate_team_id"),
        ASSOCIATE.site_id,
    )
    .join(Ticket, Ticket.id == Audit.ticket_id)
    .join(Queue, Queue.id == Ticket.queue_id)
    .join(ASSOCIATE, ASSOCIATE.id == Audit.associate_id)
    .join(AUDITOR, AUDITOR.id == Audit.auditor_id)
    .join(ScorecardVersion, ScorecardVersion.id == Audit.scorecard_version_id)
    .where(Audit.id == bindparam("audit_id"))
)
_LOCKED_SHEET = _SHEET.with_for_update(of=Audit, key_share=True)
_RATINGS = select(
    Rating.criterion, Rating.level, Rating.not_applicable, Rating.cause, Rating.comment, Rating.message_number
).where(Rating.audit_id == bindparam("audit_id"))


def _sheet(row: dict[str, Any], rated: dict[str, Rated]) -> Sheet:
    return Sheet(
        scorecard=Scorecard.from_json(row.pop("definition")),
        auditor=Someone(row.pop("auditor_id"), row.pop("auditor"), row.pop("auditor_slack_id")),
        associate=Someone(row.pop("associate_id"), row.pop("associate"), row.pop("associate_slack_id")),
        scope=Scope(lob_id=row.pop("lob_id"), queue_id=row.pop("queue_id"), site_id=row.pop("site_id")),
        state=State(row.pop("state")),
        basis=Basis(row.pop("basis")),
        ratings=rated,
        **row,
    )


def lines(other: Any) -> Select[Any]:
    return (
        select(
            Audit.id.label("audit_id"),
            Audit.state,
            Ticket.reference,
            Ticket.link,
            Queue.name.label("queue"),
            other.label("other"),
            Audit.score,
            Audit.auto_failed,
            ScorecardVersion.definition["pass_mark"].as_float().label("pass_mark"),
            Audit.touched_at,
            Audit.published_at,
            Audit.acknowledged_at,
            Audit.outcome,
            Audit.corrected_at,
            Audit.reminded,
        )
        .join(Ticket, Ticket.id == Audit.ticket_id)
        .join(Queue, Queue.id == Ticket.queue_id)
        .join(ASSOCIATE, ASSOCIATE.id == Audit.associate_id)
        .join(AUDITOR, AUDITOR.id == Audit.auditor_id)
        .join(ScorecardVersion, ScorecardVersion.id == Audit.scorecard_version_id)
    )


def read(session: Session, found: Select[Any]) -> list[Line]:
    return as_lines(session.execute(found))


def as_lines(found: Result[Any]) -> list[Line]:
    """What a statement found that `lines` began."""
    return [_line(dict(row)) for row in found.mappings()]


def _line(row: dict[str, Any]) -> Line:
    return Line(state=State(row.pop("state")), passed=passes(row["score"], row.pop("pass_mark")), **row)
