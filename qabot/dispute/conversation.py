"""What was asked and answered about a result. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot.dispute.models import AuditRemark
from qabot.people.models import Person


@dataclass(frozen=True)
class Remark:
    """A question or an answer."""

    remark_id: int
    author: str
    text: str
    written_at: datetime


def remarks(session: Session, audit_id: int) -> list[Remark]:
    """All of them, in the order in which they were written."""
    found = select(AuditRemark.id, Person.name, AuditRemark.text, AuditRemark.written_at)
    found = found.join(Person, Person.id == AuditRemark.author_id).where(AuditRemark.audit_id == audit_id)
    return [Remark(*row) for row in session.execute(found.order_by(AuditRemark.id))]
