"""An auditor corrects an audit that is out, and everybody concerned can look back."""

from typing import Any

import pytest

from qabot.access import Role
from qabot.audit import history, messages_correction
from qabot.audit.rules import Cause, Change, Rated, State
from qabot.dispute import correcting, messages_revisions
from qabot.errors import InvalidInput, NotAllowed, NotFound, WrongState
from tests.audit.auditor import chosen
from tests.audit.sheets import buttons, reads
from tests.dispute.test_escalating import _with, decides
from tests.dispute.test_handlers import MAIL, Story, story
from tests.dispute.test_service import Disputes, disputes
from tests.dispute.test_voiding import voids
from tests.factories import slack_id
from tests.times import T

__all__ = ["disputes", "story"]
BETTER = Rated("answer", 3, cause=Cause.ASSOCIATE_EXECUTION, comment="Left out a step.")


def correct(disputes: Disputes, *ratings: Rated, person: str = "arun", reason: str = "I mixed up two tickets.") -> Any:
    given = ratings or (BETTER,)
    return disputes.act(
        correcting.correct, person, T(9), audit_id=disputes.audit_id, ratings=given, reason=reason
    )  # fmt: skip


class TestCorrecting:
    def test_makes_a_new_revision_that_waits_again(self, disputes: Disputes) -> None:
        disputes.audits.acknowledge("maya", disputes.audit_id)
        correct(disputes)
        sheet = disputes.audits.sheet(disputes.audit_id)
        assert (sheet.state, sheet.revision, sheet.acknowledged_at) == (State.PUBLISHED, 2, None)
        assert (sheet.score, sheet.earlier) == (72.5, ((1, 35.0),))
        assert disputes.audits.journal(disputes.audit_id)[-1] == "audit.corrected"
        with disputes.db.reading() as session:
            [first] = history.earlier(session, disputes.audit_id)
        assert (first.change, first.reason, first.replaced_by) == (
            Change.CORRECTED,
            "I mixed up two tickets.",
            "Arun Example",
        )

    def test_is_for_its_own_auditor(self, disputes: Disputes) -> None:
        for person in ("bea", "nora"):
            with pytest.raises(NotFound):
                correct(disputes, person=person)

    @pytest.mark.parametrize(
        ("rating", "reason"),
        [
            (BETTER, " "),
            (Rated("answer", 0, cause=Cause.ASSOCIATE_EXECUTION, comment="Left out a step."), "Nothing changed."),
            (Rated("answer", 3, cause=None, comment="Left out a step."), "No cause."),
            (Rated("answer", 3, cause=Cause.ASSOCIATE_EXECUTION, comment=" "), "No comment."),
            (Rated("answer", 9), "Not on the scale."),
            (Rated("answer", None), "Not rated."),
            (Rated("answer", None, True), "Never N/A."),
            (Rated("nonsense", 1), "No such criterion."),
        ],
    )
    def test_what_cannot_be_corrected(self, disputes: Disputes, rating: Rated, reason: str) -> None:
        with pytest.raises(InvalidInput):
            correct(disputes, rating, reason=reason)
        assert disputes.audits.sheet(disputes.audit_id).revision == 1

    def test_not_while_disputed(self, disputes: Disputes) -> None:
        disputes.open()
        with pytest.raises(WrongState, match="in dispute"):
            correct(disputes)

    def test_not_what_a_lead_decided(self, disputes: Disputes) -> None:
        disputes.decide("quinn", disputes.open())
        with pytest.raises(InvalidInput):
            correct(disputes, Rated("answer", 0, cause=Cause.ASSOCIATE_EXECUTION, comment="But no."))
        assert correct(disputes, Rated("identity", 0, cause=Cause.SOP_WRONG, comment="The SOP was wrong."))

    def test_not_without_the_role(self, disputes: Disputes) -> None:
        with disputes.db.transaction() as session:
            session.connection().exec_driver_sql("DELETE FROM role_grant WHERE person_id = 4")
        with pytest.raises(NotAllowed):
            correct(disputes)

    def test_what_is_corrected_can_be_disputed_for_five_days_more(self, disputes: Disputes) -> None:
        disputes.act(
            correcting.correct, "arun", T(5 * 24 * 60), audit_id=disputes.audit_id, ratings=[BETTER], reason="Oh."
        )
        assert disputes.open("maya", at=T(9 * 24 * 60))


def corrects(story: Story, reason: str) -> Any:
    element = buttons(story.slack.homes[slack_id("arun")]["blocks"])["Correct"]
    story.bolt.click("arun", element["action_id"], element["value"], home=True)
    view = story.slack.opened[-1]
    values: dict[str, Any] = {
        block["block_id"]: {block["element"]["action_id"]: held(block["element"])}
        for block in view["blocks"]
        if block["type"] == "input"
    }
    values["rating:answer"] = {messages_correction.LEVEL: chosen("3")}
    values["reason"] = {messages_correction.REASON: {"value": reason}}
    ack = story.bolt.submit("arun", view, values)
    story.told()
    return ack


def held(element: dict[str, Any]) -> dict[str, Any]:
    """What a field holds when nobody touches it."""
    if element["type"] == "plain_text_input":
        return {"value": element.get("initial_value")}
    return {"selected_option": element.get("initial_option")}


def test_the_associate_hears_what_changed_and_why(story: Story) -> None:
    story.bolt.opens_home("arun")
    ack = corrects(story, f"Mixed up two tickets, ask {MAIL}")
    assert "is corrected. Its score is 72.5" in reads(ack.view)
    assert "We removed 1 e-mail address" in reads(ack.view)
    told = story.slack.messages_to(slack_id("maya"))[-1].text
    assert "The score was 35 and is now 72.5" in told
    assert "Mixed up two tickets" in told
    assert "*Right answer*: Poor (Associate's execution) → Good (Associate's execution)" in told
    assert "Tone" not in told
    result = story.slack.messages_to(slack_id("maya"))[0]
    assert {"Acknowledge", "Dispute", "Earlier revisions"} <= set(buttons(result.blocks))
    assert "Corrected by its auditor" in result.text
    assert MAIL not in str(story.slack.posts)


def test_asks_for_a_reason(story: Story) -> None:
    story.bolt.opens_home("arun")
    assert set(corrects(story, " ").errors) == {"reason"}


def test_not_a_void_audit(story: Story) -> None:
    voids(story)
    story.bolt.click("arun", messages_correction.CORRECT, str(story.audit_id))
    assert "nothing to correct" in story.slack.responses[-1].text


def test_whoever_is_concerned_looks_back(story: Story) -> None:
    _with(story).grant("max", Role.QA_LEAD, 2)
    story.disputes()
    decides(story, "quinn", "3", "The SOP is ambiguous.")
    story.bolt.opens_home("arun")
    for person in ("maya", "arun", "quinn"):
        view = story.presses(person, "Earlier revisions")
        seen = reads(view)
        assert seen.index("Revision 2, which stands now: score 70") < seen.index("Revision 1: score 35")
        assert "a QA lead decided a dispute, Quinn Example" in seen
        assert "The SOP is ambiguous." in seen
        assert "Left out a step." in seen
    for person in ("tom", "bea", "lena"):
        story.bolt.click(person, messages_revisions.REVISIONS, str(story.audit_id))
        assert "can't find this audit" in story.slack.responses[-1].text
