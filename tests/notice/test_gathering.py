"""What fell due for one person at one time: one message each, or one for all of it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from qabot.app import Qabot
from qabot.audit.models import Audit, Ticket
from qabot.audit.reminder_rules import DEFAULT
from qabot.dispute import cards
from qabot.dispute import service as disputes
from qabot.dispute.models import Dispute
from qabot.dispute.service import Proposal
from qabot.notice import service
from qabot.notice.cards import PAGE
from qabot.notice.models import Notice
from qabot.people.models import Person, Site
from qabot.slack.port import Message
from scheduler.deadlines import KINDS, beating
from tests.audit.conftest import Audits, finding
from tests.audit.sheets import buttons, reads
from tests.driver import Driver
from tests.factories import slack_id
from tests.fakes import FakeSlack
from tests.times import T0, Clock

FIRST = T0 + timedelta(days=1)
TITLES = ("Nothing in here waits", "1 result waits for you", "2 results wait for you")
LEAD = T0 + timedelta(days=2)


class Day:
    """Results of one day, published at the same moment."""

    def __init__(self, audits: Audits, slack: FakeSlack, qabot: Qabot, clock: Clock) -> None:
        self.audits, self.slack, self.qabot, self.clock = audits, slack, qabot, clock

    def publish(self, number: int) -> list[int]:
        made = []
        for one in range(number):
            self._ticket(f"T-{5000 + one}")
            made.append(self.audits.complete("arun", f"T-{5000 + one}", finding("tone", 1)))
        self.tick(T0 + timedelta(minutes=1))
        return made

    def tick(self, at: datetime) -> None:
        self.clock.at = max(at, self.clock.at)
        beating(self.audits.db, self.clock, DEFAULT)()
        self.send()

    def send(self) -> None:
        for _ in range(30):
            self.clock.forward(seconds=2)
            self.qabot.sender.run()

    def reminders(self, person: str = "maya") -> list[Message]:
        return [said for said in self.slack.messages_to(slack_id(person)) if not said.text.startswith("Audit of")]

    def _ticket(self, reference: str) -> None:
        with self.audits.db.transaction() as session:
            made = Ticket(
                id=int(reference.removeprefix("T-")),
                reference=reference,
                link=f"https://helpdesk.example/tickets/{reference}",
                queue_id=1,
                associate_id=self.audits.world.people["maya"],
                handled_at=T0,
                labels=[],
            )
            session.add(made)
            session.flush()
            self.audits.world.tickets[reference] = made.id


@pytest.fixture
def day(audits: Audits, slack: FakeSlack, qabot: Qabot, clock: Clock) -> Day:
    return Day(audits, slack, qabot, clock)


@pytest.mark.parametrize(("published", "messages"), [(1, 1), (2, 2), (3, 1), (9, 1)])
def test_three_or_more_are_one_message(day: Day, published: int, messages: int) -> None:
    day.publish(published)
    day.tick(FIRST)
    assert len(day.reminders()) == messages


def test_each_has_its_buttons_and_what_comes_next(day: Day) -> None:
    audits = day.publish(9)
    day.tick(FIRST)
    [message] = day.reminders()
    assert message.text.startswith("9 results wait for you to acknowledge")
    values = [element["value"] for block in message.blocks for element in block.get("elements", [])]
    assert values == [str(audit) for audit in audits for _ in ("Acknowledge", "Read the result")]
    assert reads(message.blocks).count("I remind you once more") == 9


def test_it_is_brought_up_to_date(day: Day, bolt: Driver) -> None:
    audits = day.publish(3)
    day.tick(FIRST)
    for left, audit_id in zip((2, 1, 0), audits, strict=True):
        element = next(
            one
            for block in day.reminders()[0].blocks
            for one in block.get("elements", [])
            if one["value"] == str(audit_id)
        )
        bolt.click("maya", element["action_id"], element["value"])
        day.send()
        assert reads(day.reminders()[0].blocks).count("is acknowledged") == 3 - left
        assert day.reminders()[0].text.startswith(TITLES[left])
        assert ("Acknowledge" in buttons(day.reminders()[0].blocks)) == bool(left)
    assert len(day.reminders()) == 1


def test_more_than_a_message_holds_are_several(day: Day) -> None:
    day.publish(PAGE + 3)
    day.tick(FIRST)
    assert [message.text.split(" ")[0] for message in day.reminders()] == [str(PAGE), "3"]
    assert max(len(message.blocks) for message in day.reminders()) <= 50


def test_the_lead_gets_one_as_well(day: Day) -> None:
    day.publish(4)
    for at in (FIRST, T0 + timedelta(days=1, hours=6), LEAD):
        day.tick(at)
    [message] = day.reminders("lena")
    assert message.text.startswith("4 results are not acknowledged")
    assert reads(message.blocks).count("Maya Example") == 4


def test_what_is_done_before_is_not_counted(day: Day) -> None:
    """Due in the evening, told in the morning: two were acknowledged in between."""
    audits = day.publish(4)
    evening = T0 + timedelta(days=1, hours=9)
    day.tick(evening)
    assert day.reminders() == []
    for audit_id in audits[:2]:
        day.audits.acknowledge("maya", audit_id, at=evening)
    day.tick(T0 + timedelta(days=1, hours=23))
    assert len(day.reminders()) == 2


def test_nothing_is_said_if_all_of_it_is_done_meanwhile(day: Day) -> None:
    audits = day.publish(3)
    day.clock.at = FIRST
    beating(day.audits.db, day.clock, DEFAULT)()
    for audit_id in audits:
        day.audits.acknowledge("maya", audit_id, at=FIRST)
    day.send()
    assert day.reminders() == []


def test_who_left_gets_nothing(day: Day) -> None:
    day.publish(3)
    with day.audits.db.transaction() as session:
        for about in range(3):
            _notice(session, day.audits.world.people["maya"], about, FIRST)
        session.execute(update(Person).where(Person.key == "maya").values(active=False))
    with day.audits.db.transaction() as session:
        assert service.gather(session, KINDS, day.audits.world.people["maya"], now=FIRST) == 0
    with day.audits.db.reading() as session:
        assert session.execute(select(Notice.id).where(Notice.told_at.is_(None))).all() == []


def test_deadlines_of_disputes_are_gathered_too(day: Day) -> None:
    """One lead, three disputes that nobody decided in time, and one message the next morning."""
    audits = day.publish(3)
    with day.audits.db.transaction() as session:
        maya = day.audits.actor("maya")
        for audit_id in audits:
            proposals = [Proposal("tone", 4, "The tone was right.")]
            disputes.open_dispute(session, actor=maya, audit_id=audit_id, proposals=proposals, now=T0)
    day.send()
    before = len(day.reminders("quinn"))
    day.tick(T0 + timedelta(days=3, hours=7))
    assert len(day.reminders("quinn")) == before
    day.tick(T0 + timedelta(days=3, hours=23))
    [message] = day.reminders("quinn")[before:]
    assert message.text.startswith("3 disputes wait for a decision")
    assert reads(message.blocks).count("Not decided in time: 1 time") == 3
    assert set(buttons(message.blocks)) == {"Decide"}
    with day.audits.db.transaction() as session:
        disputes.withdraw(session, actor=maya, audit_id=audits[0], now=day.clock.at)
    day.send()
    assert reads(day.reminders("quinn")[before].blocks).count("does not wait for you any more") == 1


def test_different_things_are_one_message_too(day: Day) -> None:
    """A QA lead, where the team has no lead of its own: two results that wait, and a dispute."""
    audits = day.publish(2)
    third = day.audits.complete("arun", "T-1003", finding("tone", 1))
    with day.audits.db.transaction() as session:
        session.execute(update(Person).where(Person.key == "lena").values(active=False))
        proposals = [Proposal("tone", 4, "The tone was right.")]
        maya = day.audits.actor("maya")
        disputes.open_dispute(session, actor=maya, audit_id=third, proposals=proposals, now=T0)
        # The dispute and the results come to be due on the same morning.
        session.execute(update(Audit).where(Audit.id.in_(audits)).values(reminded=2, remind_at=LEAD))
        session.execute(update(Dispute).values(due_at=LEAD))
    day.send()
    before = len(day.reminders("quinn"))
    day.tick(LEAD)
    [message] = day.reminders("quinn")[before:]
    assert message.text.startswith("3 things wait for you")
    assert set(buttons(message.blocks)) == {"Read the result", "Decide"}


def test_what_cannot_be_dealt_with_stops_nothing_else(day: Day) -> None:
    """A site without a time zone that there is: the result of its associate waits, the others do not."""
    [broken, whole] = day.publish(2)
    with day.audits.db.transaction() as session:
        nowhere = Site(id=9, key="nowhere", name="Nowhere", kind="vendor", time_zone="Nowhere/At_All")
        session.add(nowhere)
        session.flush()
        session.execute(update(Person).where(Person.key == "tom").values(site_id=9))
        session.execute(update(Audit).where(Audit.id == broken).values(associate_id=day.audits.world.people["tom"]))
    day.tick(FIRST)
    with day.audits.db.reading() as session:
        assert [session.get_one(Audit, one).reminded for one in (broken, whole)] == [0, 1]
    assert len(day.reminders()) == 1


def _notice(session: Session, person_id: int, about: int, now: datetime) -> None:
    service.tell(session, key=f"x:{about}", card=cards.STILL_OPEN, person_id=person_id, about=about, now=now)
