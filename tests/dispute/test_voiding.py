"""A lead voids an audit: in which states, whose, and who hears of it."""

import pytest

from qabot.access import Role
from qabot.audit import messages
from qabot.audit.rules import State
from qabot.dispute import messages as dispute
from qabot.people.models import RoleGrant
from tests.audit.auditor import chosen
from tests.audit.conftest import Audits
from tests.audit.sheets import buttons, reads
from tests.dispute.test_handlers import MAIL, Story, field, story, typed
from tests.driver import Ack
from tests.factories import slack_id

__all__ = ["story"]


def voids(story: Story, person: str = "quinn", reason: str = f"Wrong ticket, ask {MAIL}") -> Ack:
    story.bolt.command(person, "/qa-audit", "void T-1001")
    values = {
        "audit": {messages.VOID_AUDIT: chosen(str(story.audit_id))},
        "reason": {messages.VOID_REASON: {"value": reason}},
    }
    return story.bolt.submit(person, story.slack.opened[-1], values)


def test_takes_the_audit_out_and_tells_both(story: Story) -> None:
    ack = voids(story)
    assert "is void" in reads(ack.view)
    assert "We removed 1 e-mail address" in reads(ack.view)
    story.told()
    assert story.audits.sheet(story.audit_id).state is State.VOID
    assert story.audits.journal(story.audit_id)[-1] == "audit.voided"
    assert "voided" in story.card("maya")["text"]
    assert story.card("maya")["buttons"] == {}
    for person in ("maya", "arun"):
        assert "Wrong ticket" in story.slack.messages_to(slack_id(person))[-1].text
    assert MAIL not in str(story.slack.posts)


def test_ends_an_open_dispute(story: Story) -> None:
    story.disputes()
    view = story.presses("quinn", "Decide")
    voids(story)
    story.told()
    assert "The audit was voided by Quinn Example" in story.card("arun")["text"]
    assert buttons(story.slack.homes[slack_id("quinn")]["blocks"]).get("Decide") is None
    late = field("decided:answer", dispute.DECIDED, "4") | typed("reason:answer", "Right.")
    assert "closed already" in reads(story.bolt.submit("quinn", view, late).view)


def test_needs_a_reason(story: Story) -> None:
    assert set(voids(story, reason=" ").errors) == {"reason"}


def test_once(story: Story) -> None:
    voids(story)
    assert "I find no audit" in story.bolt.command("quinn", "/qa-audit", "void T-1001").text


def test_nobody_voids_their_own_or_their_teams(story: Story, audits: Audits) -> None:
    with audits.db.transaction() as session:
        for person in ("maya", "nora"):
            session.add(RoleGrant(person_id=audits.world.people[person], role=Role.QA_LEAD.value))
        session.add(RoleGrant(person_id=audits.world.people["max"], role=Role.QA_LEAD.value, lob_id=2))
    for person in ("maya", "nora", "max"):
        assert "I find no audit" in story.bolt.command(person, "/qa-audit", "void T-1001").text


@pytest.mark.parametrize("text", ["void", "void T-9999"])
def test_says_what_is_missing(story: Story, text: str) -> None:
    assert "Please" in story.bolt.command("quinn", "/qa-audit", text).text
