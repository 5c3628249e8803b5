"""Notices as cards: alone, or several in one message; and when they may be posted."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from qabot.notice import messages, queries
from qabot.notice.kinds import Held, Kind, Kinds
from qabot.people import calendars
from qabot.slack import blocks
from qabot.slack.port import Message

TOGETHER = "notice.together"
# Each takes two blocks, or three: the line between them, what it says, and its buttons.
PAGE = (blocks.MESSAGE_BLOCKS - 2) // 3


def renderers(kinds: Kinds) -> dict[str, Callable[[Session, int], Message]]:
    alone = {card: partial(_alone, kind) for card, kind in kinds.items()}
    return {**alone, TOGETHER: partial(_together, kinds)}


def say_from(kinds: Kinds) -> dict[str, Callable[[Session, int, datetime], datetime | None]]:
    """For each card: from when it may be posted, or None where nothing of it has to be told any more."""
    return dict.fromkeys((*kinds, TOGETHER), partial(_say_from, kinds))


def _alone(kind: Kind, session: Session, notice_id: int) -> Message:
    return kind.message(session, queries.held(session, notice_id))


def _together(kinds: Kinds, session: Session, first_id: int) -> Message:
    found = queries.together(session, first_id)
    entries = [(one.notice_id, kinds[one.card].entry(session, one)) for one in found]
    one_kind = len({one.card for one in found}) == 1
    title = kinds[found[0].card].title if one_kind else messages.title
    return messages.together(title, entries)


def _say_from(kinds: Kinds, session: Session, notice_id: int, now: datetime) -> datetime | None:
    found: list[Held] = queries.together(session, notice_id) or [queries.held(session, notice_id)]
    person_id = found[0].person_id
    if queries.address(session, person_id) is None or not any(kinds[one.card].is_needed(session, one) for one in found):
        return None
    return calendars.of_person(session, person_id).next_open(now)
