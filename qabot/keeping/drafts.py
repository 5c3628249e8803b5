"""Audits that never came out: what is in them goes, and their ticket waits again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from qabot import journal
from qabot.audit import store
from qabot.audit.models import Audit, Rating
from qabot.audit.rules import State
from qabot.keeping.inventory import Condition, Ids

UNSYNCHRONISED = {"synchronize_session": False}


def unpublished(*conditions: Condition) -> Ids:
    """Drafts, and what is left of discarded ones."""
    rated = exists().where(Rating.audit_id == Audit.id)
    return select(Audit.id).where(
        Audit.published_at.is_(None),
        Audit.state.in_((State.DRAFT, State.VOID)),
        (Audit.state == State.DRAFT) | rated,
        *conditions,
    )


def drop(session: Session, audit_ids: Sequence[int], *, now: datetime) -> None:
    """Discard these drafts and forget their ratings; one that was submitted meanwhile stays."""
    still = select(Audit.id, Audit.state).where(Audit.id.in_(audit_ids), Audit.published_at.is_(None))
    rows = session.execute(still.order_by(Audit.id).with_for_update()).all()
    for audit_id in (row.id for row in rows if row.state == State.DRAFT):
        change = {"before": State.DRAFT, "after": State.VOID}
        store.change(session, audit_id, state=State.VOID)
        journal.record(
            session, now=now, actor_id=None, action="audit.discarded", thing="audit", thing_id=audit_id, **change
        )
    ids = [row.id for row in rows]
    session.execute(delete(Rating).where(Rating.audit_id.in_(ids)), execution_options=UNSYNCHRONISED)
