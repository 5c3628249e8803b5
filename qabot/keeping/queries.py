"""What forms, cards and services read of people, holds and orders. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from qabot.access import Action, Actor, Scope, may
from qabot.audit.models import Audit, Ticket
from qabot.errors import NotFound
from qabot.keeping.inventory import audits_of, audits_with_texts_by
from qabot.keeping.models import Erasure, HoldAsked, LegalHold
from qabot.keeping.rules import DECIDES, HOLDING, HoldState, Step
from qabot.people import queries as people
from qabot.people.models import Person, Queue, Team
from qabot.people.rules import fold

OFFERED = 20
LISTED = 100
NO_PERSON = "I can't find this person. Please choose somebody from the list."
NO_AUDIT = "I can't find this audit. Please choose one from the list."
NOT_ONE = "There are {number} audits of ticket {reference}. Choose one in Slack, with /qa-privacy hold."
NO_HOLD = "I can't find this legal hold. `/qa-privacy hold` asks for a new one."


@dataclass(frozen=True)
class Subject:
    """Somebody whose data it is about."""

    person_id: int
    key: str
    name: str
    email: str
    active: bool
    scope: Scope


@dataclass(frozen=True)
class AuditLine:
    audit_id: int
    reference: str
    associate: str
    auditor: str
    scope: Scope


@dataclass(frozen=True)
class Hold:
    """A legal hold with the names of all who took part; `about` says what it keeps."""

    hold_id: int
    person_id: int | None
    audit_id: int | None
    about: str
    state: HoldState
    reason: str
    asked_by: int | None
    asker: str | None
    asked_at: datetime
    decider: str | None
    decided_at: datetime | None
    release_reason: str
    release_asked_by: int | None
    release_asker: str | None
    release_decider: str | None
    release_decided_at: datetime | None


def subject(session: Session, person_id: int) -> Subject:
    """Somebody who is in the programme, or was; NotFound for who was erased."""
    row = session.execute(_SUBJECTS.where(Person.id == person_id)).one_or_none()
    if row is None:
        raise NotFound(NO_PERSON)
    return _subject(row)


def subject_for(session: Session, *, actor: Actor, action: Action, person_id: int) -> Subject:
    """The same, for somebody whose scope reaches this person."""
    found = subject(session, person_id)
    if not may(actor, action, found.scope):
        raise NotFound(NO_PERSON)
    return found


def named(session: Session, name: str) -> Subject:
    """The person with this key or e-mail address, as the operator types it."""
    row = session.execute(_SUBJECTS.where(or_(Person.key == name, Person.email == name.lower()))).one_or_none()
    if row is None:
        raise NotFound(f"There is nobody with the key or e-mail address “{name}”, or they were erased.")
    return _subject(row)


def find_people(session: Session, *, actor: Actor, action: Action, typed: str) -> list[Subject]:
    """People in reach whose name holds what was typed."""
    like = _SUBJECTS.where(Person.folded_name.contains(fold(typed), autoescape=True))
    found = (_subject(row) for row in session.execute(like.order_by(Person.folded_name).limit(LISTED)))
    return [one for one in found if may(actor, action, one.scope)][:OFFERED]


def audit_line(session: Session, *, actor: Actor, audit_id: int) -> AuditLine:
    row = session.execute(_AUDITS.where(Audit.id == audit_id)).one_or_none()
    if row is None or not may(actor, Action.HOLD_ASK, _audit(row).scope):
        raise NotFound(NO_AUDIT)
    return _audit(row)


def find_audits(session: Session, *, actor: Actor, typed: str) -> list[AuditLine]:
    """Audits in reach whose ticket reference begins with what was typed."""
    like = _AUDITS.where(Ticket.reference.istartswith(typed.strip(), autoescape=True))
    found = (_audit(row) for row in session.execute(like.order_by(Audit.id.desc()).limit(LISTED)))
    return [one for one in found if may(actor, Action.HOLD_ASK, one.scope)][:OFFERED]


def audit_of_ticket(session: Session, reference: str) -> int:
    """The audit of this ticket, where there is one only."""
    found = session.execute(_AUDITS.where(Ticket.reference == reference, Audit.state != "void")).all()
    if len(found) != 1:
        raise NotFound(NOT_ONE.format(number=len(found), reference=reference))
    return int(found[0].id)


def hold(session: Session, hold_id: int) -> Hold:
    row = session.execute(_HOLDS.where(LegalHold.id == hold_id)).one_or_none()
    if row is None:
        raise NotFound(NO_HOLD)
    return _hold(row)


def holds(session: Session, *states: HoldState) -> list[Hold]:
    """The holds in one of these states, the oldest first."""
    found = _HOLDS.where(LegalHold.state.in_(states)).order_by(LegalHold.id).limit(LISTED)
    return [_hold(row) for row in session.execute(found)]


def scope_of(session: Session, held: Hold) -> Scope:
    """Where what is held belongs."""
    if held.person_id is not None:
        row = session.execute(_PERSON_SCOPE.where(Person.id == held.person_id)).one()
        return Scope(lob_id=row[1], site_id=row[0])
    row = session.execute(_AUDITS.where(Audit.id == held.audit_id)).one()
    return _audit(row).scope


def confirmers(session: Session, held: Hold, step: Step) -> list[Actor]:
    """Who may confirm: never who asked, nor the person whom it is about."""
    asker = held.asked_by if step is Step.HOLD else held.release_asked_by
    scope = scope_of(session, held)
    return [
        one
        for one in people.holders(session, Action.HOLD_CONFIRM)
        if one.person_id not in (asker, held.person_id) and may(one, Action.HOLD_CONFIRM, scope)
    ]


def to_confirm(session: Session, actor: Actor) -> list[tuple[Hold, Step]]:
    """What waits for this person's word, the oldest first."""
    waiting = [(held, step) for step, state in DECIDES.items() for held in holds(session, state)]
    return [(held, step) for held, step in waiting if actor.person_id in _numbers(confirmers(session, held, step))]


