"""The story of a dispute through the real Bolt app: what each person does, and what they see."""

from typing import Any

import pytest

from qabot.app import Qabot
from qabot.audit import messages as audit
from qabot.audit.rules import State
from qabot.dispute import messages
from qabot.slack.port import View
from tests.audit.auditor import chosen
from tests.audit.conftest import Audits, finding
from tests.audit.sheets import buttons, reads
from tests.driver import Ack, Driver
from tests.factories import slack_id
from tests.fakes import FakeSlack
from tests.times import Clock

MAIL = "canary.bird@example.com"


class Story:
    def __init__(self, audits: Audits, bolt: Driver, slack: FakeSlack, qabot: Qabot, clock: Clock) -> None:
        self.audits, self.bolt, self.slack, self.qabot, self.clock = audits, bolt, slack, qabot, clock
        self.audit_id = audits.complete("arun", "T-1001", finding("answer", 0), finding("tone", 2))
        self.told()

    def told(self) -> None:
        for _ in range(3):
            self.clock.forward(minutes=1)
            self.qabot.sender.run()

    def card(self, person: str) -> dict[str, Any]:
        message = [said for said in self.slack.messages_to(slack_id(person)) if said.blocks][-1]
        return {"buttons": buttons(message.blocks), "text": message.text}

    def presses(self, person: str, button: str) -> View:
        element = self.card(person)["buttons"][button]
        self.bolt.click(person, element["action_id"], element["value"])
        return self.slack.opened[-1]

    def disputes(self, reason: str = "The SOP was followed.") -> Ack:
        view = self.presses("maya", "Dispute")
        values = field("proposed:answer", messages.PROPOSED, "4") | typed("reason:answer", reason)
        ack = self.bolt.submit("maya", view, values)
        self.told()
        return ack


def field(block: str, action: str, value: str) -> dict[str, Any]:
    return {block: {action: chosen(value)}}


def typed(block: str, text: str) -> dict[str, Any]:
    return {block: {messages.REASON: {"value": text}}}


@pytest.fixture
def story(audits: Audits, bolt: Driver, slack: FakeSlack, qabot: Qabot, clock: Clock) -> Story:
    return Story(audits, bolt, slack, qabot, clock)


def test_from_the_dispute_to_the_acknowledgement(story: Story) -> None:
    assert "Your dispute is sent" in reads(story.disputes().view)
    assert "Decide" in buttons(story.slack.homes[slack_id("quinn")]["blocks"])
    assert "Withdraw dispute" in buttons(story.slack.homes[slack_id("maya")]["blocks"])
    view = story.presses("quinn", "Decide")
    values = field("decided:answer", messages.DECIDED, "3") | field("cause:answer", messages.CAUSE, "sop_missing")
    ack = story.bolt.submit("quinn", view, values | typed("reason:answer", "The SOP is ambiguous."))
    assert "partly upheld" in reads(ack.view)
    story.told()
    for person in ("maya", "arun"):
        assert "is partly upheld" in story.slack.messages_to(slack_id(person))[-1].text
    card = story.card("maya")
    assert "Revision 2" in card["text"]
    assert "revision 1: 35" in card["text"]
    assert set(card["buttons"]) == {"Acknowledge", "Ask", "Earlier revisions"}
    assert "Decide" not in story.card("quinn")["buttons"]
    assert "Concede" not in story.card("arun")["buttons"]
    assert "No dispute waits for you." in reads(story.slack.homes[slack_id("quinn")])
    story.bolt.click("maya", audit.ACKNOWLEDGE, str(story.audit_id))
    assert story.audits.sheet(story.audit_id).state is State.ACKNOWLEDGED


def test_the_auditor_concedes(story: Story) -> None:
    story.disputes()
    view = story.presses("arun", "Concede")
    ack = story.bolt.submit("arun", view, typed("reason", f"Right, see {MAIL}"))
    assert "overturned" in reads(ack.view)
    assert "We removed 1 e-mail address" in reads(ack.view)
    story.told()
    assert "Conceded by Arun Example" in story.card("arun")["text"]
    assert "is overturned" in story.slack.messages_to(slack_id("maya"))[-1].text
    assert MAIL not in str(story.slack.posts)


def test_the_associate_withdraws(story: Story) -> None:
    story.disputes()
    story.bolt.click("maya", audit.WITHDRAW, str(story.audit_id))
    story.told()
    assert "Dispute" in story.card("maya")["buttons"]
    assert "Withdrawn by Maya Example" in story.card("arun")["text"]


def test_says_at_the_field_what_is_missing(story: Story) -> None:
    view = story.presses("maya", "Dispute")
    assert set(story.bolt.submit("maya", view, field("proposed:answer", messages.PROPOSED, "4")).errors) == {
        "reason:answer"
    }
    assert set(story.bolt.submit("maya", view).errors) == {"proposed:answer"}
    only_a_reason = field("proposed:tone", messages.PROPOSED, "") | typed("reason:tone", "But why")
    assert set(story.bolt.submit("maya", view, only_a_reason).errors) == {"proposed:tone"}


@pytest.mark.parametrize("value", ["0", "9", "x", "-1"])
def test_a_forged_proposal_is_refused(story: Story, value: str) -> None:
    view = story.presses("maya", "Dispute")
    forged = field("proposed:answer", messages.PROPOSED, value) | typed("reason:answer", "Because.")
    assert "not on the scorecard" in reads(story.bolt.submit("maya", view, forged).view)


def test_what_is_typed_passes_the_guard(story: Story) -> None:
    ack = story.disputes(f"Ask {MAIL}")
    assert "We removed 1 e-mail address" in reads(ack.view)
    assert MAIL not in str([story.slack.posts, story.slack.opened, story.slack.homes])


def test_a_lead_does_not_decide_by_the_auditors_button(story: Story) -> None:
    story.disputes()
    story.bolt.click("quinn", messages.CONCEDE, "1")
    assert "can't find this dispute" in story.slack.responses[-1].text
