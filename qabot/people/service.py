"""What changes about people: so far, which Slack user each of them is."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot import journal
from qabot.people.models import Person
from qabot.slack.port import SlackUser


def link_slack_users(session: Session, users: Iterable[SlackUser], now: datetime) -> int:
    """Match Slack users to people by e-mail address, whatever its case; the number of people whose Slack user changed.

    Bots and deactivated users are nobody, nor are users of other organisations, where anybody may have set an address.
    A person whose Slack user has another address now keeps the link: the id is the stronger fact. A person who left
    the programme is not linked.
    """
    found = {user.email.strip().lower(): user.user_id for user in users if _is_somebody(user)}
    people = session.execute(select(Person).where(Person.active)).scalars().all()
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
