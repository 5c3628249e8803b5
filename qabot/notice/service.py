"""Telling people what fell due: kept first, and gathered for each person once everything that is due is known.

A person is told while they are at work. Three things or more are one message; what is stale goes alone, so that it
expires where the operators see it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from qabot import outbox
from qabot.notice import cards, queries
from qabot.notice.kinds import Held, Kinds
from qabot.notice.models import Notice
from qabot.people import calendars

MANY = 3
UNSYNCHRONISED = {"synchronize_session": False}


def tell(
    session: Session,
    *,
    key: str,
    card: str,
    person_id: int,
    about: int,
    now: datetime,
    due_at: datetime | None = None,
    **detail: Any,
) -> None:
    """Keep what is to be told to somebody; the key names the intent.

    What fell due at `due_at` is stale after a whole working day of theirs; without it, it is never too late.
    """
    calendar = calendars.of_person(session, person_id)
    session.add(
        Notice(
            key=key,
            card=card,
            person_id=person_id,
            about=about,
            detail=detail,
            made_at=now,
            not_before=calendar.next_open(now),
            expires_at=due_at and calendar.working_days_after(calendar.next_open(due_at), 1),
        )
    )
    session.flush()


def gather(session: Session, kinds: Kinds, person_id: int, *, now: datetime) -> int:
    """Put into the outbox what this person is to be told; how many messages that makes."""
    found = queries.due(session, person_id, now)
    to = queries.address(session, person_id)
    opens = calendars.of_person(session, person_id).next_open(now)
    if found and to and opens > now:
        _change(session, found, not_before=opens)
        return 0
    _change(session, found, told_at=now)
    needed = [one for one in found if to and kinds[one.card].is_needed(session, one)]
    return sum(_say(session, part, to, now) for part in _parts(needed, now)) if to else 0


def refresh(session: Session, *, card: str, about: int, now: datetime) -> None:
    """Bring every message with a notice of this thing up to date."""
    for notice_id, first in queries.about(session, card=card, about=about):
        if first is None:
            outbox.refresh_card(session, card=card, subject=notice_id, now=now)
        else:
            outbox.refresh_card(session, card=cards.TOGETHER, subject=first, now=now)


def _parts(needed: Sequence[Held], now: datetime) -> list[list[Held]]:
    """What goes in one message each."""
    fresh = [one for one in needed if one.expires_at is None or one.expires_at >= now]
    alone = [one for one in needed if one not in fresh]
    if len(fresh) < MANY:
        return [[one] for one in needed]
    pages = [fresh[start : start + cards.PAGE] for start in range(0, len(fresh), cards.PAGE)]
    return [*([one] for one in alone), *pages]


def _say(session: Session, part: list[Held], to: str, now: datetime) -> int:
    card, ends = part[0].card, [one.expires_at for one in part]
    if len(part) > 1:
        card = cards.TOGETHER
        _change(session, part, together=part[0].notice_id)
    # What never expires keeps its company.
    latest = max(end for end in ends if end) if all(ends) else None
    outbox.post_card(session, card=card, subject=part[0].notice_id, channel=to, now=now, expires_at=latest)
    return 1


def _change(session: Session, found: Sequence[Held], **values: Any) -> None:
    changed = update(Notice).where(Notice.id.in_([one.notice_id for one in found])).values(**values)
    session.execute(changed, execution_options=UNSYNCHRONISED)
