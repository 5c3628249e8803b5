"""A question about a result goes from the associate to the auditor and back, and nobody else hears it."""

from typing import Any

import pytest

from qabot.dispute import conversation, messages_asking
from qabot.slack.port import Message, View
from tests.audit.sheets import buttons, reads
from tests.dispute.test_handlers import MAIL, Story, story
from tests.dispute.test_voiding import voids
from tests.driver import Ack
from tests.factories import slack_id

__all__ = ["story"]


def written(text: str) -> dict[str, Any]:
    return {messages_asking.BLOCK: {messages_asking.TEXT: {"value": text}}}


def last(story: Story, person: str) -> Message:
    return story.slack.messages_to(slack_id(person))[-1]


def place(story: Story, message: Message) -> tuple[str, str | None]:
    """The timestamp of a message, and of the thread that it is in."""
    return next((at.ts, said.thread_ts) for at, said in story.slack.posts.items() if said.message is message)


def presses_last(story: Story, person: str, name: str) -> View:
    element = buttons(last(story, person).blocks)[name]
    story.bolt.click(person, element["action_id"], element["value"])
    return story.slack.opened[-1]


def writes(story: Story, person: str, button: str, text: str) -> Ack:
    ack = story.bolt.submit(person, presses_last(story, person, button), written(text))
    story.told()
    return ack


def test_a_question_and_its_answers(story: Story) -> None:
    ack = writes(story, "maya", "Ask", f"Which SOP? I asked {MAIL}.")
    assert "Sent to Arun Example" in reads(ack.view)
    assert "We removed 1 e-mail address" in reads(ack.view)
    assert "Maya Example asks about the audit of ticket T-1001" in last(story, "arun").text
    assert "Which SOP?" in last(story, "arun").text
    card, result = (place(story, message)[0] for message in (last(story, "arun"), last(story, "maya")))
    writes(story, "arun", "Answer", "The one on lockouts.")
    answer = last(story, "maya")
    assert "The one on lockouts." in answer.text
    assert "https://helpdesk.example/tickets/T-1001" in answer.text
    assert place(story, answer)[1] == result
    view = presses_last(story, "maya", "Write back")
    assert reads(view).index("Which SOP?") < reads(view).index("The one on lockouts.")
    story.bolt.submit("maya", view, written("Thank you!"))
    story.told()
    assert "Thank you!" in last(story, "arun").text
    assert place(story, last(story, "arun"))[1] == card
    with story.audits.db.reading() as session:
        said = [(one.author, one.text) for one in conversation.remarks(session, story.audit_id)]
    assert said == [
        ("Maya Example", "Which SOP? I asked [e-mail removed]."),
        ("Arun Example", "The one on lockouts."),
        ("Maya Example", "Thank you!"),
    ]
    assert story.audits.journal(story.audit_id)[-3:] == ["audit.asked", "audit.answered", "audit.asked"]
    assert MAIL not in str([story.slack.posts, story.slack.opened])


def test_it_goes_to_nobody_else(story: Story) -> None:
    before = {at.channel for at in story.slack.posts}
    writes(story, "maya", "Ask", "Which SOP?")
    channel = {place_of.channel for place_of, said in story.slack.posts.items() if "Which SOP?" in said.message.text}
    writes(story, "arun", "Answer", "The one on lockouts.")
    assert len(channel) == 1
    assert {at.channel for at in story.slack.posts} == before | channel


def test_needs_words(story: Story) -> None:
    view = presses_last(story, "maya", "Ask")
    assert set(story.bolt.submit("maya", view, written("  ")).errors) == {messages_asking.BLOCK}


@pytest.mark.parametrize("person", ["tom", "lena"])
def test_somebody_elses_result_is_not_there(story: Story, person: str) -> None:
    story.bolt.click(person, messages_asking.ASK, str(story.audit_id))
    assert "can't find this audit" in story.slack.responses[-1].text


@pytest.mark.parametrize("person", ["bea", "quinn", "arun"])
def test_only_its_auditor_answers_and_only_when_asked(story: Story, person: str) -> None:
    if person != "arun":
        writes(story, "maya", "Ask", "Which SOP?")
    story.bolt.click(person, messages_asking.ANSWER, str(story.audit_id))
    assert "can't find this audit" in story.slack.responses[-1].text


def test_not_about_a_void_audit(story: Story) -> None:
    view = presses_last(story, "maya", "Ask")
    voids(story)
    assert "nothing to ask" in reads(story.bolt.submit("maya", view, written("Why?")).view)
