"""The messages about audits that are brought up to date when something changes."""

from sqlalchemy.orm import Session

from qabot.audit import messages_result, queries
from qabot.slack.port import Message

RESULT = "audit.result"


def result(session: Session, audit_id: int) -> Message:
    """What the associate is told of an audit, as it is now."""
    return messages_result.card(queries.sheet(session, audit_id))
