"""Which audits a digest is about: those of one line of business, or all."""

from typing import Any

from sqlalchemy import true

from qabot.audit.models import Audit, Ticket
from qabot.people.models import Queue


def of_lob(found: Any, lob_id: int | None) -> Any:
    """Of a statement over audits, what is in this line of business; None is everywhere."""
    there = found.join(Ticket, Ticket.id == Audit.ticket_id).join(Queue, Queue.id == Ticket.queue_id)
    return there.where(true() if lob_id is None else Queue.lob_id == lob_id)
