"""Tickets that a message speaks of. Only what is known here already counts; of the message nothing is kept."""

import re
from html import unescape

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from qabot.access import Action, Actor, Scope, may
from qabot.audit.models import Audit, Ticket
from qabot.audit.rules import State
from qabot.audit.tickets import TicketChoice
from qabot.people.models import Person, Queue

READ = 20_000
LOOKED_UP = 200
LINK = re.compile(r"https?://[^\s<>|\"]+")
REFERENCE = re.compile(r"[^\W_](?:[\w.\-]{0,62}[^\W_])?")


def find(session: Session, actor: Actor, text: str) -> list[TicketChoice]:
    """The tickets named or linked in a text that this auditor may score, in the order of the text."""
    read = unescape(text[:READ])
    links, references = _links(read), _references(read)
    if not links and not references:
        return []
    found = _known(session, actor, links, references)
    return sorted(found, key=lambda ticket: (_place(read, ticket.reference), ticket.ticket_id))


def _links(text: str) -> list[str]:
    """Links as they stand, and without the stop or bracket that ends a sentence."""
    found = LINK.findall(text)[:LOOKED_UP]
    return list(dict.fromkeys(form for link in found for form in (link, link.rstrip(".,;:!?)]}'*_~`"))))


def _references(text: str) -> list[str]:
    """Whatever may be a reference: it has a digit. People mix capitals and small letters."""
    words = [word for word in REFERENCE.findall(text) if any(sign.isdigit() for sign in word)]
    forms = (form for word in words for form in (word, word.upper(), word.lower()))
    return list(dict.fromkeys(forms))[:LOOKED_UP]


def _place(text: str, reference: str) -> int:
    """Where the reference stands; a ticket that is linked without it comes last."""
    place = text.casefold().find(reference.casefold())
    return len(text) if place < 0 else place


def _known(session: Session, actor: Actor, links: list[str], references: list[str]) -> list[TicketChoice]:
    audited = exists().where(Audit.ticket_id == Ticket.id, Audit.state != State.VOID).correlate(Ticket)
    found = (
        select(Ticket.id, Ticket.reference, Person.name, Queue.name, Ticket.handled_at, audited)
        .add_columns(Queue.lob_id, Queue.id, Person.site_id, Person.id, Person.team_id)
        .join(Queue, Queue.id == Ticket.queue_id)
        .join(Person, Person.id == Ticket.associate_id)
        .where(Person.active, or_(Ticket.reference.in_(references), Ticket.link.in_(links)))
    )
    rows = [tuple(row) for row in session.execute(found)]
    return [TicketChoice(*row[:6]) for row in rows if _may_score(actor, Scope(*row[6:9]), row[9], row[10])]


def _may_score(actor: Actor, scope: Scope, associate_id: int, team_id: int | None) -> bool:
    """Neither outside their grants, nor their own, nor of their own team: `service` refuses the same."""
    own = associate_id == actor.person_id or (team_id is not None and team_id == actor.team_id)
    return may(actor, Action.AUDIT_SCORE, scope) and not own
