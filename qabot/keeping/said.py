"""What the bot said, where it has to be taken back: messages to an erased person, and those to others that name them.

A message that stands in Slack becomes the card of something that is gone: it is brought up to date like every card, by
the sender. What waits is not said any more.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, null, or_, select, update
from sqlalchemy.orm import Session, aliased

from qabot import outbox
from qabot.errors import WrongState
from qabot.interaction import SeenRequest
from qabot.keeping import cards
from qabot.keeping.inventory import Ids
from qabot.outbox import Gate, Kind, OutboxRow, State
from qabot.slack import blocks

ON_ITS_WAY = "A message to this person is on its way. Please try again in a minute."

UNSETTLED = (State.PENDING, State.SENDING, State.UNKNOWN)
# All changes after an erasure go out in one line, one at a time: thousands of them would hold up everybody's messages.
LINE = "erasure"
SETTLING = timedelta(minutes=10)
# Shorter lines of a text would be found in messages that have nothing to do with it.
TELLING = 8
UNSYNCHRONISED = {"synchronize_session": False}


class NotNow(WrongState):
    """It can be done in a minute."""


def require_quiet(session: Session, address: str | None, *, now: datetime) -> None:
    """Wait for what is being sent to somebody: afterwards nobody could find it any more."""
    sending = (OutboxRow.state == State.SENDING) & (OutboxRow.lease_until > now)
    unknown = (OutboxRow.state == State.UNKNOWN) & (OutboxRow.last_tried_at > now - SETTLING)
    found = select(OutboxRow.id).where(OutboxRow.target == address, or_(sending, unknown))
    if address and session.execute(found.limit(1)).first() is not None:
        raise NotNow(ON_ITS_WAY)


def take_back(session: Session, *, address: str | None, names: set[str], texts: set[str], now: datetime) -> int:
    """Take back all that was said to this address, and what holds one of these names or texts; how many messages."""
    _forget_answers(session)
    gone = 0
    if address:
        gone += _to(session, address, now)
        session.execute(delete(Gate).where(Gate.line.in_((address, f"home:{address}", f"{outbox.LATER}{address}"))))
    return gone + _naming(session, _traces(names, texts), now)


def refresh(session: Session, *, card: str, subject: int, now: datetime) -> None:
    """Bring a card up to date, in the slow line."""
    outbox.refresh_card(session, card=card, subject=subject, now=now)
    same = OutboxRow.card == card, OutboxRow.subject == subject, OutboxRow.kind == Kind.UPDATE
    moved = update(OutboxRow).where(*same, OutboxRow.state == State.PENDING).values(line=LINE)
    session.execute(moved, execution_options=UNSYNCHRONISED)


def taken_back_and_shown() -> Ids:
    """Rows of messages that were taken back, once Slack shows so: nothing needs them any more."""
    refresh = aliased(OutboxRow)
    waits = exists().where(
        refresh.kind == Kind.UPDATE,
        refresh.card == cards.REMOVED,
        refresh.subject == OutboxRow.subject,
        refresh.state.in_(UNSETTLED),
    )
    return select(OutboxRow.id).where(OutboxRow.card == cards.REMOVED, OutboxRow.state.not_in(UNSETTLED), ~waits)


def _to(session: Session, address: str, now: datetime) -> int:
    theirs = or_(OutboxRow.target == address, OutboxRow.line == f"home:{address}")
    shown = _shown(session, theirs)
    rest = OutboxRow.id.not_in([row.id for row in shown])
    session.execute(delete(OutboxRow).where(theirs, rest), execution_options=UNSYNCHRONISED)
    for row in shown:
        # The address goes; the conversation in which the message stands is enough to change it.
        _remove(session, row, now, line=row.sent_channel, target=row.sent_channel)
    return len(shown)


def _naming(session: Session, traces: set[str], now: datetime) -> int:
    found = [row for row in _bodies(session) if any(trace in _read(row.message) for trace in traces)]
    for row in found:
        if row.state in (State.SENT, State.SENDING, State.UNKNOWN):
            # Where it is on its way, the line keeps its order: the refresh comes after it.
            _remove(session, row, now)
        else:
            _write(session, row.id, state=State.EXPIRED, message=null(), fault="erased")
    return len(found)


def _remove(session: Session, row: Any, now: datetime, **place: str) -> None:
    """From now on the row is the card of something that is gone; a file that it showed is deleted."""
    outbox.let_go(session, row.id)
    _write(
        session, row.id, key=f"{cards.REMOVED}:{row.id}", card=cards.REMOVED, subject=row.id, message=null(), **place
    )
    refresh(session, card=cards.REMOVED, subject=row.id, now=now)


def _shown(session: Session, condition: ColumnElement[bool]) -> list[Any]:
    found = select(OutboxRow.id, OutboxRow.sent_channel).where(
        condition, OutboxRow.kind == Kind.POST, OutboxRow.state == State.SENT, OutboxRow.sent_ts.is_not(None)
    )
    return list(session.execute(found.order_by(OutboxRow.id)).all())


def _bodies(session: Session) -> Iterator[Any]:
    found = select(OutboxRow.id, OutboxRow.state, OutboxRow.message).where(OutboxRow.message.is_not(None))
    yield from (row for row in session.execute(found.order_by(OutboxRow.id)).all() if row.message)


def _write(session: Session, row_id: int, **values: Any) -> None:
    changed = update(OutboxRow).where(OutboxRow.id == row_id).values(**values)
    session.execute(changed, execution_options=UNSYNCHRONISED)


def _traces(names: set[str], texts: set[str]) -> set[str]:
    lines = {line.strip() for text in texts for line in text.splitlines()}
    return {blocks.escape(trace) for trace in names | {line for line in lines if len(line) >= TELLING}}


def _read(value: Any) -> str:
    """All that is written in a message, as one text."""
    if isinstance(value, dict):
        return "\n".join(_read(inside) for inside in value.values())
    if isinstance(value, list):
        return "\n".join(_read(inside) for inside in value)
    return value if isinstance(value, str) else ""


def _forget_answers(session: Session) -> None:
    """A stored answer does not tell whom it names. A request that comes again gets an empty one."""
    session.execute(update(SeenRequest).values(answer={}), execution_options=UNSYNCHRONISED)
