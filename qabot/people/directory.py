"""Who and what there is to change, as far as an admin's own grants reach. Nothing in here writes.

An admin reaches a person through their place (line of business of the team, site), and only where they reach every role
of that person too: otherwise an admin of one site could take over the account of somebody who may do more.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import Session, aliased

from qabot.access import ALLOWED, Action, Actor, Grant, Role, Scope, may
from qabot.errors import NotFound
from qabot.people.models import LineOfBusiness, Person, Queue, RoleGrant, Site, Team
from qabot.people.rules import FORMER, fold

CHOICES = 100
NO_PERSON = "I can't find this person. Perhaps they are outside of what you may change. Please choose somebody else."

_Lob = aliased(LineOfBusiness)
# Whoever was erased has no name any more, and can't come back under this number.
_IS_SOMEBODY = ~Person.key.startswith(FORMER, autoescape=True)


@dataclass(frozen=True)
class Choice:
    """Something to choose from a list."""

    id: int
    name: str
    about: str = ""


@dataclass(frozen=True)
class HeldRole:
    """A role of somebody with the names of the places that narrow it; `scope` knows a queue's line of business too."""

    grant_id: int
    grant: Grant
    scope: Scope
    places: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """A person as an admin sees them; `scope` is where they work."""

    person_id: int
    key: str
    name: str
    email: str
    title: str
    slack_user_id: str | None
    active: bool
    site: Choice
    team: Choice | None
    scope: Scope
    roles: tuple[HeldRole, ...]


def profile(session: Session, actor: Actor, person_id: int) -> Profile:
    """NotFound where there is no such person within the admin's reach."""
    row = session.execute(_PROFILE.where(Person.id == person_id)).one_or_none()
    if row is None:
        raise NotFound(NO_PERSON)
    found = _profile(row, _roles(session, person_id))
    places = (found.scope, *(held.scope for held in found.roles))
    if not all(may(actor, Action.PEOPLE_CHANGE, place) for place in places):
        raise NotFound(NO_PERSON)
    return found


def search(session: Session, actor: Actor, typed: str) -> list[Choice]:
    """People whom this admin may change, by name; also those who are not active."""
    found = (
        select(Person.id, Person.name, Person.title, Person.active)
        .outerjoin(Team, Team.id == Person.team_id)
        .where(_reached(actor, Team.lob_id, None, Person.site_id), ~_has_more(actor), _IS_SOMEBODY)
    )
    for word in fold(typed).split():
        found = found.where(Person.folded_name.contains(word, autoescape=True))
    rows = session.execute(found.order_by(Person.folded_name, Person.id).limit(CHOICES))
    return [
        Choice(person_id, name, title if active else f"{title} · not active") for person_id, name, title, active in rows
    ]


def sites(session: Session) -> list[Choice]:
    return _choices(session, select(Site.id, Site.name).order_by(Site.name))


def lobs(session: Session) -> list[Choice]:
    return _choices(session, select(LineOfBusiness.id, LineOfBusiness.name).order_by(LineOfBusiness.name))


def teams(session: Session, typed: str = "") -> list[Choice]:
    """Teams by name, with the site where they work."""
    found = select(Team.id, Team.name, Site.name).join(Site, Site.id == Team.site_id)
    return _choices(session, found.where(Team.name.icontains(typed, autoescape=True)).order_by(Team.name, Team.id))


def queues(session: Session, actor: Actor, typed: str = "", *, action: Action = Action.QUEUES_CHANGE) -> list[Choice]:
    """Queues within the admin's reach by name, with their line of business."""
    limited = or_(false(), *(_limits(grant, Queue.lob_id, Queue.id, None) for grant in _grants(actor, action)))
    found = select(Queue.id, Queue.name, LineOfBusiness.name).join(LineOfBusiness, LineOfBusiness.id == Queue.lob_id)
    named = found.where(limited, Queue.name.icontains(typed, autoescape=True))
    return _choices(session, named.order_by(Queue.name, Queue.id))


def _choices(session: Session, found: Any) -> list[Choice]:
    return [Choice(*row) for row in session.execute(found.limit(CHOICES))]


def _grants(actor: Actor, action: Action) -> list[Grant]:
    return [grant for grant in actor.grants if grant.role in ALLOWED[action]]


def _reached(actor: Actor, lob: Any, queue: Any, site: Any) -> ColumnElement[bool]:
    """The same question as `access.may`, asked of all rows at once; None for a place that the rows do not have."""
    return or_(false(), *(_limits(grant, lob, queue, site) for grant in _grants(actor, Action.PEOPLE_CHANGE)))


def _limits(grant: Grant, lob: Any, queue: Any, site: Any) -> ColumnElement[bool]:
    limits = ((lob, grant.lob_id), (queue, grant.queue_id), (site, grant.site_id))
    held = [false() if place is None else place == limit for place, limit in limits if limit is not None]
    return and_(true(), *held)


def _has_more(actor: Actor) -> ColumnElement[bool]:
    """Whether somebody has a role that reaches further than the admin's own."""
    lob = func.coalesce(RoleGrant.lob_id, Queue.lob_id)
    reached = func.coalesce(_reached(actor, lob, RoleGrant.queue_id, RoleGrant.site_id), false())
    roles = select(RoleGrant.id).outerjoin(Queue, Queue.id == RoleGrant.queue_id)
    return exists(roles.where(RoleGrant.person_id == Person.id, not_(reached)).correlate(Person))


def _roles(session: Session, person_id: int) -> tuple[HeldRole, ...]:
    found = (
        select(RoleGrant, _Lob.name, Queue.name, Site.name, Queue.lob_id)
        .outerjoin(_Lob, _Lob.id == RoleGrant.lob_id)
        .outerjoin(Queue, Queue.id == RoleGrant.queue_id)
        .outerjoin(Site, Site.id == RoleGrant.site_id)
        .where(RoleGrant.person_id == person_id)
        .order_by(RoleGrant.role, RoleGrant.id)
    )
    return tuple(_held(*row) for row in session.execute(found))


def _held(row: RoleGrant, lob: str | None, queue: str | None, site: str | None, lob_of_queue: int | None) -> HeldRole:
    return HeldRole(
        grant_id=row.id,
        grant=Grant(Role(row.role), row.lob_id, row.queue_id, row.site_id),
        scope=Scope(row.lob_id or lob_of_queue, row.queue_id, row.site_id),
        places=tuple(name for name in (lob, queue, site) if name),
    )


_PROFILE = (
    select(Person, Site.name, Team.name, Team.lob_id)
    .join(Site, Site.id == Person.site_id)
    .outerjoin(Team, Team.id == Person.team_id)
    .where(_IS_SOMEBODY)
)


def _profile(row: Any, roles: tuple[HeldRole, ...]) -> Profile:
    person, site, team, lob_id = row
    return Profile(
        person_id=person.id,
        key=person.key,
        name=person.name,
        email=person.email,
        title=person.title,
        slack_user_id=person.slack_user_id,
        active=person.active,
        site=Choice(person.site_id, site),
        team=Choice(person.team_id, team) if person.team_id else None,
        scope=Scope(lob_id, None, person.site_id),
        roles=roles,
    )
