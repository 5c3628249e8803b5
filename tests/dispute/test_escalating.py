"""An escalated decision, on both databases: who decides again, and that it ends there."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from qabot.access import Role
from qabot.audit import history
from qabot.audit import messages as audit
from qabot.audit.rules import Cause, Change, State
from qabot.dispute import escalating, messages, messages_escalation, queries
from qabot.dispute import rules as dispute_rules
from qabot.errors import InvalidInput, NotAllowed, NotFound, WrongState
from qabot.journal import JournalRow
from tests.audit.sheets import buttons, reads
from tests.dispute.test_handlers import MAIL, Story, field, story, typed
from tests.dispute.test_service import Disputes, disputes, ruling
from tests.factories import slack_id
from tests.times import T0, T

__all__ = ["disputes", "story"]
SOON = T(3)
WHY = "The second lead should look at the SOP."


def escalate(disputes: Disputes, person: str = "maya", at: datetime = SOON, reason: str = WHY) -> None:
    disputes.act(escalating.escalate, person, at, audit_id=disputes.audit_id, reason=reason)


@pytest.fixture
def decided(disputes: Disputes) -> int:
    """Partly upheld by Quinn; Max is a lead of the same line of business."""
    disputes.grant("max", Role.QA_LEAD)
    dispute_id = disputes.open()
    disputes.decide("quinn", dispute_id)
    return dispute_id


class TestEscalating:
    def test_asks_the_others(self, disputes: Disputes, decided: int) -> None:
        escalate(disputes)
        assert disputes.audits.sheet(disputes.audit_id).state is State.DISPUTED
        with disputes.db.reading() as session:
            people = disputes.audits.world.people
            asked = queries.asked(session, decided, in_round=dispute_rules.SECOND)
            assert [lead.person_id for lead in asked] == [people["max"]]
            assert [line.dispute_id for line in queries.waiting_for(session, people["max"])] == [decided]
            assert queries.waiting_for(session, people["quinn"]) == []
            rows = session.execute(select(JournalRow.detail).where(JournalRow.action == "dispute.escalated"))
            assert rows.scalar_one() == {"before": "decided", "after": "escalated", "audit": disputes.audit_id}

    def test_also_after_acknowledging(self, disputes: Disputes, decided: int) -> None:
        disputes.audits.acknowledge("maya", disputes.audit_id)
        escalate(disputes)
        assert disputes.audits.sheet(disputes.audit_id).state is State.DISPUTED

    def test_a_lead_of_another_line_of_business_where_there_is_no_other(self, disputes: Disputes) -> None:
        disputes.grant("max", Role.QA_LEAD, lob=2)
        dispute_id = disputes.open()
        disputes.decide("quinn", dispute_id)
        escalate(disputes)
        assert disputes.decide("max", dispute_id)

    def test_where_no_other_lead_is_left(self, disputes: Disputes) -> None:
        disputes.decide("quinn", disputes.open())
        with pytest.raises(WrongState, match="no other QA lead"):
            escalate(disputes)

    def test_within_two_working_days(self, disputes: Disputes, decided: int) -> None:
        with pytest.raises(WrongState, match="2 working days"):
            escalate(disputes, at=T0 + timedelta(days=2, hours=7, seconds=1))
        escalate(disputes, at=T0 + timedelta(days=2, hours=7))

    def test_needs_a_reason(self, disputes: Disputes, decided: int) -> None:
        with pytest.raises(InvalidInput):
            escalate(disputes, reason=" ")

    def test_is_for_the_associate(self, disputes: Disputes, decided: int) -> None:
        with pytest.raises(NotFound):
            escalate(disputes, "tom")

    def test_once(self, disputes: Disputes, decided: int) -> None:
        escalate(disputes)
        with pytest.raises(WrongState, match="escalated this dispute already"):
            escalate(disputes)
        disputes.decide("max", decided)
        with pytest.raises(WrongState, match="is final"):
            escalate(disputes)


class TestTheFinalDecision:
    def test_is_not_for_who_decided_first(self, disputes: Disputes, decided: int) -> None:
        escalate(disputes)
        with pytest.raises(NotAllowed, match="decided this dispute before"):
            disputes.decide("quinn", decided)

    def test_a_changed_score_is_another_revision(self, disputes: Disputes, decided: int) -> None:
        escalate(disputes)
        assert disputes.decide("max", decided, ruling("answer", 4), ruling("tone", 4)).outcome == "overturned"
        sheet = disputes.audits.sheet(disputes.audit_id)
        assert (sheet.state, sheet.revision, sheet.score, sheet.outcome) == (State.PUBLISHED, 3, 100, "overturned")
        assert sheet.earlier == ((1, 35.0), (2, 85.0))
        with disputes.db.reading() as session:
            told = [(one.change, one.replaced_by) for one in history.earlier(session, disputes.audit_id)]
        assert told == [(Change.DECIDED, "Quinn Example"), (Change.FINAL, "Max Example")]

    def test_can_bring_back_what_the_auditor_said(self, disputes: Disputes, decided: int) -> None:
        escalate(disputes)
        done = disputes.decide("max", decided, ruling("answer", 0), ruling("tone", 2))
        rated = disputes.audits.sheet(disputes.audit_id).ratings["answer"]
        assert (done.outcome, done.sheet.score) == ("upheld", 35)
        assert (rated.cause, rated.comment) == (Cause.ASSOCIATE_EXECUTION, "Left out a step.")

    def test_that_changes_nothing_makes_no_revision(self, disputes: Disputes, decided: int) -> None:
        escalate(disputes)
        assert disputes.decide("max", decided).outcome == "partly_upheld"
        assert disputes.audits.sheet(disputes.audit_id).revision == 2

    def test_neither_conceded_nor_withdrawn(self, disputes: Disputes, decided: int) -> None:
        escalate(disputes)
        with pytest.raises(WrongState, match="another QA lead decides it now"):
            disputes.concede("arun", decided)
        with pytest.raises(WrongState, match="another QA lead decides it now"):
            disputes.withdraw("maya")


def decides(story: Story, person: str, level: str, reason: str) -> Any:
    view = story.presses(person, "Decide")
    values = field("decided:answer", messages.DECIDED, level) | field("cause:answer", messages.CAUSE, "sop_missing")
    ack = story.bolt.submit(person, view, values | typed("reason:answer", reason))
    story.told()
    return view, ack


def test_the_story_as_each_sees_it(story: Story) -> None:
    Disputes.grant(_with(story), "max", Role.QA_LEAD)
    story.disputes()
    decides(story, "quinn", "3", "The SOP is ambiguous.")
    assert "escalate this decision to another QA lead until" in story.card("maya")["text"]
    assert "Escalate" in buttons(story.slack.homes[slack_id("maya")]["blocks"])
    view = story.presses("maya", "Escalate")
    assert "The SOP is ambiguous." in reads(view)
    assert set(story.bolt.submit("maya", view, reason(" ")).errors) == {"reason"}
    ack = story.bolt.submit("maya", view, reason(f"Ask {MAIL} about it"))
    assert "We removed 1 e-mail address" in reads(ack.view)
    story.told()
    assert "another QA lead decides it now" in story.card("maya")["text"]
    assert "Withdraw dispute" not in story.card("maya")["buttons"]
    assert "Withdraw dispute" not in buttons(story.slack.homes[slack_id("maya")]["blocks"])
    assert "has escalated" in story.slack.messages_to(slack_id("arun"))[-1].text
    assert "Another QA lead decides now" in story.card("quinn")["text"]
    assert "escalated" in reads(story.slack.homes[slack_id("max")])
    view, ack = decides(story, "max", "4", "The SOP says so.")
    assert "[e-mail removed]" in reads(view)
    assert "is overturned" in reads(ack.view)
    assert "Revision 3" in story.card("maya")["text"]
    assert "Escalate" not in story.card("maya")["buttons"]
    assert "Finally decided by Max Example" in story.card("arun")["text"]
    for person in ("maya", "arun"):
        assert "is overturned" in story.slack.messages_to(slack_id(person))[-1].text
    story.bolt.click("maya", audit.ACKNOWLEDGE, str(story.audit_id))
    assert story.audits.sheet(story.audit_id).state is State.ACKNOWLEDGED
    assert MAIL not in str([story.slack.posts, story.slack.opened, story.slack.homes])


def reason(text: str) -> dict[str, Any]:
    return {messages_escalation.REASON_BLOCK: {messages_escalation.REASON: {"value": text}}}


def _with(story: Story) -> Disputes:
    """Who grants, without an audit of its own."""
    made = object.__new__(Disputes)
    made.audits, made.db = story.audits, story.audits.db
    return made
