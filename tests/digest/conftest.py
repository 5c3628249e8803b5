"""A week of audits, written straight into the tables: who scored them does not matter to a digest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from qabot.audit.models import Audit, Rating, Ticket
from qabot.audit.rules import Basis, Rated, State, score
from qabot.db import Database
from qabot.dispute.models import Dispute
from qabot.people.models import Person, Queue, Site
from tests.factories import SCORECARD, World
from tests.times import T0

GOOD = {"identity": 1, "privacy": 1, "answer": 4, "tone": 4}
# Of the Monday of the tests, the Wednesday before.
WEDNESDAY = T0 - timedelta(days=5)


@dataclass
class Weeks:
    db: Database
    world: World

    def associates(self, count: int) -> list[int]:
        """Further people of the first site."""
        with self.db.transaction() as session:
            for number in range(100, 100 + count):
                person = {"key": f"p{number}", "name": f"P {number}", "folded_name": f"p {number}"}
                session.add(Person(id=number, email=f"p{number}@example.com", title="", site_id=1, **person))
        return list(range(100, 100 + count))

    def audit(
        self,
        associate_id: int,
        *,
        queue: str = "login",
        at: datetime = WEDNESDAY,
        basis: Basis = Basis.RANDOM,
        state: State = State.ACKNOWLEDGED,
        **levels: int,
    ) -> int:
        """A published audit with full marks, but for these levels."""
        scored = score(SCORECARD, [Rated(key, level) for key, level in (GOOD | levels).items()])
        with self.db.transaction() as session:
            number = 1000 + session.query(Ticket).count()
            ticket = Ticket(
                id=number,
                reference=f"D-{number}",
                link="https://tickets.example/1",
                queue_id=self.world.queues[queue],
                associate_id=associate_id,
                handled_at=at,
                labels=[],
            )
            session.add(ticket)
            session.flush()
            audit = Audit(
                ticket_id=ticket.id,
                scorecard_version_id=self.world.scorecard_version_id,
                auditor_id=self.world.people["arun"],
                associate_id=associate_id,
                basis=basis,
                state=state,
                score=scored.value,
                auto_failed=scored.auto_failed,
                started_at=at,
                touched_at=at,
                submitted_at=at,
                published_at=at,
            )
            session.add(audit)
            session.flush()
            for key, level in (GOOD | levels).items():
                cause = "associate_execution" if level < SCORECARD.criteria[key].top else None
                session.add(Rating(audit_id=audit.id, criterion=key, level=level, cause=cause))
            return audit.id

    def wants(self, **targets: int) -> None:
        """Weekly targets of queues."""
        with self.db.transaction() as session:
            for queue, target in targets.items():
                session.get_one(Queue, self.world.queues[queue]).weekly_target = target

    def days_off(self, *days: str) -> None:
        """At the site where the associates work."""
        with self.db.transaction() as session:
            session.get_one(Site, 1).days_off = list(days)

    def dispute(self, audit_id: int, at: datetime = WEDNESDAY, escalated_at: datetime | None = None) -> None:
        with self.db.transaction() as session:
            who = self.world.people["maya"]
            state = "escalated" if escalated_at else "open"
            held = {"state": state, "opened_by": who, "opened_at": at, "escalated_at": escalated_at}
            session.add(Dispute(audit_id=audit_id, revision=1, **held))


@pytest.fixture
def weeks(db: Database, world: World) -> Weeks:
    return Weeks(db, world)
