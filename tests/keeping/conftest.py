"""People's data is in audits and disputes: the same department does the work; two security officers look after it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from qabot.access import Actor
from qabot.app import Qabot
from qabot.db import Database
from qabot.dispute import service as disputes
from qabot.dispute.service import Proposal, Ruling
from qabot.keeping import erasing, holds
from qabot.keeping.queries import Hold
from qabot.keeping.register import Register
from qabot.keeping.rules import Basis, Outcome, Step
from qabot.people.models import Person
from qabot.tables import METADATA
from scheduler import keeping
from tests.audit.conftest import Audits, audits, finding
from tests.fakes import FakeSlack
from tests.times import T0, Clock

__all__ = ["audits"]

# What tells who Maya is, and what was written about and by her; none of it stands in any other text.
NAME, KEY, MAIL = "Maya Lindström", "maya-lindstroem", "maya.lindstroem@example.com"
ADDRESS, TITLE = "UMAYA", "Senior associate in Berlin"
COMMENT = "Did not read the second message to its end."
REASON = "The second message came a day later, please see there."
RULED = "The caller was right, so the rating goes up."
ELSEWHERE = f"Asked {NAME} for help instead of reading the SOP."
READABLE = (NAME, KEY, MAIL, ADDRESS, TITLE, COMMENT, REASON, RULED)


def everything(db: Database) -> str:
    """Every table, as somebody with the database would read it."""
    with db.reading() as session:
        rows = [row for table in METADATA.tables.values() for row in session.execute(select(table))]
    return "\n".join(str(tuple(row)) for row in rows)


@dataclass
class Keeping:
    """Who does what with people's data, each step in a transaction of its own."""

    audits: Audits
    register: Register

    @property
    def db(self) -> Database:
        return self.audits.db

    def actor(self, person: str) -> Actor:
        return self.audits.actor(person)

    def number(self, person: str) -> int:
        return self.audits.world.people[person]

    def ask_hold(self, by: str, *, person: str | None = None, audit: int | None = None) -> Hold:
        with self.db.transaction() as session:
            person_id = self.number(person) if person else None
            asked = holds.ask(
                session, actor=self.actor(by), person_id=person_id, audit_id=audit, reason="A claim.", now=T0
            )
            return asked.hold

    def decide(self, by: str, hold_id: int, step: Step = Step.HOLD, *, confirmed: bool = True) -> Hold:
        with self.db.transaction() as session:
            return holds.decide(session, actor=self.actor(by), hold_id=hold_id, step=step, confirmed=confirmed, now=T0)

    def hold(self, *, person: str | None = None, audit: int | None = None) -> int:
        """An active hold."""
        hold_id = self.ask_hold("sol", person=person, audit=audit).hold_id
        self.decide("sara", hold_id)
        return hold_id

    def release(self, hold_id: int) -> None:
        with self.db.transaction() as session:
            holds.ask_release(session, actor=self.actor("sol"), hold_id=hold_id, reason="It is settled.", now=T0)
        self.decide("sara", hold_id, Step.RELEASE)

    def erase(self, person: str, at: datetime = T0) -> Outcome:
        with self.db.transaction() as session:
            return erasing.erase(
                session,
                person_id=self.number(person),
                asked_by=self.number("sol"),
                basis=Basis.ASKED,
                register=self.register,
                now=at,
            )


@dataclass
class Life:
    """Maya works here for a while: audited, in dispute, told of it all in Slack."""

    keeping: Keeping
    slack: FakeSlack
    qabot: Qabot
    clock: Clock

    def told(self) -> None:
        for _ in range(8):
            self.clock.forward(minutes=1)
            self.qabot.sender.run()

    def happens(self) -> None:
        self._has_a_name()
        audits = self.keeping.audits
        audits.complete("arun", "T-1001", finding("answer", 0, comment=COMMENT))
        audits.complete("arun", "T-2001", finding("answer", 1, comment=ELSEWHERE))
        audits.pick("bea", "T-1003")
        self._disputes()
        self.told()

    def _has_a_name(self) -> None:
        with self.keeping.db.transaction() as session:
            maya = update(Person).where(Person.key == "maya")
            session.execute(maya.values(name=NAME, folded_name="maya lindstrom", key=KEY, email=MAIL, title=TITLE))

    def _disputes(self) -> None:
        maya, quinn = self.keeping.actor("maya"), self.keeping.actor("quinn")
        with self.keeping.db.transaction() as session:
            disputes.open_dispute(session, actor=maya, audit_id=1, proposals=[Proposal("answer", 4, REASON)], now=T0)
        self.told()
        with self.keeping.db.transaction() as session:
            disputes.decide(
                session, actor=quinn, dispute_id=1, rulings=[Ruling("answer", 4, None, RULED)], now=self.clock()
            )


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / "kept" / "erasures.json")


@pytest.fixture
def kept(audits: Audits, register: Register) -> Keeping:
    return Keeping(audits, register)


@pytest.fixture
def life(kept: Keeping, slack: FakeSlack, qabot: Qabot, clock: Clock) -> Life:
    made = Life(kept, slack, qabot, clock)
    made.happens()
    return made


@pytest.fixture
def orders_beat(qabot: Qabot, clock: Clock, register: Register) -> Callable[[], None]:
    return keeping.carrying_out(qabot.database, clock, register)
