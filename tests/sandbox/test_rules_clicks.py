"""What an app hears of clicks on the elements of cards, containers and context actions, of files and of rich text."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.model import Message
from sandbox.testing import Person
from tests.sandbox.conftest import Connect, actions, bolt_app, button, channel_id, error_of, field, modal
from tests.sandbox.pieces import card, container, context_actions, feedback, icon, workflow

Json = dict[str, Any]
GOOD = {"type": "plain_text", "text": "Good", "emoji": True}


@pytest.fixture(autouse=True)
def app(sandbox: Sandbox, connect: Connect) -> App:
    made = bolt_app(sandbox)

    def take(ack: Ack) -> None:
        ack()

    for name in ("it", "press", "trash"):
        made.action(name)(take)
    made.view("form")(take)
    return connect(made)


def posted(sandbox: Sandbox, web: WebClient, maya: Person, *blocks: Json) -> Message:
    web.chat_postMessage(channel=channel_id(sandbox, "general"), text="Hi", blocks=list(blocks))
    return maya.sees.messages("general")[-1]


def heard(sandbox: Sandbox) -> Json:
    action: Json = sandbox.ledger.deliveries("block_actions")[-1].request["actions"][0]
    return action


def test_feedback_tells_which_button(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    message = posted(sandbox, web, maya, context_actions(feedback()))
    assert maya.clicks(message, "it", "good").ok
    assert heard(sandbox).items() >= {"type": "feedback_buttons", "value": "good", "text": GOOD}.items()
    assert not maya.clicks(message, "it", "great").ok


def test_an_icon_is_a_button(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    message = posted(sandbox, web, maya, context_actions(icon(value="7") | {"action_id": "trash"}))
    assert maya.clicks(message, "trash").ok
    assert heard(sandbox).items() >= {"type": "icon_button", "value": "7", "action_id": "trash"}.items()


@pytest.mark.parametrize(
    "block",
    [
        card(actions=[button(value="7")]),
        {"type": "carousel", "elements": [card(), card(actions=[button(value="7")], block_id="second")]},
        container(actions(button(value="7"))),
    ],
)
def test_a_button_within_other_blocks(sandbox: Sandbox, web: WebClient, maya: Person, block: Json) -> None:
    message = posted(sandbox, web, maya, block)
    assert maya.clicks(message, "press").ok
    assert heard(sandbox)["value"] == "7"
    assert heard(sandbox)["block_id"]


def test_a_workflow_button_tells_the_app_nothing(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    message = posted(sandbox, web, maya, actions(workflow()))
    assert maya.clicks(message, "it").ok
    assert sandbox.ledger.deliveries("block_actions") == []


def submitted(sandbox: Sandbox) -> Json:
    values: Json = sandbox.ledger.deliveries("view_submission")[-1].request["view"]["state"]["values"]
    return values


def opened(sandbox: Sandbox, web: WebClient, maya: Person, element: Json) -> None:
    web.views_open(trigger_id=sandbox.permits.issue_trigger(maya.id), view=modal(field("it", element)))


def test_files_reach_the_app_as_file_objects(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    opened(sandbox, web, maya, {"type": "file_input", "filetypes": ["png"]})
    right, wrong = (sandbox.workspace.files.add(name, b"x", user_id=maya.id) for name in ("a.png", "b.txt"))
    assert not maya.fills(maya.sees.view(), {"it": ["F000"]}).ok
    assert maya.fills(maya.sees.view(), {"it": [wrong.id]}).ok
    assert "png" in maya.submits().errors["it"]
    assert maya.fills(maya.sees.view(), {"it": [right.id]}).ok
    assert maya.submits().ok
    [file] = submitted(sandbox)["it"]["it"]["files"]
    assert (file["id"], file["name"], file["filetype"]) == (right.id, "a.png", "png")


def test_a_file_that_is_submitted_may_be_read_by_the_app(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    opened(sandbox, web, maya, {"type": "file_input"})
    file = sandbox.workspace.files.add("a.png", b"x", user_id=maya.id)
    assert error_of(lambda: web.files_info(file=file.id)) == "file_not_found"
    maya.fills(maya.sees.view(), {"it": [file.id]})
    assert maya.submits().ok
    assert web.files_info(file=file.id)["file"]["name"] == "a.png"


def test_nobody_submits_what_is_somebody_elses(sandbox: Sandbox, web: WebClient, maya: Person, tom: Person) -> None:
    opened(sandbox, web, maya, {"type": "file_input"})
    file = sandbox.workspace.files.add("a.png", b"x", user_id=tom.id)
    assert not maya.fills(maya.sees.view(), {"it": [file.id]}).ok


def test_rich_text_reaches_the_app_as_a_block(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    opened(sandbox, web, maya, {"type": "rich_text_input"})
    assert maya.fills(maya.sees.view(), {"it": "Hello"}).ok
    assert maya.submits().ok
    value = submitted(sandbox)["it"]["it"]["rich_text_value"]
    assert value["elements"][0]["elements"] == [{"type": "text", "text": "Hello"}]
