"""What messages, Home and reports read of audits. Nothing here writes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from qabot.access import Actor, Scope
from qabot.audit import progress, tickets
from qabot.audit.models import Audit, AuditRevision, Rating, ScorecardVersion, Ticket
from qabot.audit.progress import QueueProgress
from qabot.audit.rules import Basis, Cause, Rated, Scorecard, State, dispute_until, mean_score, passes
from qabot.clock import Calendar
from qabot.errors import NotFound
from qabot.people import calendars
from qabot.people.models import Person, Queue

HEADLINE_DAYS = 90
HEADLINE_BASES = (Basis.RANDOM, Basis.STRATIFIED)
TOLD = (State.PUBLISHED, State.ACKNOWLEDGED, State.DISPUTED)
SHOWN = 5
# What waits for somebody is listed, page by page, as far as anybody would go on reading.
WAITING = 60
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


@dataclass(frozen=True)
class AssociateHome:
    """What an associate sees of their own audits. `mean` is the mean score and how many audits it rests on.

    `unread` is how many results wait to be acknowledged, `to_acknowledge` the oldest of them.
    """

    to_acknowledge: list[Line]
    results: list[Line]
    mean: tuple[float, int] | None
    disputable: frozenset[int] = frozenset()
    unread: int = 0


@dataclass(frozen=True)
class AuditorHome:
    """What an auditor has to do and has done; the week begins on Monday in the auditor's own time zone.

    `capacity` is how many audits they score in a week; `queues` are those with a weekly target.
    """

    drafts: list[Line]
    waiting: int
    audited_this_week: int
    submitted: list[Line]
    capacity: int | None = None
    queues: tuple[QueueProgress, ...] = ()


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


def drafts_of(session: Session, auditor_id: int, *, limit: int = WAITING) -> list[Line]:
    found = lines(ASSOCIATE.name).where(Audit.auditor_id == auditor_id, Audit.state == State.DRAFT)
    return read(session, found.order_by(Audit.touched_at.desc(), Audit.id.desc()).limit(limit))


def submitted_by(session: Session, auditor_id: int, *, limit: int = SHOWN) -> list[Line]:
    """The audits that this auditor submitted last."""
    found = lines(ASSOCIATE.name).where(Audit.auditor_id == auditor_id, Audit.state.in_(progress.SUBMITTED))
    return read(session, found.order_by(Audit.submitted_at.desc(), Audit.id.desc()).limit(limit))


def audited_since(session: Session, auditor_id: int, since: datetime) -> int:
    counted = select(func.count()).where(
        Audit.auditor_id == auditor_id, Audit.state.in_(progress.SUBMITTED), Audit.submitted_at >= since
    )
    return session.execute(counted).scalar_one()


def results_of(session: Session, associate_id: int, *, limit: int = SHOWN) -> list[Line]:
    """The results that this associate was told last."""
    out = Audit.published_at.is_not(None), Audit.state.in_(TOLD)
    found = lines(AUDITOR.name).where(Audit.associate_id == associate_id, *out)
    return read(session, found.order_by(Audit.published_at.desc(), Audit.id.desc()).limit(limit))


def to_acknowledge(session: Session, associate_id: int, *, limit: int = WAITING) -> list[Line]:
    """The results that wait for this associate, the oldest first."""
    found = lines(AUDITOR.name).where(Audit.associate_id == associate_id, Audit.state == State.PUBLISHED)
    return read(session, found.order_by(Audit.published_at, Audit.id).limit(limit))


def headline_mean(session: Session, associate_id: int, *, since: datetime) -> tuple[float, int] | None:
    """The mean score and its n, of drawn tickets only: hand-picked ones say nothing about the rest."""
    scores = select(Audit.score).where(
        Audit.associate_id == associate_id,
        Audit.state.in_(TOLD),
        Audit.basis.in_(HEADLINE_BASES),
        Audit.published_at >= since,
    )
    return mean_score(session.execute(scores).scalars())


def associate_home(session: Session, *, actor: Actor, now: datetime) -> AssociateHome:
    waiting, results = to_acknowledge(session, actor.person_id), results_of(session, actor.person_id)
    calendar = calendars.of_person(session, actor.person_id)
    return AssociateHome(
        to_acknowledge=waiting,
        unread=_unread(session, actor.person_id) if len(waiting) == WAITING else len(waiting),
        results=results,
        mean=headline_mean(session, actor.person_id, since=now - timedelta(days=HEADLINE_DAYS)),
        disputable=frozenset(line.audit_id for line in (*waiting, *results) if may_be_disputed(line, calendar, now)),
    )


def _unread(session: Session, associate_id: int) -> int:
    counted = select(func.count()).where(Audit.associate_id == associate_id, Audit.state == State.PUBLISHED)
    return session.execute(counted).scalar_one()


def may_be_disputed(line: Line, calendar: Calendar, now: datetime) -> bool:
    """Whether the associate can still dispute this result; one dispute is all there is."""
    out = line.state in (State.PUBLISHED, State.ACKNOWLEDGED) and line.outcome is None
    since = line.corrected_at or line.published_at
    return out and since is not None and now <= dispute_until(since, calendar)


def auditor_home(session: Session, *, actor: Actor, now: datetime) -> AuditorHome:
    since = monday(now, actor.time_zone)
    return AuditorHome(
        drafts=drafts_of(session, actor.person_id),
        waiting=tickets.waiting(session, actor),
        audited_this_week=audited_since(session, actor.person_id, since),
        submitted=submitted_by(session, actor.person_id),
        capacity=progress.capacity(session, actor.person_id),
        queues=tuple(progress.of_queues(session, actor, since=since)),
    )


def monday(now: datetime, time_zone: str) -> datetime:
    """When this week began in a time zone."""
    local = now.astimezone(ZoneInfo(time_zone))
    start = local - timedelta(days=local.weekday())
    return start.replace(hour=0, minute=0, second=0, microsecond=0)


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
    return [_line(dict(row)) for row in session.execute(found).mappings()]


def _line(row: dict[str, Any]) -> Line:
    return Line(state=State(row.pop("state")), passed=passes(row["score"], row.pop("pass_mark")), **row)
