"""What an app says through a response URL is told like anything else that is said; what one person sees is not."""

from typing import Any

import pytest
from slack_bolt import Ack, App

from sandbox import Sandbox
from sandbox.testing import Person
from tests.sandbox.conftest import Connect, OverSocket, actions, bolt_app, button, channel_id
from tests.sandbox.hearing import heard, heard_of, hearing_seed

Json = dict[str, Any]


@pytest.fixture
def sandbox() -> Any:
    with Sandbox(hearing_seed()) as running:
        yield running


@pytest.fixture
def app(sandbox: Sandbox, connect: Connect) -> App:
    made = bolt_app(sandbox)

    @made.command("/test")
    def _(ack: Ack, respond: Any, body: Json) -> None:
        ack()
        respond("Here you are", response_type="in_channel" if body["text"] == "all" else "ephemeral")

    @made.action("press")
    def _(ack: Ack, respond: Any, action: Json) -> None:
        ack()
        if action.get("value") == "away":
            respond(delete_original=True)
        else:
            respond("Pressed", replace_original=True)

    return connect(made)


@pytest.mark.usefixtures("app")
def test_an_answer_for_all_is_told(sandbox: Sandbox, maya: Person) -> None:
    maya.types("/test all")
    assert heard(sandbox, "message", text="Here you are")["channel"] == channel_id(sandbox, "general")


@pytest.mark.usefixtures("app")
def test_an_answer_for_one_is_not(sandbox: Sandbox, maya: Person) -> None:
    maya.types("/test")
    sandbox.witness.said_once("Here you are", channel="general")
    assert heard_of(sandbox, "message") == 0


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("value", "subtype"), [("stay", "message_changed"), ("away", "message_deleted")])
def test_a_message_that_is_replaced_or_deleted_is_told(
    sandbox: Sandbox, web: Any, maya: Person, value: str, subtype: str
) -> None:
    card = [actions(button(value=value))]
    web.chat_postMessage(channel=channel_id(sandbox, "general"), text="A card", blocks=card)
    maya.clicks(maya.sees.messages("general")[-1], "Press")
    assert heard(sandbox, "message", subtype=subtype)["previous_message"]["text"] == "A card"


def test_an_app_that_is_removed_hears_it_and_loses_its_connection(sandbox: Sandbox) -> None:
    told: list[str] = []
    made = bolt_app(sandbox)
    made.event("app_uninstalled")(lambda event: told.append(event["type"]))
    running = OverSocket(sandbox, made)
    try:
        sandbox.read(sandbox.deeds.uninstall)
        sandbox.wait_for(lambda: told == ["app_uninstalled"], "the event")
        sandbox.wait_for(lambda: sandbox.socket_mode.connected == 0, "the end of the link")
    finally:
        running.close()


def test_people_do_more_than_talk(sandbox: Sandbox, maya: Person, tom: Person) -> None:
    maya.says("general", "hello")
    said = tom.sees.messages("general")[-1]
    tom.reacts(said, "wave")
    assert said.reactions == {"wave": [tom.id]}
    tom.leaves("qa-team")
    tom.joins("qa-team")
    maya.invites("ida", "qa-team")
    shared = maya.shares_file("general", "notes.txt", b"three words here", comment="Read this")
    assert tom.sees.messages("general")[-1].ts == shared.ts
    assert shared.text == "Read this"
