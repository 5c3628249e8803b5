"""What an admin changes about people: who is there, where they work, and which Slack user they are."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot.access import Action, Actor, Role, Scope, require
from qabot.errors import InvalidInput
from qabot.people import directory, edits, queries
from qabot.people.directory import Profile
from qabot.people.models import Person, Site, Team
from qabot.people.rules import AT_HOME, fold, new_key

OUTSIDE = " outside of the places that your own role names"
EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,31}")
NO_EMAIL = "This is not an e-mail address. Take the one that the person has in Slack."
EMAIL_TAKEN = (
    "Somebody in the programme has this address already; perhaps they are not active. Search for them instead."
)
SLACK_TAKEN = "Somebody else in the programme is matched to this Slack user. Take it from them first."
NO_SLACK_USER = "This is not a Slack user. Please choose one from the list."
NO_SITE = "Please choose a site from the list."
OTHER_SITE = "This team works at {site}. Choose that site, or another team."
NEEDS_TEAM = "Associates and team leads need a team. Choose one, or revoke that role first."
OTHER_LOB = "This person is {role} in another line of business than this team's. Change the role first."
NOT_YOURSELF = "You can't deactivate yourself. Ask another admin to do it."


@dataclass(frozen=True)
class Place:
    """Where somebody works and which Slack user they are, as it was chosen."""

    site_id: int | None
    team_id: int | None
    slack_user_id: str | None


@dataclass(frozen=True)
class NewPerson:
    name: str
    email: str
    title: str
    place: Place


def add_person(session: Session, *, actor: Actor, new: NewPerson, now: datetime) -> Profile:
    """Somebody new, without a role as yet; InvalidInput at the field where something is amiss."""
    _require_place(session, actor, new.place, roles=())
    _require_free(session, "slack_user_id", new.place.slack_user_id, SLACK_TAKEN)
    name, title = edits.name(new.name, "name"), edits.name(new.title, "title")
    person = Person(
        key=new_key(name, set(session.execute(select(Person.key)).scalars()), otherwise="person"),
        name=name,
        folded_name=fold(name),
        email=_email(session, new.email),
        title=title,
        site_id=new.place.site_id,
        team_id=new.place.team_id,
        slack_user_id=new.place.slack_user_id,
        edited=["added"],
    )
    with edits.at_once(session):
        session.add(person)
    if new.place.slack_user_id:
        edits.mark(person, "slack_user_id")
    edits.record(session, actor, person, "added", now)
    edits.refresh_homes(session, now, person.slack_user_id)
    return directory.profile(session, actor, person.id)


def change_person(
    session: Session, *, actor: Actor, person_id: int, place: Place, active: bool | None, now: datetime
) -> Profile:
    """Move somebody, match them to a Slack user, and let them go or take them back; their history stays.

    `active` None leaves that as it is.
    """
    require(actor, Action.PEOPLE_CHANGE)
    queries.lock(session, person_id)
    held = directory.profile(session, actor, person_id)
    _require_place(session, actor, place, roles=held.roles)
    if active is False and person_id == actor.person_id:
        raise InvalidInput(NOT_YOURSELF, {"active": NOT_YOURSELF})
    if place.slack_user_id != held.slack_user_id:
        _require_free(session, "slack_user_id", place.slack_user_id, SLACK_TAKEN)
    _write(
        session,
        actor,
        session.get_one(Person, person_id, populate_existing=True),
        place,
        now,
        active=held.active if active is None else active,
    )
    edits.refresh_homes(session, now, held.slack_user_id, place.slack_user_id)
    return directory.profile(session, actor, person_id)


def _write(session: Session, actor: Actor, person: Person, place: Place, now: datetime, *, active: bool) -> None:
    was_active = person.active
    with edits.at_once(session):
        changed = edits.change(
            person, site_id=place.site_id, team_id=place.team_id, slack_user_id=place.slack_user_id, active=active
        )
    if "slack_user_id" in changed and place.slack_user_id is None:
        # Without a match of an admin's, the e-mail address decides again.
        person.edited = [name for name in person.edited if name != "slack_user_id"]
    if changed:
        edits.record(session, actor, person, "changed", now, fields=changed)
    if was_active != active:
        edits.record(session, actor, person, "returned" if active else "left", now)
    session.flush()


def _require_place(session: Session, actor: Actor, place: Place, *, roles: tuple[directory.HeldRole, ...]) -> None:
    """The site is there, the team works at it and fits the person's roles, and the admin's reach goes that far."""
    site = session.get(Site, place.site_id) if place.site_id else None
    if site is None:
        raise InvalidInput(NO_SITE, {"site": NO_SITE})
    team = session.get(Team, place.team_id) if place.team_id else None
    if team is not None and team.site_id != site.id:
        works_at = OTHER_SITE.format(site=session.get_one(Site, team.site_id).name)
        raise InvalidInput(works_at, {"team": works_at})
    for held in roles:
        require_home(team, held.grant.role, held.scope, field="team")
    if place.slack_user_id is not None and not SLACK_USER.fullmatch(place.slack_user_id):
        raise InvalidInput(NO_SLACK_USER, {"slack": NO_SLACK_USER})
    require(actor, Action.PEOPLE_CHANGE, Scope(team.lob_id if team else None, None, site.id), where=OUTSIDE)


def require_home(team: Team | None, role: Role, scope: Scope, *, field: str) -> None:
    """Associates and team leads work in the line of business of their team."""
    if role not in AT_HOME:
        return
    if team is None:
        raise InvalidInput(NEEDS_TEAM, {field: NEEDS_TEAM})
    if scope.lob_id not in (None, team.lob_id):
        elsewhere = OTHER_LOB.format(role=role.value.replace("_", " "))
        raise InvalidInput(elsewhere, {field: elsewhere})


def _email(session: Session, typed: str) -> str:
    found = typed.strip().lower()
    if not EMAIL.fullmatch(found) or len(found) > 254:
        raise InvalidInput(NO_EMAIL, {"email": NO_EMAIL})
    _require_free(session, "email", found, EMAIL_TAKEN)
    return found


def _require_free(session: Session, field: str, value: str | None, sentence: str) -> None:
    column = getattr(Person, field)
    if value and session.execute(select(Person.id).where(column == value)).first() is not None:
        raise InvalidInput(sentence, {{"slack_user_id": "slack"}.get(field, field): sentence})
