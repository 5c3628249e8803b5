"""The messages about audits and disputes that are brought up to date when something changes."""

from sqlalchemy.orm import Session

from qabot.audit import messages_result
from qabot.audit import queries as audits
from qabot.dispute import conversation, messages, messages_asking, messages_result_steps, queries
from qabot.slack.port import Message

AUDITOR = "dispute.auditor"
LEAD = "dispute.lead"
# What the clock says to a lead: that they decide now, or still have to.
ASKED_LATER = "dispute.asked_later"
STILL_OPEN = "dispute.still_open"
ASKED = "audit.asked"


def result(session: Session, audit_id: int) -> Message:
    """What the associate is told of an audit, and what they can do about it, as it is now."""
    sheet, case = audits.sheet(session, audit_id), queries.latest_of(session, audit_id)
    return messages_result.card(sheet, messages_result_steps.of(sheet, case))


def auditor(session: Session, dispute_id: int) -> Message:
    case = queries.case(session, dispute_id)
    return messages.auditor_card(audits.sheet(session, case.audit_id), case)


def lead(session: Session, card: int) -> Message:
    dispute_id, in_round = queries.of_card(session, card)
    case = queries.case(session, dispute_id)
    return messages.lead_card(audits.sheet(session, case.audit_id), case, in_round)


def asked(session: Session, audit_id: int) -> Message:
    """For the auditor: what their associate asks."""
    return messages_asking.auditor_card(audits.sheet(session, audit_id), conversation.remarks(session, audit_id))
