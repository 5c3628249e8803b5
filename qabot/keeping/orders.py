"""Exports and erasures that somebody asked for in Slack: the order is kept at once, a heartbeat carries it out.

Both can take longer than a request may. Who asked hears how it ended.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from qabot import journal, outbox, privacy
from qabot.access import Action, Actor, require
from qabot.errors import InvalidInput, WrongState
from qabot.keeping import erasing, exporting, messages, messages_erase, queries
from qabot.keeping.models import PrivacyOrder
from qabot.keeping.queries import Subject
from qabot.keeping.register import Register
from qabot.keeping.rules import Basis, OrderKind, OrderState, Outcome
from qabot.people.models import Person

REASON_MISSING = "Please write a reason."
ORDERED_ALREADY = "This is asked for already, and done within a minute."
OWN = "You may not erase yourself. Please ask another security officer."
ATTEMPTS = 5
AGAIN = timedelta(minutes=1)
EXPORT_FIRST = timedelta(minutes=5)


@dataclass(frozen=True)
class Ordered:
    subject: Subject
    masked: dict[str, int]


@dataclass(frozen=True)
class Order:
    """An order to be carried out; `address` is where its asker hears of it."""

    order_id: int
    kind: OrderKind
    person_id: int
    asked_by: int | None
    address: str | None
    basis: Basis | None
    attempts: int


def ask_export(session: Session, *, actor: Actor, person_id: int, reason: str, now: datetime) -> Ordered:
    require(actor, Action.PRIVACY_EXPORT)
    about = queries.subject_for(session, actor=actor, action=Action.PRIVACY_EXPORT, person_id=person_id)
    kept, masked = guarded(reason)
    _add(session, actor.person_id, OrderKind.EXPORT, person_id, now, reason=kept)
    return Ordered(about, masked)


def preview_erasure(session: Session, *, actor: Actor, person_id: int) -> tuple[Subject, Outcome]:
    """Whose data it is and what would go; refused in words where it may not go."""
    require(actor, Action.PRIVACY_ERASE)
    about = queries.subject_for(session, actor=actor, action=Action.PRIVACY_ERASE, person_id=person_id)
    if person_id == actor.person_id:
        raise InvalidInput(OWN, {messages.PERSON_BLOCK: OWN})
    try:
        return about, erasing.preview(session, person_id)
    except WrongState as refusal:
        raise InvalidInput(refusal.sentence, {messages.PERSON_BLOCK: refusal.sentence}) from None


def ask_erasure(session: Session, *, actor: Actor, person_id: int, basis: Basis, now: datetime) -> Ordered:
    about, _ = preview_erasure(session, actor=actor, person_id=person_id)
    _add(session, actor.person_id, OrderKind.ERASURE, person_id, now, basis=basis.value)
    return Ordered(about, {})


def guarded(reason: str) -> tuple[str, dict[str, int]]:
    """A reason as it may be kept, and what was masked in it."""
    if not reason.strip():
        raise InvalidInput(REASON_MISSING, {messages.REASON_BLOCK: REASON_MISSING})
    found = privacy.guard(reason.strip())
    return found.text[: messages.REASON_LENGTH], found.masked


def export_by_operator(session: Session, *, person_id: int, reason: str, now: datetime) -> dict[str, Any]:
    """What the file says, with the reason kept and journaled as for an export in Slack."""
    kept, _ = guarded(reason)
    content = exporting.document(session, person_id, now=now)
    order = _add(session, None, OrderKind.EXPORT, person_id, now, reason=kept)
    order.state, order.ended_at = OrderState.DONE, now
    session.flush()
    _record(session, None, "export.done", order.id, now, person=person_id)
    return content


def waiting(session: Session, kind: OrderKind, *, now: datetime) -> list[Order]:
    """What is to be done now, in the order in which it was asked for."""
    export = aliased(PrivacyOrder)
    # Who asks for an export and then for the erasure gets both, unless the export is held up.
    exported_first = exists().where(
        PrivacyOrder.kind == OrderKind.ERASURE,
        export.kind == OrderKind.EXPORT,
        export.person_id == PrivacyOrder.person_id,
        export.state == OrderState.WAITING,
        export.asked_at.between(now - EXPORT_FIRST, PrivacyOrder.asked_at),
    )
    ready = or_(PrivacyOrder.not_before.is_(None), PrivacyOrder.not_before <= now) & ~exported_first
    found = (
        select(PrivacyOrder, Person.slack_user_id)
        .join(Person, Person.id == PrivacyOrder.asked_by, isouter=True)
        .where(PrivacyOrder.kind == kind, PrivacyOrder.state == OrderState.WAITING, ready)
        .order_by(PrivacyOrder.id)
    )
    return [_order(row, address) for row, address in session.execute(found).all()]


def claim(session: Session, order: Order, *, now: datetime) -> Order | None:
    """Take an order for a minute, so that no other replica does the same; None where one has."""
    row = _locked(session, order)
    if row is None:
        return None
    row.attempts, row.not_before = row.attempts + 1, now + AGAIN
    session.flush()
    return replace(order, attempts=row.attempts)


def still_waits(session: Session, order: Order) -> bool:
    """Whether nobody has carried it out yet; from here on nobody else does until we commit."""
    return _locked(session, order) is not None


def erase(session: Session, order: Order, *, register: Register, now: datetime) -> None:
    """Carry an erasure out, and tell who asked for it."""
    row = _locked(session, order)
    if row is None:
        return
    basis = order.basis or Basis.ASKED
    done = erasing.erase(
        session, person_id=order.person_id, asked_by=order.asked_by, basis=basis, register=register, now=now
    )
    row.state, row.ended_at = OrderState.DONE, now
    session.flush()
    if order.address:
        _tell(session, order, order.address, messages_erase.erased(done), now)


def exported(session: Session, order: Order, *, now: datetime) -> None:
    """Note that the file is with who asked for it."""
    row = _locked(session, order)
    if row is not None:
        row.state, row.ended_at = OrderState.DONE, now
        session.flush()
        _record(session, order.asked_by, "export.done", order.order_id, now, person=order.person_id)


def refuse(session: Session, order: Order, refusal: str, code: str, *, now: datetime) -> None:
    """It cannot be done: who asked for it is told why."""
    row = _locked(session, order)
    if row is None:
        return
    row.state, row.ended_at, row.fault = OrderState.REFUSED, now, code[:64]
    session.flush()
    _record(session, order.asked_by, f"{order.kind.value}.refused", order.order_id, now, person=order.person_id)
    if order.address:
        _tell(session, order, order.address, messages.order_refused(order.kind, refusal), now)


def is_last_attempt(order: Order) -> bool:
    return order.attempts >= ATTEMPTS


def _add(
    session: Session, asked_by: int | None, kind: OrderKind, person_id: int, now: datetime, **why: str
) -> PrivacyOrder:
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    same = select(PrivacyOrder.id).where(
        PrivacyOrder.kind == kind, PrivacyOrder.person_id == person_id, PrivacyOrder.state == OrderState.WAITING
    )
    if session.execute(same).first() is not None:
        raise InvalidInput(ORDERED_ALREADY, {messages.PERSON_BLOCK: ORDERED_ALREADY})
    order = PrivacyOrder(
        kind=kind, person_id=person_id, asked_by=asked_by, asked_at=now, state=OrderState.WAITING, **why
    )
    session.add(order)
    session.flush()
    basis = {"basis": why["basis"]} if "basis" in why else {}
    _record(session, asked_by, f"{kind.value}.asked", order.id, now, person=person_id, **basis)
    return order


def _locked(session: Session, order: Order) -> PrivacyOrder | None:
    """The order, if it still waits and nobody else has taken it meanwhile."""
    same = (
        PrivacyOrder.id == order.order_id,
        PrivacyOrder.state == OrderState.WAITING,
        PrivacyOrder.attempts == order.attempts,
    )
    return session.execute(select(PrivacyOrder).where(*same).with_for_update()).scalar_one_or_none()


def _order(row: PrivacyOrder, address: str | None) -> Order:
    basis = Basis(row.basis) if row.basis else None
    return Order(row.id, OrderKind(row.kind), row.person_id, row.asked_by, address, basis, row.attempts)


def _tell(session: Session, order: Order, address: str, message: Any, now: datetime) -> None:
    outbox.enqueue(session, key=f"privacy.order:{order.order_id}", channel=address, message=message, now=now)


def _record(session: Session, actor_id: int | None, action: str, order_id: int, now: datetime, **detail: Any) -> None:
    journal.record(
        session, now=now, actor_id=actor_id, action=action, thing="privacy_order", thing_id=order_id, **detail
    )
