"""Legal holds: one person asks with a reason, another one confirms; to release one takes two as well.

A hold that is active beats retention and erasure. Who asks at the command line is the operator, `actor` None: then
somebody in Slack confirms.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qabot import journal, outbox, privacy
from qabot.access import Action, Actor, may, require
from qabot.audit.models import Audit
from qabot.errors import InvalidInput, NotAllowed, NotFound, WrongState
from qabot.keeping import cards, messages, messages_hold, queries, rules, turns
from qabot.keeping.models import HoldAsked, LegalHold
from qabot.keeping.queries import Hold
from qabot.keeping.rules import HoldState, Step
from qabot.people.models import Person

REASON_MISSING = "Please write a reason."
ONE_THING = "Please choose a person or an audit, not both."
HELD_ALREADY = "There is a legal hold on this already, or one that waits to be confirmed."
ALONE = "Nobody could confirm this: a legal hold needs another security officer or admin. Please have one added first."
OWN = "You may not do this about yourself. Please ask another security officer."
NOT_YOURS = (
    "You may not confirm this: it takes somebody who neither asked for it nor is the person whom it is about. Those "
    "who may are asked already."
)
DECIDED = "This was decided already: the legal hold is {state}. Nothing was changed."
NOT_ACTIVE = "This legal hold is {state}, so there is nothing to release."
STATES = {
    HoldState.ASKED: "waiting to be confirmed",
    HoldState.DECLINED: "declined",
    HoldState.ACTIVE: "active",
    HoldState.RELEASE_ASKED: "active, and its release waits to be confirmed",
    HoldState.RELEASED: "released",
}


@dataclass(frozen=True)
class Asked:
    """The hold as it is now, the names of who may confirm, and what was masked in the reason."""

    hold: Hold
    confirmers: list[str]
    masked: dict[str, int]


def in_reach(session: Session, *, actor: Actor, states: tuple[HoldState, ...] = rules.OPEN) -> list[Hold]:
    """The holds in these states on what the actor's scope reaches."""
    found = queries.holds(session, *states)
    return [held for held in found if may(actor, Action.HOLD_ASK, queries.scope_of(session, held))]


def ask(
    session: Session,
    *,
    actor: Actor | None,
    person_id: int | None = None,
    audit_id: int | None = None,
    reason: str,
    now: datetime,
) -> Asked:
    """Ask for a hold on a person or on one audit. It holds once it is confirmed."""
    _require_thing(session, actor, person_id, audit_id)
    kept, masked = _reason(reason)
    _require_free(session, person_id, audit_id)
    asked_by = actor.person_id if actor else None
    made = LegalHold(
        person_id=person_id, audit_id=audit_id, state=HoldState.ASKED, reason=kept, asked_by=asked_by, asked_at=now
    )
    session.add(made)
    session.flush()
    _record(session, actor, made.id, "hold.asked", now, after=HoldState.ASKED, person=person_id, audit=audit_id)
    return _ask_others(session, made.id, Step.HOLD, masked, now)


def ask_release(session: Session, *, actor: Actor | None, hold_id: int, reason: str, now: datetime) -> Asked:
    """Ask to release a hold; it holds until that is confirmed."""
    row, held = _locked(session, actor, hold_id)
    if not rules.may_become(held.state, HoldState.RELEASE_ASKED):
        raise WrongState(NOT_ACTIVE.format(state=STATES[held.state]))
    kept, masked = _reason(reason)
    row.state, row.release_reason = HoldState.RELEASE_ASKED, kept
    row.release_asked_by, row.release_asked_at = actor.person_id if actor else None, now
    session.flush()
    change = {"before": held.state, "after": HoldState.RELEASE_ASKED}
    _record(session, actor, hold_id, "hold.release_asked", now, **change)
    return _ask_others(session, hold_id, Step.RELEASE, masked, now)


def decide(session: Session, *, actor: Actor, hold_id: int, step: Step, confirmed: bool, now: datetime) -> Hold:
    """The second person confirms or declines what the first one asked for."""
    require(actor, Action.HOLD_CONFIRM)
    turns.take(session)
    row, held = _locked(session, actor, hold_id, Action.HOLD_CONFIRM)
    if actor.person_id not in {one.person_id for one in queries.confirmers(session, held, step)}:
        raise NotAllowed(NOT_YOURS)
    if held.state is not rules.DECIDES[step]:
        raise WrongState(DECIDED.format(state=STATES[held.state]))
    after = (rules.CONFIRMED if confirmed else rules.DECLINED)[step]
    if step is Step.HOLD:
        row.decided_by, row.decided_at = actor.person_id, now
    else:
        row.release_decided_by, row.release_decided_at = actor.person_id, now
    row.state = after
    session.flush()
    action = f"hold.{'' if step is Step.HOLD else 'release_'}{'confirmed' if confirmed else 'declined'}"
    _record(session, actor, hold_id, action, now, before=held.state, after=after)
    return _tell_decided(session, hold_id, step, now)


