"""The figures of some weeks or a month of audits. Nothing here writes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from qabot.access import Action, Actor, Scope, may
from qabot.audit.models import Audit, Rating, ScorecardVersion
from qabot.audit.progress import SUBMITTED
from qabot.audit.queries import HEADLINE_BASES, TOLD
from qabot.audit.rules import Cause, Critical, Rated, Scorecard, State, mean_score, score
from qabot.digest import waiting
from qabot.digest.reach import of_lob
from qabot.digest.rules import Period, Span, period, wanted_in
from qabot.digest.waiting import Waiting
from qabot.people.models import LineOfBusiness, Queue, Site


@dataclass(frozen=True)
class Lob:
    """A line of business; an id of None is all of them."""

    lob_id: int | None
    name: str


EVERYTHING = Lob(None, "All lines of business")


@dataclass(frozen=True)
class Volume:
    """How many audits of a queue were submitted; `target` is how many are wanted in the period, where that is said."""

    queue: str
    audits: int
    target: int | None = None

    @property
    def reached(self) -> bool:
        return self.target is not None and self.audits >= self.target


@dataclass(frozen=True)
class Drawn:
    """The audits of drawn tickets; `accuracy` is errors and audits by kind of critical criterion."""

    audits: int
    people: int
    mean: tuple[float, int] | None
    accuracy: dict[Critical, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """A period of audits; `queues` has the most audits first. `unpublished` of all audits wait for the next batch."""

    lob: Lob
    span: Span
    period: Period
    audits: int
    unpublished: int
    queues: list[Volume]
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


def figures(session: Session, *, lob_id: int | None, span: Span, due: datetime, zone: str, now: datetime) -> Figures:
    """What was done in the time before `due`, and what waits now."""
    there = period(span, due, zone)
    queues, unpublished = _volumes(session, lob_id, there)
    return Figures(
        lob=lob(session, lob_id),
        span=span,
        period=there,
        audits=sum(queue.audits for queue in queues),
        unpublished=unpublished,
        queues=queues,
        drawn=_drawn(session, lob_id, there),
        disputes=waiting.disputes(session, lob_id, now),
        unacknowledged=waiting.unacknowledged(session, lob_id, now),
    )


def _volumes(session: Session, lob_id: int | None, within: Period) -> tuple[list[Volume], int]:
    """The queues with audits or a target, as Home counts them; and how many audits are not published yet."""
    counts = select(Queue.id, func.count(), func.count().filter(Audit.state == State.SUBMITTED)).select_from(Audit)
    there = of_lob(counts, lob_id).where(Audit.state.in_(SUBMITTED), *_within(within))
    counted = {row[0]: (row[1], row[2]) for row in session.execute(there.group_by(Queue.id))}
    queues = select(Queue.id, Queue.name, Queue.weekly_target)
    known = session.execute(queues.where(true() if lob_id is None else Queue.lob_id == lob_id))
    found = [
        Volume(name, counted.get(queue_id, (0, 0))[0], None if target is None else wanted_in(target, within.days))
        for queue_id, name, target in known
        if target is not None or queue_id in counted
    ]
    by_audits = sorted(found, key=lambda queue: (-queue.audits, queue.queue))
    return by_audits, sum(unpublished for _, unpublished in counted.values())


def _drawn(session: Session, lob_id: int | None, within: Period) -> Drawn:
    """Hand-picked tickets say nothing about the rest: they are counted, and enter no figure of quality."""
    drawn = [Audit.state.in_(TOLD), *_within(within), Audit.basis.in_(HEADLINE_BASES)]
    found = of_lob(select(Audit.id, Audit.associate_id, Audit.score, Audit.scorecard_version_id), lob_id)
    audits = session.execute(found.where(*drawn)).all()
    cards = _scorecards(session, {row.scorecard_version_id for row in audits})
    rated = dict(_ratings(session, of_lob(select(Audit.id), lob_id).where(*drawn)))
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


def _within(period: Period) -> list[ColumnElement[bool]]:
    return [Audit.submitted_at >= period.start, Audit.submitted_at < period.end]
