"""What waits to be told, and what was told together."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from qabot.notice.kinds import Held
from qabot.notice.models import Notice
from qabot.people.models import Person


def waiting(session: Session, now: datetime, *, limit: int = 100) -> list[int]:
    """The people whom there is something to tell; `limit` is how many notices are looked at."""
    found = select(Notice.person_id).where(Notice.told_at.is_(None), Notice.not_before <= now)
    first = found.order_by(Notice.not_before, Notice.person_id).limit(limit)
    return list(dict.fromkeys(session.execute(first).scalars()))


def due(session: Session, person_id: int, now: datetime) -> list[Held]:
    """What is to be told to somebody now, locked until the transaction ends."""
    found = _HELD.where(Notice.person_id == person_id, Notice.told_at.is_(None), Notice.not_before <= now)
    return _read(session, found.order_by(Notice.id).with_for_update(of=Notice))


def held(session: Session, notice_id: int) -> Held:
    return _read(session, _HELD.where(Notice.id == notice_id))[0]


def together(session: Session, first_id: int) -> list[Held]:
    """Everything in the message that begins with this notice."""
    return _read(session, _HELD.where(Notice.together == first_id).order_by(Notice.id))


def about(session: Session, *, card: str, about: int) -> list[tuple[int, int | None]]:
    """Every notice of this thing that went out, and the first of those that it is in one message with."""
    found = select(Notice.id, Notice.together).where(
        Notice.card == card, Notice.about == about, Notice.told_at.is_not(None)
    )
    return [(row[0], row[1]) for row in session.execute(found.order_by(Notice.id))]


def address(session: Session, person_id: int) -> str | None:
    """The Slack user of somebody who is in the programme."""
    found = select(Person.slack_user_id).where(Person.id == person_id, Person.active)
    return session.execute(found).scalar_one_or_none()


_HELD = select(Notice.id, Notice.card, Notice.person_id, Notice.about, Notice.detail, Notice.expires_at)


def _read(session: Session, found: Select[Any]) -> list[Held]:
    return [Held(*row) for row in session.execute(found)]
