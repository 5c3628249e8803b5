"""Results that wait to be acknowledged, and who is told when one waits too long."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot.access import Action, Actor, Scope, may
from qabot.audit.models import Audit, Ticket
from qabot.audit.queries import ASSOCIATE, Someone
from qabot.audit.reminder_rules import Step
from qabot.audit.rules import State
from qabot.people import queries as people
from qabot.people.models import Queue


@dataclass(frozen=True)
class Unacknowledged:
    """A result as far as its acknowledgement goes; `since` is from when the reminders count."""

    audit_id: int
    state: State
    since: datetime | None
    look_at: datetime | None
    reminded: int
    reference: str
    link: str
    queue: str
    scope: Scope
    associate: Someone
    associate_active: bool
    team_id: int | None

    @property
    def waits(self) -> bool:
        return self.state is State.PUBLISHED


def due(session: Session, now: datetime, *, limit: int = 100) -> list[int]:
    """The audits at which the clock has to look."""
    found = select(Audit.id).where(Audit.remind_at.is_not(None), Audit.remind_at <= now)
    return list(session.execute(found.order_by(Audit.remind_at, Audit.id).limit(limit)).scalars())


def coming(session: Session, *, now: datetime, limit: int) -> list[tuple[datetime, Step, str]]:
    """When somebody is reminded next, with the step and the reference of the ticket; the earliest first."""
    found = select(Audit.remind_at, Audit.reminded, Ticket.reference).join(Ticket, Ticket.id == Audit.ticket_id)
    ahead = found.where(Audit.remind_at > now, Audit.state == State.PUBLISHED, Audit.reminded < Step.LEAD)
    rows = session.execute(ahead.order_by(Audit.remind_at, Audit.id).limit(limit))
    return [(at, Step(reminded + 1), reference) for at, reminded, reference in rows if at]


def result(session: Session, audit_id: int, *, lock: bool = False) -> Unacknowledged:
    """With `lock`, nobody else writes to it until the transaction ends."""
    found = _RESULT.where(Audit.id == audit_id)
    row = dict(session.execute(found.with_for_update(of=Audit, key_share=True) if lock else found).mappings().one())
    return Unacknowledged(
        state=State(row.pop("state")),
        scope=Scope(row.pop("lob_id"), row.pop("queue_id"), row.pop("site_id")),
        associate=Someone(row.pop("associate_id"), row.pop("name"), row.pop("slack_user_id")),
        **row,
    )


def leads(session: Session, held: Unacknowledged) -> list[Actor]:
    """The leads of the associate's team, or else the QA leads of where it belongs; only who can be told."""
    team = [one for one in _able(session, held, Action.OVERDUE_OF_TEAM) if one.team_id == held.team_id]
    return team if team and held.team_id else _able(session, held, Action.OVERDUE_OF_OTHERS)


def _able(session: Session, held: Unacknowledged, action: Action) -> list[Actor]:
    return [
        one
        for one in people.holders(session, action)
        if one.slack_user_id and one.person_id != held.associate.person_id and may(one, action, held.scope)
    ]


_RESULT = (
    select(
        Audit.id.label("audit_id"),
        Audit.state,
        Audit.remind_since.label("since"),
        Audit.remind_at.label("look_at"),
        Audit.reminded,
        Ticket.reference,
        Ticket.link,
        Queue.name.label("queue"),
        Queue.lob_id,
        Queue.id.label("queue_id"),
        ASSOCIATE.site_id,
        ASSOCIATE.id.label("associate_id"),
        ASSOCIATE.name.label("name"),
        ASSOCIATE.slack_user_id,
        ASSOCIATE.active.label("associate_active"),
        ASSOCIATE.team_id,
    )
    .join(Ticket, Ticket.id == Audit.ticket_id)
    .join(Queue, Queue.id == Ticket.queue_id)
    .join(ASSOCIATE, ASSOCIATE.id == Audit.associate_id)
)
