"""Where nobody decides in time the next leads are asked, once each time, by however many processes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from qabot.access import Role
from qabot.audit.reminder_rules import DEFAULT
from qabot.dispute import cards, escalating, queries
from qabot.dispute import rules as dispute_rules
from qabot.dispute.models import Dispute
from qabot.journal import JournalRow
from qabot.outbox import OutboxRow
from scheduler.deadlines import beating
from tests.audit.sheets import buttons, reads
from tests.dispute.test_escalating import _with, decides
from tests.dispute.test_handlers import Story, story
from tests.dispute.test_service import LATER, Disputes, disputes
from tests.factories import slack_id
from tests.times import T0, Clock

__all__ = ["disputes", "story"]
# The site closes at five in the afternoon, which is seven hours after the tests begin.
LATE = T0 + timedelta(days=3, hours=7)
IN_TIME = LATE - timedelta(seconds=1)
LATER_STILL = LATE + timedelta(days=5)


def beat(disputes: Disputes, at: datetime) -> int:
    """How many disputes the clock has done something with."""
    before = _by_the_clock(disputes)
    beating(disputes.db, Clock(at), DEFAULT)()
    return _by_the_clock(disputes) - before


def _by_the_clock(disputes: Disputes) -> int:
    rows = select(func.count()).where(JournalRow.thing == "dispute", JournalRow.actor_id.is_(None))
    with disputes.db.reading() as session:
        return session.execute(rows).scalar_one()


def asked(disputes: Disputes, dispute_id: int, in_round: int = dispute_rules.FIRST) -> list[str]:
    names = {number: key for key, number in disputes.audits.world.people.items()}
    with disputes.db.reading() as session:
        return [names[lead.person_id] for lead in queries.asked(session, dispute_id, in_round=in_round)]


def expiries(disputes: Disputes, dispute_id: int) -> int:
    with disputes.db.reading() as session:
        return session.execute(select(Dispute.expiries).where(Dispute.id == dispute_id)).scalar_one()


@pytest.fixture
def elsewhere(disputes: Disputes) -> int:
    """An open dispute; Max is a lead of another line of business."""
    disputes.grant("max", Role.QA_LEAD, lob=2)
    return disputes.open()


def test_the_next_leads_are_asked_after_three_working_days(disputes: Disputes, elsewhere: int) -> None:
    assert asked(disputes, elsewhere) == ["quinn"]
    assert beat(disputes, IN_TIME) == 0
    assert beat(disputes, LATE) == 1
    assert asked(disputes, elsewhere) == ["quinn", "max"]
    assert expiries(disputes, elsewhere) == 1
    assert disputes.decide("max", elsewhere)


def test_it_is_in_the_journal(disputes: Disputes, elsewhere: int) -> None:
    beat(disputes, LATE)
    with disputes.db.reading() as session:
        row = session.execute(select(JournalRow).where(JournalRow.action == "dispute.expired")).scalar_one()
    told = {"before": "open", "after": "open", "audit": disputes.audit_id, "expiries": 1, "asked": 1}
    assert (row.actor_id, row.detail) == (None, told)


def test_once_for_each_time(disputes: Disputes, elsewhere: int) -> None:
    with ThreadPoolExecutor(4) as all_of_them:
        list(all_of_them.map(lambda _: beat(disputes, LATE), range(4)))
    assert expiries(disputes, elsewhere) == 1
    assert beat(disputes, LATE) == 0


def test_where_nobody_is_left_all_are_reminded(disputes: Disputes, elsewhere: int) -> None:
    beat(disputes, LATE)
    assert beat(disputes, LATER_STILL) == 1
    assert expiries(disputes, elsewhere) == 2
    beat(disputes, LATER_STILL + timedelta(hours=16))
    with disputes.db.reading() as session:
        reminded = select(OutboxRow.target).where(OutboxRow.card == cards.STILL_OPEN)
        assert set(session.execute(reminded).scalars()) == {slack_id("quinn"), slack_id("max")}


def test_an_escalated_one_as_well(disputes: Disputes) -> None:
    disputes.grant("max", Role.QA_LEAD)
    disputes.grant("ada", Role.QA_LEAD, lob=2)
    dispute_id = disputes.open()
    disputes.decide("quinn", dispute_id)
    disputes.act(escalating.escalate, "maya", LATER, audit_id=disputes.audit_id, reason="Please look again.")
    beat(disputes, LATE)
    assert asked(disputes, dispute_id, dispute_rules.SECOND) == ["max", "ada"]
    assert disputes.decide("ada", dispute_id)


@pytest.mark.parametrize("end", ["decided", "conceded", "withdrawn"])
def test_what_ended_does_not_expire(disputes: Disputes, end: str) -> None:
    dispute_id = disputes.open()
    if end == "decided":
        disputes.decide("quinn", dispute_id)
    elif end == "conceded":
        disputes.concede("arun", dispute_id)
    else:
        disputes.withdraw("maya")
    assert beat(disputes, LATER_STILL) == 0


def test_the_leads_see_it(story: Story) -> None:
    _with(story).grant("max", Role.QA_LEAD, 2)
    story.disputes()
    story.clock.forward(days=3, hours=7)
    beating(story.audits.db, story.clock, DEFAULT)()
    story.told()
    assert not story.slack.messages_to(slack_id("max"))
    story.clock.forward(hours=16)
    beating(story.audits.db, story.clock, DEFAULT)()
    story.told()
    assert "Decide" in story.card("max")["buttons"]
    for person in ("quinn", "max"):
        assert "Not decided in time: 1 time" in reads(story.slack.homes[slack_id(person)])


def test_the_button_to_escalate_goes_with_its_time(story: Story) -> None:
    _with(story).grant("max", Role.QA_LEAD)
    story.disputes()
    decides(story, "quinn", "3", "The SOP is ambiguous.")
    assert "Escalate" in story.card("maya")["buttons"]
    story.clock.forward(days=2, hours=7)
    beating(story.audits.db, story.clock, DEFAULT)()
    story.told()
    assert "Escalate" not in story.card("maya")["buttons"]
    assert "Escalate" not in buttons(story.slack.homes[slack_id("maya")]["blocks"])
