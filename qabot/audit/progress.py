"""How far the week is: audits that are out, against what an auditor scores in a week and what a queue wants."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from qabot.access import Actor
from qabot.audit.models import Audit, Ticket
from qabot.audit.rules import State
from qabot.people import queries as people
from qabot.people.models import Person, Queue

OUT = (State.PUBLISHED, State.ACKNOWLEDGED, State.DISPUTED)


@dataclass(frozen=True)
class QueueProgress:
    """A queue with a weekly target, and how many of its audits were submitted this week, by whomever."""

    queue: str
    done: int
    target: int


def capacity(session: Session, person_id: int) -> int | None:
    """How many audits this auditor scores in a week, where the programme says so."""
    return session.execute(select(Person.weekly_capacity).where(Person.id == person_id)).scalar_one()


def of_queues(session: Session, actor: Actor, *, since: datetime) -> list[QueueProgress]:
    """The queues with a target in which this auditor scores, by name."""
    reached = [queue.queue_id for queue in people.queues_for(session, actor)]
    done = out_since(since)
    found = (
        select(Queue.name, func.coalesce(done.c.audits, 0), Queue.weekly_target)
        .outerjoin(done, done.c.queue_id == Queue.id)
        .where(Queue.id.in_(reached), Queue.weekly_target.is_not(None))
        .order_by(Queue.name)
    )
    return [QueueProgress(*row) for row in session.execute(found)]


def out_since(since: datetime) -> Subquery:
    """How many audits of each queue were submitted since an instant."""
    return (
        select(Ticket.queue_id, func.count().label("audits"))
        .join(Audit, Audit.ticket_id == Ticket.id)
        .where(Audit.submitted_at >= since, Audit.state.in_(OUT))
        .group_by(Ticket.queue_id)
        .subquery()
    )
