"""Voiding an audit, from whatever state it is in; an open dispute of it ends with it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot import journal, outbox, privacy
from qabot.access import Action, Actor, may, require
from qabot.audit import cards as audit_cards
from qabot.audit import messages_void, reminders, store
from qabot.audit import queries as audits
from qabot.audit import rules as audit_rules
from qabot.audit.models import Audit, Ticket
from qabot.audit.queries import Sheet
from qabot.dispute import queries, steps
from qabot.dispute.rules import State
from qabot.errors import InvalidInput, NotFound, WrongState

NO_AUDIT = "I find no audit of this ticket that you may void. Please check its reference."
USAGE = "Please say which ticket: `/qa-audit void REFERENCE`."
REASON_MISSING = "Please write a reason."
VOID_ALREADY = "This audit is void already. Nothing was changed."


def find(session: Session, *, actor: Actor, reference: str) -> list[Sheet]:
    """The audits of this ticket that the lead may void; NotFound where there are none."""
    require(actor, Action.AUDIT_VOID)
    if not reference:
        raise InvalidInput(USAGE)
    ids = select(Audit.id).join(Ticket, Ticket.id == Audit.ticket_id)
    found = ids.where(Ticket.reference == reference, Audit.state != audit_rules.State.VOID).order_by(Audit.id)
    sheets = [audits.sheet(session, audit_id) for audit_id in session.execute(found).scalars().all()]
    mine = [sheet for sheet in sheets if _is_theirs(actor, sheet)]
    if not mine:
        raise NotFound(NO_AUDIT)
    return mine


def void(session: Session, *, actor: Actor, audit_id: int, reason: str, now: datetime) -> tuple[Sheet, dict[str, int]]:
    """Take the audit out of all figures; what was masked in the reason comes back with it."""
    require(actor, Action.AUDIT_VOID)
    sheet = audits.sheet(session, audit_id, lock=True)
    if not _is_theirs(actor, sheet):
        raise NotFound(NO_AUDIT)
    if not audit_rules.may_become(sheet.state, audit_rules.State.VOID):
        raise WrongState(VOID_ALREADY)
    if not reason.strip():
        raise InvalidInput(REASON_MISSING, {messages_void.REASON_BLOCK: REASON_MISSING})
    guarded = privacy.guard(reason.strip())
    kept = guarded.text[: audit_rules.COMMENT_LENGTH]
    store.change(session, audit_id, state=audit_rules.State.VOID, void_reason=kept, touched_at=now)
    change = {"before": sheet.state, "after": audit_rules.State.VOID}
    journal.record(
        session, now=now, actor_id=actor.person_id, action="audit.voided", thing="audit", thing_id=audit_id, **change
    )
    _end_dispute(session, actor, audit_id, now)
    _tell(session, sheet, kept, now)
    return sheet, guarded.masked


def _is_theirs(actor: Actor, sheet: Sheet) -> bool:
    """In scope, and neither their own result nor one of their own team."""
    own = actor.person_id == sheet.associate.person_id
    own_team = actor.team_id is not None and actor.team_id == sheet.associate_team_id
    return may(actor, Action.AUDIT_VOID, sheet.scope) and not own and not own_team


def _end_dispute(session: Session, actor: Actor, audit_id: int, now: datetime) -> None:
    dispute_id = queries.open_of(session, audit_id)
    if dispute_id is None:
        return
    steps.move(session, actor, queries.case(session, dispute_id), State.VOID, now)
    steps.refresh(session, dispute_id, now)


def _tell(session: Session, sheet: Sheet, reason: str, now: datetime) -> None:
    """A draft is known to its auditor alone."""
    outbox.refresh_card(session, card=audit_cards.RESULT, subject=sheet.audit_id, now=now)
    reminders.refresh(session, sheet.audit_id, now=now)
    told = [sheet.auditor, *([sheet.associate] if sheet.published_at else [])]
    for person in told:
        if person.slack_user_id:
            key = f"audit.voided:{sheet.audit_id}:{person.person_id}"
            message = messages_void.notice(sheet, reason)
            outbox.enqueue(session, key=key, channel=person.slack_user_id, message=message, now=now)
            outbox.refresh_home(session, slack_user_id=person.slack_user_id, now=now)
