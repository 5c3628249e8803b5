"""What messages, Home and the service read of disputes. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from qabot.access import Action, Actor, may
from qabot.audit.models import Audit, Ticket
from qabot.audit.queries import Sheet
from qabot.audit.rules import Cause
from qabot.dispute.models import Dispute, DisputeItem, DisputeLead
from qabot.dispute.rules import FIRST, SECOND, WAITING, Outcome, State
from qabot.errors import NotFound
from qabot.people import queries as people
from qabot.people.models import Person

SHOWN = 60
NO_DISPUTE = "I can't find this dispute. Your Home tab shows what there is."

_Final = aliased(Person)


@dataclass(frozen=True)
class Item:
    """One disputed criterion; a level of None is N/A."""

    criterion: str
    proposed_level: int | None
    reason: str
    decided_level: int | None
    decision_reason: str | None
    cause: Cause | None
    final_level: int | None = None
    final_reason: str | None = None
    final_cause: Cause | None = None


@dataclass(frozen=True)
class Case:
    """A dispute with all that was said in it."""

    dispute_id: int
    audit_id: int
    state: State
    opened_at: datetime
    closed_by: str | None
    closed_at: datetime | None
    outcome: Outcome | None
    reason: str
    items: list[Item]
    revision: int = 1
    due_at: datetime | None = None
    expiries: int = 0
    decided_by: int | None = None
    escalated_at: datetime | None = None
    escalation_reason: str = ""
    final_by: str | None = None
    final_at: datetime | None = None
    final_outcome: Outcome | None = None

    @property
    def round(self) -> int:
        """Which leads are concerned: those asked first, or those asked after an escalation."""
        return FIRST if self.escalated_at is None else SECOND

    @property
    def may_be_escalated(self) -> bool:
        """The clock takes `due_at` away when the time is over."""
        return self.state is State.DECIDED and self.due_at is not None


@dataclass(frozen=True)
class OpenLine:
    """An open dispute on one line of a lead's Home."""

    dispute_id: int
    reference: str
    link: str
    associate: str
    opened_at: datetime
    expiries: int = 0
    escalated_at: datetime | None = None


@dataclass(frozen=True)
class Deadline:
    """When the clock acts on a dispute, by the state that it is in."""

    at: datetime
    state: State
    reference: str


@dataclass(frozen=True)
class Standing:
    """Where the last dispute of an associate's result stands."""

    audit_id: int
    reference: str
    state: State
    may_be_escalated: bool


@dataclass(frozen=True)
class Asked:
    """A lead who was asked, and the number of the card that asked them."""

    card: int
    person_id: int
    slack_user_id: str | None


def case(session: Session, dispute_id: int) -> Case:
    found = (
        select(Dispute, Person.name, _Final.name)
        .join(Person, Person.id == Dispute.closed_by, isouter=True)
        .join(_Final, _Final.id == Dispute.final_by, isouter=True)
        .execution_options(populate_existing=True)
    ).where(Dispute.id == dispute_id)
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFound(NO_DISPUTE)
    held: Dispute = row[0]
    return Case(
        dispute_id=held.id,
        audit_id=held.audit_id,
        state=State(held.state),
        opened_at=held.opened_at,
        closed_by=row[1],
        closed_at=held.closed_at,
        outcome=Outcome(held.outcome) if held.outcome else None,
        reason=held.reason,
        items=_items(session, dispute_id),
        revision=held.revision,
        due_at=held.due_at,
        expiries=held.expiries,
        decided_by=held.closed_by,
        escalated_at=held.escalated_at,
        escalation_reason=held.escalation_reason,
        final_by=row[2],
        final_at=held.final_at,
        final_outcome=Outcome(held.final_outcome) if held.final_outcome else None,
    )


def open_of(session: Session, audit_id: int) -> int | None:
    """The dispute of an audit that waits for a lead."""
    found = select(Dispute.id).where(Dispute.audit_id == audit_id, Dispute.state.in_(WAITING))
    return session.execute(found).scalar_one_or_none()


def latest_of(session: Session, audit_id: int) -> Case | None:
    """The last dispute of an audit, however it ended."""
    found = select(Dispute.id).where(Dispute.audit_id == audit_id).order_by(Dispute.id.desc()).limit(1)
    dispute_id = session.execute(found).scalar_one_or_none()
    return None if dispute_id is None else case(session, dispute_id)


def standings(session: Session, associate_id: int) -> list[Standing]:
    """The last dispute of each of an associate's audits, where it is decided or escalated."""
    later = aliased(Dispute)
    found: Any = (
        select(Dispute.audit_id, Ticket.reference, Dispute.state, Dispute.due_at)
        .join(Audit, Audit.id == Dispute.audit_id)
        .join(Ticket, Ticket.id == Audit.ticket_id)
        .where(Audit.associate_id == associate_id, Dispute.state.in_((State.DECIDED, State.ESCALATED)))
        .where(~exists().where(later.audit_id == Dispute.audit_id, later.id > Dispute.id))
        .where(Dispute.due_at.is_not(None))
    )
    return [Standing(row[0], row[1], State(row[2]), row[2] == State.DECIDED) for row in session.execute(found)]


