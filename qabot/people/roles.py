"""Granting and revoking roles. A request reads the grants of who acts anew, so a change counts from the next click."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qabot.access import Action, Actor, Role, Scope, require
from qabot.errors import InvalidInput, NotFound, WrongState
from qabot.people import changes, directory, edits, queries
from qabot.people.directory import Profile
from qabot.people.models import LineOfBusiness, Person, Queue, RoleGrant, Site, Team

NO_ROLE = "Please choose a role from the list."
NO_PLACE = "Please choose one from the list."
OTHER_LOB = "This queue belongs to {lob}. Choose that line of business, or leave it empty."
HELD_ALREADY = "This person has this role with this reach already."
NO_GRANT = "This role was revoked already. Nothing was changed."
OWN_LAST = "You can't revoke your own last admin role. Ask another admin to do it."
LAST_ADMIN = "This is the last admin of the whole programme. Make somebody else an admin first."


@dataclass(frozen=True)
class Reach:
    """How far a role is to reach, as it was chosen; None means everywhere."""

    lob_id: int | None = None
    queue_id: int | None = None
    site_id: int | None = None


def grant_role(session: Session, *, actor: Actor, person_id: int, role: str, reach: Reach, now: datetime) -> Profile:
    """One more role; nobody gives away more than their own admin role reaches."""
    require(actor, Action.ROLES_CHANGE)
    queries.lock(session, person_id)
    held = directory.profile(session, actor, person_id)
    wanted, scope = _role(role), _scope(session, reach)
    require(actor, Action.ROLES_CHANGE, scope, where=changes.OUTSIDE)
    changes.require_home(session.get(Team, held.team.id) if held.team else None, wanted, scope, field="role")
    # A queue names its line of business already.
    lob_id = None if reach.queue_id else reach.lob_id
    row = RoleGrant(
        person_id=person_id, role=wanted.value, lob_id=lob_id, queue_id=reach.queue_id, site_id=reach.site_id
    )
    if any(_reach(one.grant) == _reach(row) and one.grant.role == wanted for one in held.roles):
        raise InvalidInput(HELD_ALREADY, {"role": HELD_ALREADY})
    with edits.at_once(session):
        session.add(row)
    _changed(session, actor, held, now, added=[[wanted.value, *_reach(row)]], removed=[])
    return directory.profile(session, actor, person_id)


def revoke_role(session: Session, *, actor: Actor, person_id: int, grant_id: int, now: datetime) -> Profile:
    """One role less. An admin keeps their own last admin role, and the programme its last admin."""
    require(actor, Action.ROLES_CHANGE)
    _lock_admins(session)
    held = directory.profile(session, actor, person_id)
    found = [one for one in held.roles if one.grant_id == grant_id]
    if not found:
        raise NotFound(NO_GRANT)
    grant = found[0].grant
    require(actor, Action.ROLES_CHANGE, found[0].scope, where=changes.OUTSIDE)
    admin = [one for one in held.roles if one.grant.role is Role.ADMIN]
    if person_id == actor.person_id and admin == found:
        raise WrongState(OWN_LAST)
    session.delete(session.get_one(RoleGrant, grant_id))
    session.flush()
    if grant.role is Role.ADMIN and _reach(grant) == (None, None, None) and not _admins(session):
        raise WrongState(LAST_ADMIN)
    _changed(session, actor, held, now, added=[], removed=[[grant.role.value, *_reach(grant)]])
    return directory.profile(session, actor, person_id)


def _role(value: str) -> Role:
    try:
        return Role(value)
    except ValueError:
        raise InvalidInput(NO_ROLE, {"role": NO_ROLE}) from None


def _scope(session: Session, reach: Reach) -> Scope:
    """Where the role reaches; InvalidInput at the field of a place that is not there."""
    for field, model, place in (("lob", LineOfBusiness, reach.lob_id), ("site", Site, reach.site_id)):
        if place is not None and session.get(model, place) is None:
            raise InvalidInput(NO_PLACE, {field: NO_PLACE})
    if reach.queue_id is None:
        return Scope(reach.lob_id, None, reach.site_id)
    queue = session.get(Queue, reach.queue_id)
    if queue is None:
        raise InvalidInput(NO_PLACE, {"queue": NO_PLACE})
    if reach.lob_id not in (None, queue.lob_id):
        elsewhere = OTHER_LOB.format(lob=session.get_one(LineOfBusiness, queue.lob_id).name)
        raise InvalidInput(elsewhere, {"queue": elsewhere})
    return Scope(queue.lob_id, queue.id, reach.site_id)


def _reach(grant: object) -> tuple[int | None, ...]:
    return tuple(getattr(grant, name) for name in ("lob_id", "queue_id", "site_id"))


def _lock_admins(session: Session) -> None:
    """Of two admins who revoke each other's role at once, the second waits and then finds out."""
    admins = select(RoleGrant.id).where(RoleGrant.role == Role.ADMIN.value).order_by(RoleGrant.id)
    session.execute(admins.with_for_update()).all()


def _admins(session: Session) -> int:
    """How many people are admins of everything."""
    everywhere = (RoleGrant.lob_id.is_(None), RoleGrant.queue_id.is_(None), RoleGrant.site_id.is_(None))
    counted = select(func.count()).select_from(RoleGrant).join(Person, Person.id == RoleGrant.person_id)
    number: int = session.execute(
        counted.where(RoleGrant.role == Role.ADMIN.value, Person.active, *everywhere)
    ).scalar_one()
    return number


def _changed(
    session: Session,
    actor: Actor,
    held: Profile,
    now: datetime,
    *,
    added: list[list[str | int | None]],
    removed: list[list[str | int | None]],
) -> None:
    person = session.get_one(Person, held.person_id)
    edits.mark(person, "roles")
    edits.record(session, actor, person, "roles_changed", now, added=added, removed=removed)
    edits.refresh_homes(session, now, held.slack_user_id)
    session.flush()
