"""What is counted where it changes, compared with a count of everything."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qabot.audit.models import Audit, Tally, Ticket
from qabot.audit.store import month_of


def miscounted(session: Session) -> list[str]:
    """Where a counter says otherwise than the audits themselves."""
    audits = session.execute(select(Audit.ticket_id, Audit.associate_id, Audit.started_at).where(Audit.state != "void"))
    tickets: dict[int, int] = {}
    tallies: dict[object, int] = {}
    for ticket_id, associate_id, started_at in audits:
        key = associate_id, month_of(started_at)
        tickets[ticket_id], tallies[key] = tickets.get(ticket_id, 0) + 1, tallies.get(key, 0) + 1
    written = {
        (associate_id, month): number
        for associate_id, month, number in session.execute(select(Tally.associate_id, Tally.month, Tally.audits))
        if number
    }
    found = [] if written == tallies else [f"tallies are {written}, but should be {tallies}"]
    for ticket_id, number in session.execute(select(Ticket.id, Ticket.audits)):
        if number != tickets.get(ticket_id, 0):
            found.append(f"ticket {ticket_id} says {number}, but has {tickets.get(ticket_id, 0)}")
    return found


def counters(session: Session) -> int:
    """How many counters there are that are not at 0."""
    return session.execute(select(func.count()).select_from(Tally).where(Tally.audits > 0)).scalar_one()