def decided_criteria(session: Session, audit_id: int) -> frozenset[str]:
    """The criteria of an audit that a lead has decided: its auditor does not change them any more."""
    found = select(DisputeItem.criterion).join(Dispute, Dispute.id == DisputeItem.dispute_id)
    decided = found.where(Dispute.audit_id == audit_id, DisputeItem.decision_reason.is_not(None))
    return frozenset(session.execute(decided).scalars())


def asked(session: Session, dispute_id: int, *, in_round: int | None = None) -> list[Asked]:
    """The leads who were asked, in each round or in one."""
    found = select(DisputeLead.id, DisputeLead.person_id, Person.slack_user_id)
    found = found.join(Person, Person.id == DisputeLead.person_id).where(DisputeLead.dispute_id == dispute_id)
    if in_round is not None:
        found = found.where(DisputeLead.round == in_round)
    return [Asked(*row) for row in session.execute(found.order_by(DisputeLead.id))]


def of_card(session: Session, card: int) -> tuple[int, int]:
    """The dispute that a lead's card is about, and the round in which they were asked."""
    found = select(DisputeLead.dispute_id, DisputeLead.round).where(DisputeLead.id == card)
    dispute_id, in_round = session.execute(found).one()
    return dispute_id, in_round


def due(session: Session, now: datetime, *, limit: int = 100) -> list[int]:
    """The disputes for which the clock has something to do."""
    found = select(Dispute.id).where(Dispute.due_at <= now).order_by(Dispute.due_at, Dispute.id)
    return list(session.execute(found.limit(limit)).scalars())


def deadlines(session: Session, *, now: datetime, limit: int) -> list[Deadline]:
    """When the clock acts next, and for which disputes; the earliest first."""
    found = select(Dispute.due_at, Dispute.state, Ticket.reference).join(Audit, Audit.id == Dispute.audit_id)
    rows = session.execute(
        found.join(Ticket, Ticket.id == Audit.ticket_id)
        .where(Dispute.due_at > now)
        .order_by(Dispute.due_at, Dispute.id)
        .limit(limit)
    )
    return [Deadline(due_at, State(state), reference) for due_at, state, reference in rows if due_at]


def number_waiting_for(session: Session, person_id: int) -> int:
    """How many disputes this lead was asked to decide."""
    counted = select(func.count()).select_from(Dispute).join(DisputeLead, DisputeLead.dispute_id == Dispute.id)
    return session.execute(counted.where(*_waits_for(person_id))).scalar_one()


def _waits_for(person_id: int) -> tuple[ColumnElement[bool], ...]:
    first = and_(Dispute.state == State.OPEN, DisputeLead.round == FIRST)
    second = and_(Dispute.state == State.ESCALATED, DisputeLead.round == SECOND)
    return DisputeLead.person_id == person_id, or_(first, second)


def waiting_for(session: Session, person_id: int) -> list[OpenLine]:
    """The disputes that this lead was asked to decide, the oldest first."""
    found: Any = (
        select(
            Dispute.id,
            Ticket.reference,
            Ticket.link,
            Person.name,
            Dispute.opened_at,
            Dispute.expiries,
            Dispute.escalated_at,
        )
        .join(DisputeLead, DisputeLead.dispute_id == Dispute.id)
        .join(Audit, Audit.id == Dispute.audit_id)
        .join(Ticket, Ticket.id == Audit.ticket_id)
        .join(Person, Person.id == Audit.associate_id)
        .where(*_waits_for(person_id))
        .order_by(Dispute.opened_at, Dispute.id)
        .limit(SHOWN)
    )
    return [OpenLine(*row) for row in session.execute(found)]


def deciders(session: Session, sheet: Sheet, decided_by: int | None = None) -> list[Actor]:
    """Who may decide a dispute over this audit: leads in its scope, or else leads from anywhere."""
    free = uninvolved(session, sheet, decided_by)
    return [lead for lead in free if may(lead, Action.DISPUTE_DECIDE, sheet.scope)] or free


def uninvolved(session: Session, sheet: Sheet, decided_by: int | None = None) -> list[Actor]:
    """The leads from anywhere, but never the audit's auditor, its associate, the associate's team or who decided."""
    concerned = (sheet.auditor.person_id, sheet.associate.person_id, decided_by)
    return [
        lead
        for lead in people.holders(session, Action.DISPUTE_DECIDE)
        if lead.person_id not in concerned and (lead.team_id is None or lead.team_id != sheet.associate_team_id)
    ]


def _items(session: Session, dispute_id: int) -> list[Item]:
    found = select(
        DisputeItem.criterion,
        DisputeItem.proposed_level,
        DisputeItem.reason,
        DisputeItem.decided_level,
        DisputeItem.decision_reason,
        DisputeItem.cause,
        DisputeItem.final_level,
        DisputeItem.final_reason,
        DisputeItem.final_cause,
    ).where(DisputeItem.dispute_id == dispute_id)
    rows = session.execute(found.order_by(DisputeItem.id))
    return [Item(*row[:5], _cause(row[5]), row[6], row[7], _cause(row[8])) for row in rows]


def _cause(held: str | None) -> Cause | None:
    return Cause(held) if held else None
