"""The associate asks the auditor about a result, and the auditor answers: the bot carries it between the two.

Nobody else reads along, and nothing of it is posted to a channel.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from qabot import journal, outbox
from qabot.access import Action, Actor, require
from qabot.audit import cards as audit_cards
from qabot.audit import queries as audits
from qabot.audit import revisions
from qabot.audit import rules as audit_rules
from qabot.audit.queries import Sheet, Someone
from qabot.dispute import cards, conversation, messages_asking, steps
from qabot.dispute.conversation import Remark
from qabot.dispute.models import AuditRemark
from qabot.errors import InvalidInput, NotFound, WrongState

WITHDRAWN = "This audit was voided. It does not count, so there is nothing to ask about it."
TEXT_MISSING = "Please write something."


@dataclass(frozen=True)
class Sent:
    """To whom it goes, and what was masked in it."""

    to: Someone
    masked: dict[str, int]


def askable(session: Session, *, actor: Actor, audit_id: int) -> Sheet:
    """The associate's own result; anybody else's is not found."""
    require(actor, Action.AUDIT_ASK)
    sheet = revisions.own_result(session, actor=actor, audit_id=audit_id)
    if sheet.state is audit_rules.State.VOID:
        raise WrongState(WITHDRAWN)
    return sheet


def answerable(session: Session, *, actor: Actor, audit_id: int) -> Sheet:
    """An audit of this auditor about which they were asked; any other is not found."""
    sheet = audits.sheet(session, audit_id, lock=True)
    if sheet.auditor.person_id != actor.person_id or not conversation.remarks(session, audit_id):
        raise NotFound(audits.NO_AUDIT)
    require(actor, Action.AUDIT_ANSWER, sheet.scope)
    if sheet.state is audit_rules.State.VOID:
        raise WrongState(WITHDRAWN)
    return sheet


def ask(session: Session, *, actor: Actor, audit_id: int, text: str, now: datetime) -> Sent:
    """Keep a question, and bring it to the auditor: the first one as a card, what follows in the card's thread."""
    sheet = askable(session, actor=actor, audit_id=audit_id)
    first = not conversation.remarks(session, audit_id)
    remark, masked = _keep(session, actor, sheet, "audit.asked", text, now)
    address = sheet.auditor.slack_user_id
    if address and first:
        outbox.post_card(session, card=cards.ASKED, subject=audit_id, channel=address, now=now)
    elif address:
        outbox.refresh_card(session, card=cards.ASKED, subject=audit_id, now=now)
        _relay(session, sheet, remark, address, cards.ASKED, now)
    return Sent(sheet.auditor, masked)


def answer(session: Session, *, actor: Actor, audit_id: int, text: str, now: datetime) -> Sent:
    """Keep an answer, and bring it to the associate, in the thread of their result."""
    sheet = answerable(session, actor=actor, audit_id=audit_id)
    remark, masked = _keep(session, actor, sheet, "audit.answered", text, now)
    outbox.refresh_card(session, card=cards.ASKED, subject=audit_id, now=now)
    if sheet.associate.slack_user_id:
        _relay(session, sheet, remark, sheet.associate.slack_user_id, audit_cards.RESULT, now)
    return Sent(sheet.associate, masked)


def _keep(
    session: Session, actor: Actor, sheet: Sheet, action: str, text: str, now: datetime
) -> tuple[Remark, dict[str, int]]:
    if not text.strip():
        raise InvalidInput(TEXT_MISSING, {messages_asking.BLOCK: TEXT_MISSING})
    masked: dict[str, int] = {}
    kept = steps.guarded(text, masked)
    row = AuditRemark(audit_id=sheet.audit_id, author_id=actor.person_id, text=kept, written_at=now)
    session.add(row)
    session.flush()
    journal.record(
        session,
        now=now,
        actor_id=actor.person_id,
        action=action,
        thing="audit",
        thing_id=sheet.audit_id,
        remark=row.id,
    )
    return Remark(row.id, actor.name, kept, now), masked


def _relay(session: Session, sheet: Sheet, remark: Remark, address: str, card: str, now: datetime) -> None:
    """Under the card of the audit; where that is not posted yet, by itself."""
    posted = outbox.posted_card(session, card=card, subject=sheet.audit_id)
    message = messages_asking.relayed(sheet, remark, to_associate=card == audit_cards.RESULT)
    outbox.enqueue(
        session,
        key=f"audit.remark:{remark.remark_id}",
        channel=address,
        message=message,
        now=now,
        thread_ts=posted.ts if posted else None,
    )
