"""What messages, Home and the service read of disputes. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot.access import Action, Actor, may
from qabot.audit.models import Audit, Ticket
from qabot.audit.queries import Sheet
from qabot.audit.rules import Cause
from qabot.dispute.models import Dispute, DisputeItem, DisputeLead
from qabot.dispute.rules import Outcome, State
from qabot.errors import NotFound
from qabot.people import queries as people
from qabot.people.models import Person

SHOWN = 10
NO_DISPUTE = "I can't find this dispute. Your Home tab shows what there is."


@dataclass(frozen=True)
class Item:
    """One disputed criterion; a level of None is N/A."""

    criterion: str
    proposed_level: int | None
    reason: str
    decided_level: int | None
    decision_reason: str | None
    cause: Cause | None


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


@dataclass(frozen=True)
class OpenLine:
    """An open dispute on one line of a lead's Home."""

    dispute_id: int
    reference: str
    link: str
    associate: str
    opened_at: datetime


@dataclass(frozen=True)
class Asked:
    """A lead who was asked, and the number of the card that asked them."""

    card: int
    slack_user_id: str | None


def case(session: Session, dispute_id: int) -> Case:
    found = (
        select(Dispute, Person.name)
        .join(Person, Person.id == Dispute.closed_by, isouter=True)
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
    )


def open_of(session: Session, audit_id: int) -> int | None:
    """The open dispute of an audit."""
    found = select(Dispute.id).where(Dispute.audit_id == audit_id, Dispute.state == State.OPEN)
    return session.execute(found).scalar_one_or_none()


def asked(session: Session, dispute_id: int) -> list[Asked]:
    found = select(DisputeLead.id, Person.slack_user_id).join(Person, Person.id == DisputeLead.person_id)
    return [Asked(*row) for row in session.execute(found.where(DisputeLead.dispute_id == dispute_id))]


def dispute_of_card(session: Session, card: int) -> int:
    found = select(DisputeLead.dispute_id).where(DisputeLead.id == card)
    return session.execute(found).scalar_one()


def waiting_for(session: Session, person_id: int) -> list[OpenLine]:
    """The open disputes that this lead was asked to decide, the oldest first."""
    found: Any = (
        select(Dispute.id, Ticket.reference, Ticket.link, Person.name, Dispute.opened_at)
        .join(DisputeLead, DisputeLead.dispute_id == Dispute.id)
        .join(Audit, Audit.id == Dispute.audit_id)
        .join(Ticket, Ticket.id == Audit.ticket_id)
        .join(Person, Person.id == Audit.associate_id)
        .where(DisputeLead.person_id == person_id, Dispute.state == State.OPEN)
        .order_by(Dispute.opened_at, Dispute.id)
        .limit(SHOWN)
    )
    return [OpenLine(*row) for row in session.execute(found)]


def deciders(session: Session, sheet: Sheet) -> list[Actor]:
    """Who may decide a dispute over this audit: leads in its scope, or else leads from anywhere.

    Never its auditor, its associate, or somebody of the associate's own team.
    """
    concerned = (sheet.auditor.person_id, sheet.associate.person_id)
    free = [
        lead
        for lead in people.holders(session, Action.DISPUTE_DECIDE)
        if lead.person_id not in concerned and (lead.team_id is None or lead.team_id != sheet.associate_team_id)
    ]
    return [lead for lead in free if may(lead, Action.DISPUTE_DECIDE, sheet.scope)] or free


def _items(session: Session, dispute_id: int) -> list[Item]:
    found = select(
        DisputeItem.criterion,
        DisputeItem.proposed_level,
        DisputeItem.reason,
        DisputeItem.decided_level,
        DisputeItem.decision_reason,
        DisputeItem.cause,
    ).where(DisputeItem.dispute_id == dispute_id)
    rows = session.execute(found.order_by(DisputeItem.id))
    return [Item(*row[:5], Cause(row[5]) if row[5] else None) for row in rows]
