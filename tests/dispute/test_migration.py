"""Disputes from before there were escalations come through a migration, and back."""

from sqlalchemy import select

from qabot import migrate, roles
from qabot.access import Role
from qabot.audit.models import AuditRevision
from qabot.db import Database
from qabot.dispute import escalating
from qabot.dispute.models import Dispute, DisputeItem, DisputeLead
from qabot.dispute.rules import State
from tests.databases import ROLE, as_owner
from tests.dispute.test_escalating import WHY
from tests.dispute.test_service import Disputes, disputes, ruling
from tests.times import T

__all__ = ["disputes"]
BEFORE = "0006"


def down_and_up(database: Database) -> None:
    """As the owner of the tables does it, who then lets the bot in again."""
    owned = as_owner(database)
    migrate.downgrade(owned, BEFORE)
    migrate.upgrade(owned)
    if owned.dialect == "postgresql":
        roles.grant(owned, ROLE)
    owned.dispose()


def test_down_and_up_again_with_what_was_there(disputes: Disputes) -> None:
    disputes.grant("max", Role.QA_LEAD)
    dispute_id = disputes.open()
    disputes.decide("quinn", dispute_id)
    disputes.act(escalating.escalate, "maya", T(3), audit_id=disputes.audit_id, reason=WHY)
    disputes.decide("max", dispute_id, ruling("answer", 4), ruling("tone", 4))
    down_and_up(disputes.db)
    with disputes.db.reading() as session:
        held = session.execute(select(Dispute)).scalar_one()
        assert (held.state, held.outcome, held.revision, held.due_at) == (State.DECIDED, "partly_upheld", 1, None)
        assert len(session.execute(select(DisputeItem)).scalars().all()) == 2
        assert {lead.round for lead in session.execute(select(DisputeLead)).scalars()} == {1}
        assert len(session.execute(select(AuditRevision)).scalars().all()) == 2


def test_an_open_one_gets_its_time(disputes: Disputes) -> None:
    dispute_id = disputes.open()
    down_and_up(disputes.db)
    with disputes.db.reading() as session:
        held = session.execute(select(Dispute)).scalar_one()
        assert held.due_at is not None
        assert held.due_at > held.opened_at
    assert disputes.decide("quinn", dispute_id).sheet.revision == 2
