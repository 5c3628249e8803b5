"""Lists of audits. Who may see which is part of the query: what a scope forbids never leaves the database.

An associate sees their own results, a team lead those of the team, an auditor what they scored, a QA lead what their
grants reach and is submitted. Pages go by the place of the last row, so that the hundredth costs what the first does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session

from qabot.access import Actor, Grant, Role
from qabot.audit import queries
from qabot.audit.models import Audit, Ticket
from qabot.audit.queries import ASSOCIATE, AUDITOR, NO_AUDIT, Line, Sheet
from qabot.audit.rules import State
from qabot.errors import NotFound
from qabot.people.models import Person, Queue
from qabot.people.rules import fold

PAGE = 8
CHOICES = 100
PERIODS = (7, 30, 90, 365)
WHO = ASSOCIATE.name + ", scored by " + AUDITOR.name

Place = tuple[datetime, int]


@dataclass(frozen=True)
class Filter:
    """What is asked for; None does not narrow. `days` is how far back an audit may have been begun."""

    days: int = 30
    state: State | None = None
    queue_id: int | None = None
    associate_id: int | None = None


@dataclass(frozen=True)
class Page:
    """Some lines, the newest first; `after` is where the next page begins, None at the end."""

    lines: list[Line]
    after: Place | None


def page(session: Session, actor: Actor, wanted: Filter, *, now: datetime, after: Place | None = None) -> Page:
    """The audits that this person may see, `PAGE` at a time; those from behind `after`, where that is given."""
    found = audits(Audit.started_at, Audit.id).where(_allowed(actor), *_narrowed(wanted, now), *_behind(after))
    newest_first = Audit.started_at.desc(), Audit.id.desc()
    places = [(row[0], row[1]) for row in session.execute(found.order_by(*newest_first).limit(PAGE + 1))]
    shown = places[:PAGE]
    lines = queries.lines(WHO).where(Audit.id.in_([audit_id for _, audit_id in shown])).order_by(*newest_first)
    return Page(queries.read(session, lines) if shown else [], shown[-1] if len(places) > PAGE else None)


def details(session: Session, actor: Actor, audit_id: int) -> Sheet:
    """One audit in full; NotFound for one that this person may not see."""
    if session.execute(audits(Audit.id).where(Audit.id == audit_id, _allowed(actor))).first() is None:
        raise NotFound(NO_AUDIT)
    return queries.sheet(session, audit_id)


def queues(session: Session, actor: Actor, typed: str, *, now: datetime) -> list[tuple[int, str]]:
    """The queues in which this person may see an audit, by name."""
    found = _queues(actor, now).where(Queue.name.icontains(typed, autoescape=True))
    return [(row[0], row[1]) for row in session.execute(found.order_by(Queue.name, Queue.id).limit(CHOICES))]


def associates(session: Session, actor: Actor, typed: str, *, now: datetime) -> list[tuple[int, str]]:
    """Those of whom this person may see an audit, by name."""
    found = _associates(actor, now)
    for word in fold(typed).split():
        found = found.where(Person.folded_name.contains(word, autoescape=True))
    ordered = found.order_by(Person.folded_name, Person.id).limit(CHOICES)
    return [(row[0], row[1]) for row in session.execute(ordered)]


def names(session: Session, actor: Actor, wanted: Filter, *, now: datetime) -> tuple[str | None, str | None]:
    """What the chosen queue and the chosen associate are called; None for what this person may not see."""
    queue = associate = None
    if wanted.queue_id is not None:
        queue = session.execute(_queues(actor, now).where(Queue.id == wanted.queue_id)).one_or_none()
    if wanted.associate_id is not None:
        associate = session.execute(_associates(actor, now).where(Person.id == wanted.associate_id)).one_or_none()
    return (queue[1] if queue else None, associate[1] if associate else None)


def _queues(actor: Actor, now: datetime) -> Select[int, str]:
    seen = audits(Ticket.queue_id).where(_allowed(actor), *_narrowed(Filter(days=PERIODS[-1]), now))
    return select(Queue.id, Queue.name).where(Queue.id.in_(seen))


def _associates(actor: Actor, now: datetime) -> Select[int, str]:
    seen = audits(Audit.associate_id).where(_allowed(actor), *_narrowed(Filter(days=PERIODS[-1]), now))
    return select(Person.id, Person.name).where(Person.id.in_(seen))


def audits(*columns: Any) -> Select[Any]:
    """Audits with all that the scope of a grant is compared to."""
    return (
        select(*columns)
        .select_from(Audit)
        .join(Ticket, Ticket.id == Audit.ticket_id)
        .join(Queue, Queue.id == Ticket.queue_id)
        .join(ASSOCIATE, ASSOCIATE.id == Audit.associate_id)
    )


def _narrowed(wanted: Filter, now: datetime) -> list[ColumnElement[bool]]:
    asked = (
        (Audit.state, wanted.state),
        (Ticket.queue_id, wanted.queue_id),
        (Audit.associate_id, wanted.associate_id),
    )
    since = Audit.started_at >= now - timedelta(days=wanted.days)
    return [since, *(column == value for column, value in asked if value is not None)]


def _behind(place: Place | None) -> list[ColumnElement[bool]]:
    if place is None:
        return []
    at, audit_id = place
    return [Audit.started_at <= at, or_(Audit.started_at < at, Audit.id < audit_id)]


def _allowed(actor: Actor) -> ColumnElement[bool]:
    return or_(false(), *(_by(actor, grant) for grant in actor.grants))


def _by(actor: Actor, grant: Grant) -> ColumnElement[bool]:
    out, own = Audit.published_at.is_not(None), Audit.associate_id == actor.person_id
    if grant.role is Role.ASSOCIATE:
        return and_(out, own)
    if grant.role is Role.TEAM_LEAD:
        team = false() if actor.team_id is None else and_(ASSOCIATE.team_id == actor.team_id, reached(grant))
        return and_(out, or_(own, team))
    if grant.role is Role.AUDITOR:
        return Audit.auditor_id == actor.person_id
    if grant.role is Role.QA_LEAD:
        submitted = and_(Audit.submitted_at.is_not(None), reached(grant), or_(out, of_others(actor)))
        return or_(Audit.auditor_id == actor.person_id, submitted)
    return false()


def of_others(actor: Actor) -> ColumnElement[bool]:
    """Neither the actor's own nor those of their team: nobody reads these before they are published."""
    others = Audit.associate_id != actor.person_id
    if actor.team_id is None:
        return others
    return and_(others, or_(ASSOCIATE.team_id.is_(None), ASSOCIATE.team_id != actor.team_id))


def reached(grant: Grant) -> ColumnElement[bool]:
    """The same question as `access.may`, asked of all audits at once."""
    limits = ((Queue.lob_id, grant.lob_id), (Queue.id, grant.queue_id), (ASSOCIATE.site_id, grant.site_id))
    return and_(true(), *(place == limit for place, limit in limits if limit is not None))
