"""Scorecards as people change them, each step in a transaction of its own."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select

from qabot.access import Actor
from qabot.audit.rules import Scorecard
from qabot.db import Database
from qabot.journal import JournalRow
from qabot.people import queries as people
from qabot.scorecard import queries, service
from qabot.scorecard.queries import Version
from tests.audit.conftest import audits
from tests.factories import SCORECARD, World, slack_id
from tests.times import T0

__all__ = ["audits"]


def changed(pass_mark: float = 85, **changes: Any) -> Scorecard:
    """The scorecard of the test department, but for these changes."""
    return replace(SCORECARD, pass_mark=pass_mark, **changes)


@dataclass
class Cards:
    db: Database
    world: World

    def actor(self, person: str) -> Actor:
        with self.db.reading() as session:
            found = people.actor_by_slack_id(session, slack_id(person))
        assert found is not None
        return found

    def imports(self, card: Scorecard, person: str = "ada") -> Version:
        with self.db.transaction() as session:
            return service.import_draft(session, actor=self.actor(person), card=card, now=T0)

    def publishes(self, version_id: int, person: str = "ada") -> Version:
        with self.db.transaction() as session:
            return service.publish(session, actor=self.actor(person), version_id=version_id, now=T0)

    def retires(self, version_id: int, person: str = "ada") -> Version:
        with self.db.transaction() as session:
            return service.retire(session, actor=self.actor(person), version_id=version_id, now=T0)

    def deletes(self, version_id: int, person: str = "ada") -> Version:
        with self.db.transaction() as session:
            return service.delete_draft(session, actor=self.actor(person), version_id=version_id, now=T0)

    def states(self) -> dict[int, str]:
        """The state of each version by its number."""
        with self.db.reading() as session:
            return {one.card.version: one.state.value for one in queries.listed(session, with_drafts=True)}

    def journal(self) -> list[tuple[str, Any]]:
        with self.db.reading() as session:
            rows = select(JournalRow.action, JournalRow.detail["version"].as_integer()).order_by(JournalRow.id)
            found = session.execute(rows.where(JournalRow.thing == "scorecard_version"))
            return [(action, version) for action, version in found]


@pytest.fixture
def cards(db: Database, world: World) -> Cards:
    return Cards(db, world)
