"""How far the week is: audits that are submitted, against what an auditor scores in a week and what a queue wants."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from qabot.access import Actor
from qabot.audit.models import Audit, Ticket
from qabot.audit.rules import State
from qabot.db import run
from qabot.people import queries as people
from qabot.people.models import Person, Queue

_CAPACITY = select(Person.weekly_capacity).where(Person.id == bindparam("person"))
_WANTED = (
    select(Queue.id, Queue.name, Queue.weekly_target)
    .where(Queue.weekly_target.is_not(None))
    .order_by(Queue.name, Queue.id)
)
SUBMITTED = (State.SUBMITTED, State.PUBLISHED, State.ACKNOWLEDGED, State.DISPUTED)


@dataclass(frozen=True)
class QueueProgress:
    """A queue with a weekly target, and how many of its audits were submitted this week, by whomever."""

    queue_id: int
    queue: str
    done: int
    target: int


def capacity(session: Session, person_id: int) -> int | None:
    """How many audits this auditor scores in a week, where the programme says so."""
    found: int | None = run(session, _CAPACITY, person=person_id).scalar_one()
    return found


def of_queues(session: Session, actor: Actor, *, since: datetime) -> list[QueueProgress]:
    """The queues with a target in which this auditor scores, by name."""
    reached = {queue.queue_id for queue in people.queues_for(session, actor)}
    return [queue for queue in _with_target(session, since) if queue.queue_id in reached]


def below_target(session: Session, *, since: datetime) -> list[int]:
    """The queues in which fewer audits than their target were submitted since an instant."""
    return [queue.queue_id for queue in _with_target(session, since) if queue.done < queue.target]


def _with_target(session: Session, since: datetime) -> list[QueueProgress]:
    queues = [tuple(row) for row in run(session, _WANTED)]
    # The audits of a week are counted only where somebody wants to know.
    done = _submitted_since(session, since) if queues else {}
    return [QueueProgress(queue_id, name, done.get(queue_id, 0), target or 0) for queue_id, name, target in queues]


def _submitted_since(session: Session, since: datetime) -> dict[int, int]:
    """How many audits of each queue were submitted since an instant."""
    counted = (
        select(Ticket.queue_id, func.count())
        .join(Audit, Audit.ticket_id == Ticket.id)
        .where(Audit.submitted_at >= since, Audit.state.in_(SUBMITTED))
        .group_by(Ticket.queue_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}
