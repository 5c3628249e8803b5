"""Audits as people do them, each step in a transaction of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from qabot.access import Actor
from qabot.audit import publishing, queries, service
from qabot.audit.publishing import Published
from qabot.audit.queries import Sheet
from qabot.audit.rules import Cause
from qabot.audit.service import Entry, Saved
from qabot.db import Database
from qabot.journal import JournalRow
from qabot.outbox import OutboxRow
from qabot.people import queries as people
from tests.factories import World, slack_id
from tests.times import T0

SAFETY, RESOLUTION, REVIEW = 0, 1, 2
GOOD_SAFETY = (Entry("identity", 1), Entry("privacy", 1))
GOOD_RESOLUTION = (Entry("answer", 4), Entry("tone", 4))


def finding(
    criterion: str, level: int, cause: Cause = Cause.ASSOCIATE_EXECUTION, comment: str = "Left out a step."
) -> Entry:
    return Entry(criterion, level, cause=cause, comment=comment)


@dataclass
class Audits:
    """Who does what; ids and keys are those of the test department."""

    db: Database
    world: World

    def actor(self, person: str) -> Actor:
        with self.db.reading() as session:
            found = people.actor_by_slack_id(session, slack_id(person))
        assert found is not None
        return found

    def next(self, auditor: str, at: datetime = T0) -> int:
        with self.db.transaction() as session:
            return service.start_next(session, actor=self.actor(auditor), now=at)

    def pick(self, auditor: str, reference: str, at: datetime = T0) -> int:
        ticket_id = self.world.tickets[reference]
        with self.db.transaction() as session:
            return service.start(session, actor=self.actor(auditor), ticket_id=ticket_id, now=at)

    def save(self, auditor: str, audit_id: int, page: int, *entries: Entry, at: datetime = T0) -> Saved:
        with self.db.transaction() as session:
            return service.save_page(
                session, actor=self.actor(auditor), audit_id=audit_id, page=page, entries=entries, now=at
            )

    def fill(self, auditor: str, audit_id: int, *entries: Entry) -> None:
        """Full marks, but for what these entries say."""
        said = {entry.criterion: entry for entry in entries}
        for page, good in enumerate((GOOD_SAFETY, GOOD_RESOLUTION)):
            self.save(auditor, audit_id, page, *(said.get(entry.criterion, entry) for entry in good))

    def submit(self, auditor: str, audit_id: int, at: datetime = T0, *, keep: bool = False) -> Sheet:
        with self.db.transaction() as session:
            return service.submit(session, actor=self.actor(auditor), audit_id=audit_id, now=at, keep=keep)

    def complete(self, auditor: str, reference: str, *entries: Entry, at: datetime = T0, keep: bool = False) -> int:
        """A submitted audit of this ticket; published, unless it is kept for the next batch."""
        audit_id = self.pick(auditor, reference, at)
        self.fill(auditor, audit_id, *entries)
        self.submit(auditor, audit_id, at, keep=keep)
        return audit_id

    def publish(self, person: str, *audit_ids: int, at: datetime = T0) -> Published:
        with self.db.transaction() as session:
            return publishing.publish(session, actor=self.actor(person), audit_ids=audit_ids, now=at)

    def acknowledge(self, associate: str, audit_id: int, at: datetime = T0) -> bool:
        with self.db.transaction() as session:
            return service.acknowledge(session, actor=self.actor(associate), audit_id=audit_id, now=at)

    def discard(self, auditor: str, audit_id: int, at: datetime = T0) -> Sheet:
        with self.db.transaction() as session:
            return service.discard_draft(session, actor=self.actor(auditor), audit_id=audit_id, now=at)

    def sheet(self, audit_id: int) -> Sheet:
        with self.db.reading() as session:
            return queries.sheet(session, audit_id)

    def journal(self, audit_id: int) -> list[str]:
        with self.db.reading() as session:
            rows = select(JournalRow.action).where(JournalRow.thing == "audit", JournalRow.thing_id == audit_id)
            return list(session.execute(rows.order_by(JournalRow.id)).scalars())

    def said(self, *columns: Any) -> Iterable[Any]:
        """What the outbox holds, in order."""
        with self.db.reading() as session:
            return session.execute(select(*columns).select_from(OutboxRow).order_by(OutboxRow.id)).all()


@pytest.fixture
def audits(db: Database, world: World) -> Audits:
    return Audits(db, world)
