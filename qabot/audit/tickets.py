"""Which tickets an auditor may take, and which one is next.

Next is a ticket of a queue that is below its weekly target, where there is one; then of the associate who was audited
least this month. Among that associate's tickets the draw number decides, so that nobody picks. An auditor never gets a
ticket that they or their own team handled, nor one outside their grants.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, text, true
from sqlalchemy.orm import Session

from qabot.access import ALLOWED, Action, Actor, Scope
from qabot.audit import progress, store
from qabot.audit.models import Audit, ScorecardVersion, Tally, Ticket
from qabot.audit.rules import State
from qabot.people.models import Person, Queue
from qabot.people.rules import fold

CHOICES = 100
SEARCHED = timedelta(days=92)
# Written out, as in the index: a bound value would keep both databases from using it.
_WAITS = text("ticket.audits = 0")


@dataclass(frozen=True)
class AssociateChoice:
    person_id: int
    name: str
    title: str


@dataclass(frozen=True)
class TicketChoice:
    ticket_id: int
    reference: str
    associate: str
    queue: str
    handled_at: datetime
    audited: bool


@dataclass(frozen=True)
class Draw:
    """A ticket that waits, with the scorecard version that it is to be scored with."""

    ticket_id: int
    scorecard_version_id: int
    associate_id: int


@dataclass(frozen=True)
class Picked:
    """A ticket with all that decides whether this auditor may score it; `audit_id` is their own audit of it."""

    ticket_id: int
    reference: str
    queue: str
    associate_id: int
    team_id: int | None
    scorecard_version_id: int | None
    audit_id: int | None
    audit_state: str | None
    scope: Scope


@dataclass(frozen=True)
class Stock:
    """What tickets there are for an auditor: whether any is in their reach, and of those how many have no audit.

    Each number is a part of the one before: handled by another team; in a queue with a published scorecard.
    """

    any_in_reach: bool
    open: int
    foreign: int
    waiting: int


def draw_next(session: Session, actor: Actor, now: datetime, *, week: datetime) -> Draw | None:
    """The next ticket for this auditor in the week that began at `week`.

    Its row stays locked, so that nobody else draws it at the same time.
    """
    this_month = and_(Tally.associate_id == Ticket.associate_id, Tally.month == store.month_of(now))
    wanted = case((Ticket.queue_id.in_(progress.below_target(session, since=week)), 0), else_=1)
    fairest = (
        _tickets(Ticket.id, ScorecardVersion.id, Ticket.associate_id)
        .join(ScorecardVersion, _published())
        .outerjoin(Tally, this_month)
        .where(_in_reach(actor), _not_own(actor), _WAITS)
        .order_by(wanted, func.coalesce(Tally.audits, 0), Ticket.draw_number.nulls_last(), Ticket.id)
        .limit(1)
        .with_for_update(of=Ticket, skip_locked=True, key_share=True)
    )
    row = session.execute(fairest).one_or_none()
    return Draw(*row) if row else None


def pick(session: Session, actor: Actor, ticket_id: int) -> Picked | None:
    """The ticket that somebody chose, whether this auditor may score it or not."""
    own = and_(Audit.ticket_id == Ticket.id, Audit.auditor_id == actor.person_id, Audit.state != State.VOID)
    found = (
        _tickets(Ticket.id, Ticket.reference, Queue.name, Ticket.associate_id, Person.team_id, ScorecardVersion.id)
        .add_columns(Audit.id, Audit.state, Queue.lob_id, Queue.id, Person.site_id)
        .outerjoin(ScorecardVersion, _published())
        .outerjoin(Audit, own)
        .where(Ticket.id == ticket_id)
        .order_by(Audit.id.desc())
        .limit(1)
    )
    row = session.execute(found).one_or_none()
    if row is None:
        return None
    ticket, reference, queue, associate, team, version, audit, state, *place = row
    return Picked(ticket, reference, queue, associate, team, version, audit, state, Scope(*place))


def waiting(session: Session, actor: Actor) -> int:
    """How many tickets this auditor could draw."""
    drawable = _tickets(func.count()).join(ScorecardVersion, _published())
    number: int = session.execute(drawable.where(_in_reach(actor), _not_own(actor), _WAITS)).scalar_one()
    return number


def stock(session: Session, actor: Actor) -> Stock:
    any_at_all = session.execute(_tickets(Ticket.id).where(_in_reach(actor)).limit(1)).first() is not None
    foreign = _not_own(actor)
    parts = [func.count().filter(part) for part in (foreign, and_(foreign, ScorecardVersion.id.is_not(None)))]
    counted = _tickets(func.count(), *parts).outerjoin(ScorecardVersion, _published())
    return Stock(any_at_all, *session.execute(counted.where(_in_reach(actor), _WAITS)).one())


def associates(session: Session, actor: Actor, typed: str, *, queue_id: int | None = None) -> list[AssociateChoice]:
    """Associates with tickets that this auditor may score, by name."""
    found = _tickets(Person.id, Person.name, Person.title, Person.folded_name).where(_in_reach(actor), _not_own(actor))
    for word in fold(typed).split():
        found = found.where(Person.folded_name.contains(word, autoescape=True))
    if queue_id is not None:
        found = found.where(Ticket.queue_id == queue_id)
    rows = session.execute(found.distinct().order_by(Person.folded_name, Person.id).limit(CHOICES))
    return [AssociateChoice(person_id, name, title) for person_id, name, title, _ in rows]


def search(
    session: Session,
    actor: Actor,
    typed: str,
    *,
    now: datetime,
    queue_id: int | None = None,
    associate_id: int | None = None,
) -> list[TicketChoice]:
    """Tickets that this auditor may score, by a part of the reference: those without an audit first, then the newest.

    Audited ones are found for some months; later their whole reference is needed.
    """
    audited = Ticket.audits > 0
    recent = Ticket.handled_at >= now - SEARCHED
    found = (
        _tickets(Ticket.id, Ticket.reference, Person.name, Queue.name, Ticket.handled_at, audited)
        .where(_in_reach(actor), _not_own(actor), or_(_WAITS, recent, Ticket.reference == typed))
        .where(Ticket.reference.icontains(typed, autoescape=True))
        .where(true() if queue_id is None else Ticket.queue_id == queue_id)
        .where(true() if associate_id is None else Ticket.associate_id == associate_id)
        .order_by(audited, Ticket.handled_at.desc(), Ticket.id)
        .limit(CHOICES)
    )
    return [TicketChoice(*row) for row in session.execute(found)]


def _tickets(*columns: Any) -> Select[Any]:
    """Tickets with the queue and the person who handled them."""
    return (
        select(*columns)
        .select_from(Ticket)
        .join(Queue, Queue.id == Ticket.queue_id)
        .join(Person, and_(Person.id == Ticket.associate_id, Person.active))
    )


def _published() -> ColumnElement[bool]:
    return and_(ScorecardVersion.key == Queue.scorecard_key, ScorecardVersion.state == "published")


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    """The same question as `access.may` for scoring, asked of all tickets at once."""
    reached: list[ColumnElement[bool]] = []
    for grant in actor.grants:
        if grant.role in ALLOWED[Action.AUDIT_SCORE]:
            limits = (
                (Queue.lob_id, grant.lob_id),
                (Ticket.queue_id, grant.queue_id),
                (Person.site_id, grant.site_id),
            )
            reached.append(and_(true(), *(place == limit for place, limit in limits if limit is not None)))
    return or_(false(), *reached)


def _not_own(actor: Actor) -> ColumnElement[bool]:
    """Neither handled by this person nor by their team: `service` refuses the same."""
    own = [Ticket.associate_id != actor.person_id]
    if actor.team_id is not None:
        own.append(or_(Person.team_id.is_(None), Person.team_id != actor.team_id))
    return and_(*own)