def _require_thing(session: Session, actor: Actor | None, person_id: int | None, audit_id: int | None) -> None:
    if (person_id is None) == (audit_id is None):
        raise InvalidInput(ONE_THING, {messages.PERSON_BLOCK: ONE_THING})
    if actor is None:
        return
    require(actor, Action.HOLD_ASK)
    if audit_id is not None:
        queries.audit_line(session, actor=actor, audit_id=audit_id)
    elif person_id is not None:
        queries.subject_for(session, actor=actor, action=Action.HOLD_ASK, person_id=person_id)
        if person_id == actor.person_id:
            raise InvalidInput(OWN, {messages.PERSON_BLOCK: OWN})


def _reason(typed: str) -> tuple[str, dict[str, int]]:
    if not typed.strip():
        raise InvalidInput(REASON_MISSING, {messages.REASON_BLOCK: REASON_MISSING})
    guarded = privacy.guard(typed.strip())
    return guarded.text[: messages.REASON_LENGTH], guarded.masked


def _require_free(session: Session, person_id: int | None, audit_id: int | None) -> None:
    """Whoever holds a thing locks it first: of two who ask at once, the second is told that it is asked for."""
    thing: Any = Person if person_id is not None else Audit
    session.execute(select(thing.id).where(thing.id == (person_id or audit_id)).with_for_update())
    same = LegalHold.person_id == person_id if person_id is not None else LegalHold.audit_id == audit_id
    open_ones = select(LegalHold.id).where(same, LegalHold.state.in_(rules.OPEN))
    if session.execute(open_ones).first() is not None:
        block = messages.PERSON_BLOCK if person_id is not None else messages.AUDIT_BLOCK
        raise InvalidInput(HELD_ALREADY, {block: HELD_ALREADY})


def _locked(
    session: Session, actor: Actor | None, hold_id: int, action: Action = Action.HOLD_ASK
) -> tuple[LegalHold, Hold]:
    """The hold, locked until the transaction ends; not found where the actor's scope does not reach."""
    row = session.execute(select(LegalHold).where(LegalHold.id == hold_id).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound(queries.NO_HOLD)
    held = queries.hold(session, hold_id)
    if actor is not None:
        require(actor, action)
        if not may(actor, action, queries.scope_of(session, held)):
            raise NotFound(queries.NO_HOLD)
    return row, held


def _ask_others(session: Session, hold_id: int, step: Step, masked: dict[str, int], now: datetime) -> Asked:
    held = queries.hold(session, hold_id)
    found = queries.confirmers(session, held, step)
    if not found:
        raise WrongState(ALONE)
    for one in found:
        asked = HoldAsked(hold_id=hold_id, step=step, person_id=one.person_id)
        session.add(asked)
        session.flush()
        if one.slack_user_id:
            outbox.post_card(session, card=cards.HOLD, subject=asked.id, channel=one.slack_user_id, now=now)
            outbox.refresh_home(session, slack_user_id=one.slack_user_id, now=now)
    return Asked(held, [one.name for one in found], masked)


def _tell_decided(session: Session, hold_id: int, step: Step, now: datetime) -> Hold:
    """The cards are brought up to date, and who asked hears how it ended."""
    held = queries.hold(session, hold_id)
    for card in queries.cards_of(session, hold_id):
        outbox.refresh_card(session, card=cards.HOLD, subject=card, now=now)
    for one in queries.confirmers(session, held, step):
        if one.slack_user_id:
            outbox.refresh_home(session, slack_user_id=one.slack_user_id, now=now)
    asker = held.asked_by if step is Step.HOLD else held.release_asked_by
    address = session.execute(select(Person.slack_user_id).where(Person.id == asker)).scalar_one_or_none()
    if address:
        # A release may be asked for, and declined, more than once: each time other rows ask.
        asked = select(func.max(HoldAsked.id)).where(HoldAsked.hold_id == hold_id, HoldAsked.step == step)
        key = f"hold.{step.value}_decided:{hold_id}:{session.execute(asked).scalar_one()}"
        outbox.enqueue(session, key=key, channel=address, message=messages_hold.hold_decided(held, step), now=now)
    return held


def _record(session: Session, actor: Actor | None, hold_id: int, action: str, now: datetime, **detail: Any) -> None:
    journal.record(
        session,
        now=now,
        actor_id=actor.person_id if actor else None,
        action=action,
        thing="legal_hold",
        thing_id=hold_id,
        **detail,
    )