def _numbers(people: list[Actor]) -> set[int]:
    return {one.person_id for one in people}


def asked_card(session: Session, card: int) -> tuple[int, Step]:
    """The hold that a card is about, and what it asks for."""
    row = session.execute(select(HoldAsked.hold_id, HoldAsked.step).where(HoldAsked.id == card)).one()
    return row.hold_id, Step(row.step)


def cards_of(session: Session, hold_id: int) -> list[int]:
    return list(session.execute(select(HoldAsked.id).where(HoldAsked.hold_id == hold_id)).scalars())


def held_people() -> Select[int | None]:
    return select(LegalHold.person_id).where(LegalHold.person_id.is_not(None), LegalHold.state.in_(HOLDING))


def held_audits() -> Select[int]:
    """Audits that a hold keeps: on them, on their associate or on their auditor."""
    people_held = held_people()
    on_it = select(LegalHold.audit_id).where(LegalHold.audit_id.is_not(None), LegalHold.state.in_(HOLDING))
    concerned = or_(Audit.associate_id.in_(people_held), Audit.auditor_id.in_(people_held))
    return select(Audit.id).where(or_(Audit.id.in_(on_it), concerned))


def holds_against_erasing(session: Session, person_id: int) -> bool:
    """Whether a hold keeps this person, or an audit from which texts of theirs would go."""
    on_person = select(LegalHold.id).where(LegalHold.person_id == person_id, LegalHold.state.in_(HOLDING))
    texts_in = or_(Audit.id.in_(audits_of(person_id)), Audit.id.in_(audits_with_texts_by(person_id)))
    on_audits = select(Audit.id).where(Audit.id.in_(held_audits()), texts_in)
    return any(session.execute(found.limit(1)).first() is not None for found in (on_person, on_audits))


_ERASED = select(Erasure.person_id)
_SUBJECTS: Any = (
    select(Person.id, Person.key, Person.name, Person.email, Person.active, Person.site_id, Team.lob_id)
    .join(Team, Team.id == Person.team_id, isouter=True)
    .where(Person.id.not_in(_ERASED))
)
_PERSON_SCOPE: Any = select(Person.site_id, Team.lob_id).join(Team, Team.id == Person.team_id, isouter=True)
_Associate, _Auditor = aliased(Person), aliased(Person)
_AUDITS: Any = (
    select(
        Audit.id,
        Ticket.reference,
        _Associate.name,
        _Auditor.name,
        Queue.lob_id,
        Queue.id.label("queue_id"),
        _Associate.site_id,
    )
    .join(Ticket, Ticket.id == Audit.ticket_id)
    .join(Queue, Queue.id == Ticket.queue_id)
    .join(_Associate, _Associate.id == Audit.associate_id)
    .join(_Auditor, _Auditor.id == Audit.auditor_id)
)
_Asker, _Decider, _ReleaseAsker, _ReleaseDecider = (aliased(Person) for _ in range(4))
_Held = aliased(Person)
_HOLDS: Any = (
    select(
        LegalHold,
        _Held.name.label("person"),
        Ticket.reference,
        _Asker.name.label("asker"),
        _Decider.name.label("decider"),
        _ReleaseAsker.name.label("release_asker"),
        _ReleaseDecider.name.label("release_decider"),
    )
    .join(_Held, _Held.id == LegalHold.person_id, isouter=True)
    .join(Audit, Audit.id == LegalHold.audit_id, isouter=True)
    .join(Ticket, Ticket.id == Audit.ticket_id, isouter=True)
    .join(_Asker, _Asker.id == LegalHold.asked_by, isouter=True)
    .join(_Decider, _Decider.id == LegalHold.decided_by, isouter=True)
    .join(_ReleaseAsker, _ReleaseAsker.id == LegalHold.release_asked_by, isouter=True)
    .join(_ReleaseDecider, _ReleaseDecider.id == LegalHold.release_decided_by, isouter=True)
    .execution_options(populate_existing=True)
)


def _subject(row: Any) -> Subject:
    scope = Scope(lob_id=row.lob_id, site_id=row.site_id)
    return Subject(row.id, row.key, row.name, row.email, row.active, scope)


def _audit(row: Any) -> AuditLine:
    audit_id, reference, associate, auditor, *_ = row
    return AuditLine(
        audit_id, reference, associate, auditor, Scope(lob_id=row.lob_id, queue_id=row.queue_id, site_id=row.site_id)
    )


def _hold(row: Any) -> Hold:
    held: LegalHold = row[0]
    return Hold(
        hold_id=held.id,
        person_id=held.person_id,
        audit_id=held.audit_id,
        about=f"all data of {row.person}" if row.person else f"the audit of ticket {row.reference}",
        state=HoldState(held.state),
        reason=held.reason,
        asked_by=held.asked_by,
        asker=row.asker,
        asked_at=held.asked_at,
        decider=row.decider,
        decided_at=held.decided_at,
        release_reason=held.release_reason,
        release_asked_by=held.release_asked_by,
        release_asker=row.release_asker,
        release_decider=row.release_decider,
        release_decided_at=held.release_decided_at,
    )
