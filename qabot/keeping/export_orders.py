"""Exports on their way: the file is made when it is sent, by the outbox; how that ended is noted with the order."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, literal, or_, select
from sqlalchemy.orm import Session

from qabot import outbox
from qabot.errors import NotFound
from qabot.keeping import cards, exporting, messages, orders, queries
from qabot.keeping.models import PrivacyOrder
from qabot.keeping.orders import Order
from qabot.keeping.rules import OrderKind, OrderState
from qabot.outbox import OutboxRow, State
from qabot.slack.port import Message

NOT_SENT = "Slack did not take the file ({code}). Run `qabot privacy export` where the bot runs, or ask again later."
# So long it is tried; then who asked hears that it does not work.
IN_VAIN = timedelta(hours=1)
# The outbox's word for a card without its subject: they were erased meanwhile.
GONE = "subject_is_gone"
_MESSAGE = OutboxRow.key == literal(f"{cards.EXPORT}:") + cast(PrivacyOrder.id, String)


def due(session: Session, *, now: datetime) -> list[Order]:
    """What is to be handed to the outbox, and what has come to its end there."""
    moved = or_(OutboxRow.id.is_(None), OutboxRow.state == State.SENT, outbox.OVER)
    here = select(PrivacyOrder.id).join(OutboxRow, _MESSAGE, isouter=True).where(moved)
    found = set(session.execute(here.where(PrivacyOrder.state == OrderState.WAITING)).scalars())
    return [order for order in orders.waiting(session, OrderKind.EXPORT, now=now) if order.order_id in found]


def carry_on(session: Session, order: Order, *, now: datetime) -> None:
    """The next step of an export; nothing where another replica has done it."""
    if not orders.still_waits(session, order):
        return
    said = _message(session, order.order_id)
    if said is None:
        _send(session, order, now)
    elif said.state == State.SENT:
        orders.exported(session, order, now=now)
    elif said.state in (State.DEAD, State.EXPIRED) or said.dropped_at:
        # Who asked is told, so the operators need not care.
        said.dropped_at = said.dropped_at or now
        _refuse(session, order, said.fault or said.state, now)


def card(session: Session, order_id: int) -> Message | None:
    """The message with the file; None where nobody waits for it any more."""
    order = session.get(PrivacyOrder, order_id)
    said = _message(session, order_id)
    if order is None or order.state != OrderState.WAITING or said is None:
        return None
    try:
        content = exporting.document(session, order.person_id, now=said.last_tried_at or order.asked_at)
    except NotFound:
        return None
    return messages.exported(order_id, exporting.as_file(content))


def _send(session: Session, order: Order, now: datetime) -> None:
    if order.address is None:
        _refuse(session, order, "no_slack_user", now)
    else:
        until, about = now + IN_VAIN, order.order_id
        outbox.post_card(session, card=cards.EXPORT, subject=about, channel=order.address, now=now, expires_at=until)


def _refuse(session: Session, order: Order, code: str, now: datetime) -> None:
    why = queries.NO_PERSON if code == GONE else NOT_SENT.format(code=code)
    orders.refuse(session, order, why, code, now=now)


def _message(session: Session, order_id: int) -> Any:
    said = select(OutboxRow).where(OutboxRow.key == f"{cards.EXPORT}:{order_id}")
    return session.execute(said).scalar_one_or_none()
