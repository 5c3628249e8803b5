"""The results that an associate is told of together."""

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from qabot.audit import messages_publish, queries, waiting
from qabot.audit.models import Audit
from qabot.slack.port import Message


def card(session: Session, audit_id: int) -> Message:
    """The summary of all that was published with this audit."""
    first = aliased(Audit)
    same = Audit.associate_id == first.associate_id, Audit.published_at == first.published_at
    together = select(Audit.id).join(first, first.id == audit_id).where(Audit.state.in_(queries.TOLD), *same)
    found = waiting.results().where(Audit.id.in_(together)).order_by(Audit.id)
    return messages_publish.summary(waiting.read(session, found))
