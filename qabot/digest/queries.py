"""The figures of a week of audits. Nothing here writes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from qabot.access import Action, Actor, Scope, may
from qabot.audit.models import Audit, Rating, ScorecardVersion, Ticket
from qabot.audit.queries import HEADLINE_BASES, TOLD
from qabot.audit.rules import Cause, Critical, Rated, Scorecard, State, mean_score, score
from qabot.digest.rules import Week
from qabot.dispute import rules as dispute_rules
from qabot.dispute.models import Dispute
from qabot.people.models import LineOfBusiness, Queue, Site


@dataclass(frozen=True)
class Lob:
    """A line of business; an id of None is all of them."""

    lob_id: int | None
    name: str


EVERYTHING = Lob(None, "All lines of business")


@dataclass(frozen=True)
class Waiting:
    """How many of something wait, and since when the oldest of them does."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True)
class Drawn:
    """The audits of drawn tickets; `accuracy` is errors and audits by kind of critical criterion."""

    audits: int
    people: int
    mean: tuple[float, int] | None
    accuracy: dict[Critical, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """A week of audits; `queues` has name and number of audits, the most first."""

    lob: Lob
    week: Week
    audits: int
    queues: list[tuple[str, int]]
    drawn: Drawn
    disputes: Waiting
    unacknowledged: Waiting


def lobs(session: Session, actor: Actor) -> list[Lob]:
    """The lines of business whose digests this person looks after; all of them at once where they reach everywhere."""
    found = session.execute(select(LineOfBusiness.id, LineOfBusiness.name).order_by(LineOfBusiness.name))
    single = [Lob(*row) for row in found]
    return [lob for lob in [EVERYTHING, *single] if may(actor, Action.DIGEST_MANAGE, Scope(lob_id=lob.lob_id))]


def lob(session: Session, lob_id: int | None) -> Lob:
    held = None if lob_id is None else session.get(LineOfBusiness, lob_id)
    return Lob(held.id, held.name) if held else EVERYTHING


def zones(session: Session) -> list[str]:
    """The time zones of the sites, and UTC."""
    found = session.execute(select(Site.time_zone).distinct()).scalars()
    return sorted({*found, "UTC"})


def figures(session: Session, *, lob_id: int | None, week: Week) -> Figures:
    queues = _queues(session, lob_id, week)
    return Figures(
        lob=lob(session, lob_id),
        week=week,
        audits=sum(count for _, count in queues),
        queues=queues,
        drawn=_drawn(session, lob_id, week),
        disputes=_disputes(session, lob_id),
        unacknowledged=_unacknowledged(session, lob_id),
    )


def _queues(session: Session, lob_id: int | None, week: Week) -> list[tuple[str, int]]:
    counted = _of_lob(select(Queue.name, func.count()).select_from(Audit), lob_id).where(*_within(week))
    rows = session.execute(counted.group_by(Queue.id, Queue.name).order_by(func.count().desc(), Queue.name))
    return [(name, count) for name, count in rows]


def _drawn(session: Session, lob_id: int | None, week: Week) -> Drawn:
    """Hand-picked tickets say nothing about the rest: they are counted, and enter no figure of quality."""
    drawn = [*_within(week), Audit.basis.in_(HEADLINE_BASES)]
    found = _of_lob(select(Audit.id, Audit.associate_id, Audit.score, Audit.scorecard_version_id), lob_id)
    audits = session.execute(found.where(*drawn)).all()
    cards = _scorecards(session, {row.scorecard_version_id for row in audits})
    rated = dict(_ratings(session, _of_lob(select(Audit.id), lob_id).where(*drawn)))
    return Drawn(
        audits=len(audits),
        people=len({row.associate_id for row in audits}),
        mean=mean_score(row.score for row in audits),
        accuracy=_accuracy((cards[row.scorecard_version_id], rated.get(row.id, [])) for row in audits),
    )


def _accuracy(audits: Iterable[tuple[Scorecard, list[Rated]]]) -> dict[Critical, tuple[int, int]]:
    """Audits with at least one error of a kind, and all audits that look for it."""
    errors, looked = dict.fromkeys(Critical, 0), dict.fromkeys(Critical, 0)
    for card, rated in audits:
        found = score(card, rated).critical_errors
        for kind in {criterion.critical for criterion in card.criteria.values() if criterion.critical}:
            looked[kind] += 1
            errors[kind] += kind in found
    return {kind: (errors[kind], looked[kind]) for kind in Critical if looked[kind]}


def _scorecards(session: Session, versions: set[int]) -> dict[int, Scorecard]:
    found = select(ScorecardVersion.id, ScorecardVersion.definition).where(ScorecardVersion.id.in_(versions))
    return {version: Scorecard.from_json(held) for version, held in session.execute(found)}


def _ratings(session: Session, audits: Any) -> Iterator[tuple[int, list[Rated]]]:
    found = (
        select(Rating.audit_id, Rating.criterion, Rating.level, Rating.not_applicable, Rating.cause)
        .where(Rating.audit_id.in_(audits))
        .order_by(Rating.audit_id)
    )
    for audit_id, rows in groupby(session.execute(found), key=lambda row: int(row.audit_id)):
        yield (
            audit_id,
            [
                Rated(row.criterion, row.level, row.not_applicable, Cause(row.cause) if row.cause else None)
                for row in rows
            ],
        )


def _disputes(session: Session, lob_id: int | None) -> Waiting:
    counted = select(func.count(), func.min(Dispute.opened_at)).select_from(Dispute)
    there = _of_lob(counted.join(Audit, Audit.id == Dispute.audit_id), lob_id)
    return Waiting(*session.execute(there.where(Dispute.state.in_(dispute_rules.WAITING))).one())


def _unacknowledged(session: Session, lob_id: int | None) -> Waiting:
    counted = _of_lob(select(func.count(), func.min(Audit.published_at)).select_from(Audit), lob_id)
    return Waiting(*session.execute(counted.where(Audit.state == State.PUBLISHED)).one())


def _within(week: Week) -> list[ColumnElement[bool]]:
    return [Audit.state.in_(TOLD), Audit.submitted_at >= week.start, Audit.submitted_at < week.end]


def _of_lob(found: Any, lob_id: int | None) -> Any:
    there = found.join(Ticket, Ticket.id == Audit.ticket_id).join(Queue, Queue.id == Ticket.queue_id)
    return there.where(true() if lob_id is None else Queue.lob_id == lob_id)
