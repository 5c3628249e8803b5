"""Who is who, who may do what, and where: what the other slices and the edge ask about people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, or_, select, true
from sqlalchemy.orm import Session

from qabot.access import ALLOWED, Action, Actor, Grant, Role
from qabot.db import run
from qabot.people.models import LineOfBusiness, Person, Queue, RoleGrant, Site, Team
from qabot.people.rules import fold

CHOICES = 100


@dataclass(frozen=True)
class PersonView:
    """A person as the other slices see them; `lob_id` is that of their team."""

    person_id: int
    key: str
    name: str
    title: str
    slack_user_id: str | None
    time_zone: str
    site_id: int
    team_id: int | None
    lob_id: int | None
    active: bool


@dataclass(frozen=True)
class QueueView:
    queue_id: int
    key: str
    name: str
    lob_id: int
    lob_name: str
    scorecard_key: str


@dataclass(frozen=True)
class Unlinked:
    """An active person for whom no Slack user is known yet."""

    person_id: int
    name: str
    email: str


def actor_by_slack_id(session: Session, slack_user_id: str) -> Actor | None:
    """The active person behind a Slack user, with every grant; one statement, because every request asks."""
    rows = run(session, _ACTOR_BY_SLACK_ID, slack_user_id=slack_user_id).all()
    return _actor(rows) if slack_user_id and rows else None


def actor(session: Session, person_id: int) -> Actor | None:
    """The same, by person; for what the clock does in somebody's name."""
    rows = session.execute(_ACTOR.where(Person.id == person_id)).all()
    return _actor(rows) if rows else None


def person(session: Session, person_id: int) -> PersonView | None:
    """One person, active or not."""
    row = session.execute(_PERSON.where(Person.id == person_id)).one_or_none()
    return PersonView(*row) if row else None


def person_by_key(session: Session, key: str) -> PersonView | None:
    row = session.execute(_PERSON.where(Person.key == key)).one_or_none()
    return PersonView(*row) if row else None


def names(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """The names of these people, active or not, by id."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return dict(rows.all())


def queue(session: Session, queue_id: int) -> QueueView | None:
    row = session.execute(_QUEUE.where(Queue.id == queue_id)).one_or_none()
    return QueueView(*row) if row else None


def queues_for(session: Session, actor: Actor, action: Action = Action.AUDIT_SCORE) -> list[QueueView]:
    """The queues in which a grant of the actor allows the action, by name.

    A site in a grant narrows whose work it reaches, not which queues: a queue may be served from several sites.
    """
    grants = [grant for grant in actor.grants if grant.role in ALLOWED[action]]
    queues = (QueueView(*row) for row in session.execute(_QUEUE.order_by(Queue.name)))
    return [queue for queue in queues if any(_reaches_queue(grant, queue) for grant in grants)]


def search_associates(
    session: Session,
    typed: str,
    *,
    queue_id: int | None = None,
    auditor: Actor | None = None,
    limit: int = CHOICES,
) -> list[PersonView]:
    """Active associates whose name holds every word typed, by name; those who work in the queue, where one is given.

    With an auditor, only people whose work they may score: not themselves, not their own team, and within their sites.
    """
    found = _PERSON.where(Person.active, Person.id.in_(_associates(queue_id)))
    for word in fold(typed).split():
        found = found.where(Person.folded_name.contains(word, autoescape=True))
    if auditor is not None:
        found = found.where(_open_to(auditor))
    rows = session.execute(found.order_by(Person.folded_name, Person.id).limit(limit))
    return [PersonView(*row) for row in rows]


def unlinked(session: Session) -> list[Unlinked]:
    """Active people who cannot use the bot yet, because no Slack user has their e-mail address."""
    rows = session.execute(
        select(Person.id, Person.name, Person.email)
        .where(Person.active, Person.slack_user_id.is_(None))
        .order_by(Person.folded_name)
    )
    return [Unlinked(*row) for row in rows]


_ACTOR = (
    select(
        Person.id,
        Person.name,
        Person.slack_user_id,
        Site.time_zone,
        Person.team_id,
        RoleGrant.role,
        RoleGrant.lob_id,
        RoleGrant.queue_id,
        RoleGrant.site_id,
    )
    .join(Site, Site.id == Person.site_id)
    .join(RoleGrant, RoleGrant.person_id == Person.id, isouter=True)
    .where(Person.active)
)

_ACTOR_BY_SLACK_ID = _ACTOR.where(Person.slack_user_id == bindparam("slack_user_id"))

_PERSON: Select[*tuple[Any, ...]] = (
    select(
        Person.id,
        Person.key,
        Person.name,
        Person.title,
        Person.slack_user_id,
        Site.time_zone,
        Person.site_id,
        Person.team_id,
        Team.lob_id,
        Person.active,
    )
    .join(Site, Site.id == Person.site_id)
    .join(Team, Team.id == Person.team_id, isouter=True)
)

_QUEUE = select(Queue.id, Queue.key, Queue.name, Queue.lob_id, LineOfBusiness.name, Queue.scorecard_key).join(
    LineOfBusiness, LineOfBusiness.id == Queue.lob_id
)


def _actor(rows: Sequence[Row[*tuple[Any, ...]]]) -> Actor:
    who = rows[0]
    return Actor(
        person_id=who[0],
        name=who[1],
        slack_user_id=who[2] or "",
        time_zone=who[3],
        team_id=who[4],
        grants=frozenset(Grant(Role(row[5]), row[6], row[7], row[8]) for row in rows if row[5]),
    )


def _reaches_queue(grant: Grant, queue: QueueView) -> bool:
    return grant.lob_id in (None, queue.lob_id) and grant.queue_id in (None, queue.queue_id)


def _associates(queue_id: int | None) -> Select[int]:
    granted = select(RoleGrant.person_id).where(RoleGrant.role == Role.ASSOCIATE)
    if queue_id is None:
        return granted
    lob_id = select(Queue.lob_id).where(Queue.id == queue_id).scalar_subquery()
    return granted.where(
        or_(RoleGrant.queue_id.is_(None), RoleGrant.queue_id == queue_id),
        or_(RoleGrant.lob_id.is_(None), RoleGrant.lob_id == lob_id),
    )


def _open_to(auditor: Actor) -> ColumnElement[bool]:
    elsewhere = or_(Person.team_id.is_(None), Person.team_id.is_distinct_from(auditor.team_id))
    return and_(Person.id != auditor.person_id, elsewhere, _in_reach(auditor))


def _in_reach(auditor: Actor) -> ColumnElement[bool]:
    sites = [grant.site_id for grant in auditor.grants if grant.role in ALLOWED[Action.AUDIT_SCORE]]
    return true() if None in sites else Person.site_id.in_([site for site in sites if site is not None])
