"""What the local workspace is told of what comes: digests, disputes and reminders, in order."""

from datetime import timedelta
from typing import Any

from qabot.audit.models import Audit
from qabot.audit.rules import State as AuditState
from qabot.dev import COMING, what_comes
from qabot.digest import service as digest
from qabot.dispute.models import Dispute
from qabot.dispute.rules import State
from sandbox.clock import Due
from tests.digest.conftest import Weeks
from tests.schedule.conftest import Schedules
from tests.times import T0

HOUR = timedelta(hours=1)
# At nine in Berlin, on the day after.
DIGEST = T0 + timedelta(hours=23)


def _dispute(weeks: Weeks, state: State, **due: Any) -> None:
    audit_id = weeks.audit(weeks.world.people["maya"])
    with weeks.db.transaction() as session:
        who = weeks.world.people["maya"]
        session.add(Dispute(audit_id=audit_id, revision=1, state=state, opened_by=who, opened_at=T0, **due))


def test_what_comes_is_told_in_order(schedules: Schedules) -> None:
    weeks = Weeks(schedules.db, schedules.world)
    schedules.make(kind=digest.AUDITS, about={"lob_id": 1})
    _dispute(weeks, State.OPEN, due_at=T0 + HOUR)
    _dispute(weeks, State.DECIDED, due_at=DIGEST + HOUR)
    _dispute(weeks, State.OPEN, due_at=T0 - HOUR)
    _dispute(weeks, State.WITHDRAWN)
    waits = weeks.audit(weeks.world.people["maya"], state=AuditState.PUBLISHED)
    with schedules.db.transaction() as session:
        held = session.get_one(Audit, waits)
        held.remind_since, held.remind_at, held.reminded = T0, T0 + 2 * HOUR, 2
    with schedules.db.reading() as session:
        told = what_comes(session, T0)
    assert told[:4] == [
        Due((T0 + HOUR).timestamp(), "The dispute over ticket D-1004 goes to the next QA leads"),
        Due((T0 + 2 * HOUR).timestamp(), "A lead is told that the result of ticket D-1008 waits"),
        Due(DIGEST.timestamp(), "Weekly audits: Accounts"),
        Due((DIGEST + HOUR).timestamp(), "The dispute over ticket D-1005 cannot be escalated any more"),
    ]
    assert len(told) == COMING
