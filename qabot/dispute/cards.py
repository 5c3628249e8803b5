"""The messages about disputes that are brought up to date when something changes."""

from sqlalchemy.orm import Session

from qabot.audit import queries as audits
from qabot.dispute import messages, queries
from qabot.slack.port import Message

AUDITOR = "dispute.auditor"
LEAD = "dispute.lead"


def auditor(session: Session, dispute_id: int) -> Message:
    case = queries.case(session, dispute_id)
    return messages.auditor_card(audits.sheet(session, case.audit_id), case)


def lead(session: Session, card: int) -> Message:
    case = queries.case(session, queries.dispute_of_card(session, card))
    return messages.lead_card(audits.sheet(session, case.audit_id), case)
