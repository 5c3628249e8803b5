"""Which Slack user each person is, found by e-mail address. What admins change is in `changes`, `roles`, `queues`."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot import journal
from qabot.people.models import Person
from qabot.slack.port import SlackUser

BY_HAND = "slack_user_id"


def link_slack_users(session: Session, users: Iterable[SlackUser], now: datetime) -> int:
    """Match Slack users to people by e-mail address, whatever its case; the number of people whose Slack user changed.

    Bots and deactivated users are nobody, nor are users of other organisations, where anybody may have set an address.
    A person whose Slack user has another address now keeps the link: the id is the stronger fact; and so is a match
    that an admin made by hand. A person who left the programme is not linked.
    """
    matched = session.execute(select(Person).where(Person.slack_user_id.is_not(None))).scalars()
    by_hand = {person.slack_user_id: person.id for person in matched if BY_HAND in person.edited}
    known = (user for user in users if _is_somebody(user) and user.user_id not in by_hand)
    found = {user.email.strip().lower(): user.user_id for user in known}
    people = session.execute(select(Person).where(Person.active, Person.id.not_in(by_hand.values()))).scalars().all()
    changed = [person for person in people if found.get(person.email, person.slack_user_id) != person.slack_user_id]
    _free(session, {found[person.email] for person in changed})
    for person in changed:
        person.slack_user_id = found[person.email]
        journal.record(session, now=now, actor_id=None, action="person.linked", thing="person", thing_id=person.id)
    session.flush()
    return len(changed)


def _is_somebody(user: SlackUser) -> bool:
    return bool(user.email.strip()) and not (user.is_bot or user.deleted or user.is_foreign)


def _free(session: Session, user_ids: set[str]) -> None:
    """Take these Slack users from whoever had them, before they are given on: an id belongs to one person."""
    holders = session.execute(select(Person).where(Person.slack_user_id.in_(user_ids))).scalars()
    for holder in holders:
        holder.slack_user_id = None
    session.flush()
