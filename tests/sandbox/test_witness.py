"""The ledger in words, and what tests assert with it."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.sandbox.conftest import (
    Connect,
    actions,
    bolt_app,
    button,
    channel_id,
    error_of,
    field,
    home,
    modal,
    section,
)

Json = dict[str, Any]


@pytest.fixture
def app(sandbox: Sandbox, connect: Connect) -> App:
    made = bolt_app(sandbox)

    @made.command("/test")
    def _(ack: Ack, body: Json, client: WebClient) -> None:
        if body["text"] == "modal":
            client.views_open(trigger_id=body["trigger_id"], view=modal(field("name")))
            ack()
        else:
            ack("Type /test modal.")

    @made.view("form")
    def _(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        card = [section("Please read it"), actions(button("Acknowledge", "acknowledge"))]
        client.chat_postMessage(channel=body["user"]["id"], text="A result", blocks=card)

    @made.action("acknowledge")
    def _(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Acknowledged", blocks=[])

    @made.event("app_home_opened")
    def _(event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=home(section("Welcome")))

    return connect(made)


@pytest.mark.usefixtures("app")
def test_a_story_reads_as_it_was(sandbox: Sandbox, maya: Person) -> None:
    maya.types("/test")
    maya.types("/test modal")
    maya.fills(maya.sees.view(), {"name": "Ida"})
    maya.submits()
    maya.clicks(maya.sees.dm()[0], "Acknowledge")
    maya.opens_home()
    told = [line for line in sandbox.witness.story() if "auth.test" not in line and "its own" not in line]
    assert told == [
        "Maya Lind typed /test in #general",
        "testbot opened “Form”",
        "Maya Lind typed /test modal in #general",
        "testbot wrote to Maya Lind: “A result Please read it Acknowledge”",
        "Maya Lind submitted “Form”",
        "testbot changed a message to Maya Lind: “Acknowledged”",
        "Maya Lind used “Acknowledge”",
        "testbot published the Home of Maya Lind",
        "Maya Lind opened Home",
    ]
    sandbox.wait_for(lambda: "testbot heard of its own message" in sandbox.witness.story(), "the event")


@pytest.mark.usefixtures("app")
def test_who_was_asked_for_what(sandbox: Sandbox, maya: Person) -> None:
    sandbox.witness.not_asked("maya", "Acknowledge")
    maya.types("/test modal")
    maya.fills(maya.sees.view(), {"name": "Ida"})
    maya.submits()
    sandbox.witness.asked("maya", "Acknowledge")
    sandbox.witness.not_asked("tom", "Acknowledge")
    with pytest.raises(AssertionError, match="submitted “Form”"):
        sandbox.witness.asked("tom", "Acknowledge")
    maya.clicks(maya.sees.dm()[0], "Acknowledge")
    sandbox.witness.not_asked("maya", "Acknowledge")


@pytest.mark.usefixtures("app")
def test_what_was_said_how_often_and_where(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    general = channel_id(sandbox, "general")
    posted = web.chat_postMessage(channel=general, text="Good morning")
    web.chat_update(channel=general, ts=posted["ts"], text="Good morning, all")
    web.chat_postMessage(channel=channel_id(sandbox, "qa-team"), text="x", blocks=[section("Good morning")])
    maya.types("/test")
    sandbox.witness.said_once("Good morning", channel="general")
    sandbox.witness.said_times(2, "Good morning")
    sandbox.witness.said_once("Type /test modal.", channel="general")
    sandbox.witness.never_said("Good morning", to="maya")
    sandbox.witness.never_said("Good night")
    with pytest.raises(AssertionError, match="was said 2 times, not 1"):
        sandbox.witness.said_once("Good morning")
    with pytest.raises(AssertionError, match="was said 1 times, not 0"):
        sandbox.witness.never_said("Good morning", channel="qa-team")


def test_what_was_refused_is_told_with_its_reason(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    error_of(lambda: web.chat_postMessage(channel="C404", text="hello"))
    sandbox.faults.add("server_error", "users.list", times=1)
    error_of(web.users_list)
    maya.types("/test")
    assert sandbox.witness.refused() == [
        "testbot wrote somewhere: “hello” — refused: channel_not_found",
        "testbot called users.list — refused: no answer [server error, on request]",
        "Maya Lind typed /test in #general — the app was away",
    ]
