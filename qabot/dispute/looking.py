"""Who may look back at the earlier revisions of an audit."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from qabot.access import Action, Actor, require
from qabot.audit import history
from qabot.audit import queries as audits
from qabot.audit.history import Revision
from qabot.audit.queries import Sheet
from qabot.dispute.models import Dispute, DisputeLead
from qabot.errors import NotFound


def back(session: Session, *, actor: Actor, audit_id: int) -> tuple[Sheet, list[Revision]]:
    """The audit and what stood before: for its associate, its auditor and the leads who were asked to decide."""
    require(actor, Action.AUDIT_SEE_REVISIONS)
    sheet = audits.sheet(session, audit_id)
    own = actor.person_id == sheet.associate.person_id and sheet.published_at is not None
    if not (own or actor.person_id == sheet.auditor.person_id or _was_asked(session, actor, audit_id)):
        raise NotFound(audits.NO_AUDIT)
    return sheet, history.earlier(session, audit_id)


def _was_asked(session: Session, actor: Actor, audit_id: int) -> bool:
    of_audit = exists().where(
        DisputeLead.dispute_id == Dispute.id,
        Dispute.audit_id == audit_id,
        DisputeLead.person_id == actor.person_id,
    )
    return bool(session.execute(select(of_audit)).scalar_one())
