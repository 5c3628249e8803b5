"""A whole story through a Bolt app, over each way that Slack knows: command, modal, message, button, update."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person, words
from tests.sandbox.conftest import Connect, actions, bolt_app, button, field, home, modal, section

Json = dict[str, Any]


def greeter(sandbox: Sandbox) -> App:
    app = bolt_app(sandbox)

    @app.command("/test")
    def ask(ack: Ack, body: Json, client: WebClient) -> None:
        if body["text"] == "help":
            ack("Type /test to begin.")
            return
        client.views_open(trigger_id=body["trigger_id"], view=modal(field("name")))
        ack()

    @app.view("form")
    def take(ack: Ack, body: Json, view: Json, client: WebClient) -> None:
        name = view["state"]["values"]["name"]["name"]["value"]
        if name == "nobody":
            ack(response_action="errors", errors={"name": "Give a real name."})
            return
        card = [section(f"Hello {name}"), actions(button("Thanks", "thanks", value=name))]
        client.chat_postMessage(channel=body["user"]["id"], text=f"Hello {name}", blocks=card)
        ack()

    @app.action("thanks")
    def thank(ack: Ack, body: Json, client: WebClient) -> None:
        where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        client.chat_update(**where, text=f"Thanked by {body['user']['name']}", blocks=[])
        ack()

    @app.event("app_home_opened")
    def show(event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=home(section("Welcome home")))

    return app


@pytest.fixture
def running(sandbox: Sandbox, connect_each_way: Connect) -> App:
    return connect_each_way(greeter(sandbox))


@pytest.mark.usefixtures("running")
def test_command_modal_error_message_click_update(sandbox: Sandbox, maya: Person) -> None:
    assert maya.types("/test").ok
    view = maya.sees.view()

    assert maya.fills(view, {"name": "nobody"}).ok
    assert maya.submits(view).errors == {"name": "Give a real name."}
    assert maya.sees.view().id == view.id

    assert maya.fills(view, {"name": "Ida"}).ok
    assert maya.submits(view).ok
    assert maya.sees.views() == []

    [card] = maya.sees.dm()
    assert "Hello Ida" in words(card)
    assert maya.clicks(card, "Thanks").ok
    [card] = maya.sees.dm()
    assert card.text == "Thanked by maya"
    assert card.blocks == []
    assert sandbox.ledger.refused() == []


@pytest.mark.usefixtures("running")
def test_text_in_the_ack_of_a_command_is_for_the_asker_only(maya: Person, tom: Person) -> None:
    assert maya.types("/test help", channel="qa-team").ok
    assert [message.text for message in maya.sees.ephemerals("qa-team")] == ["Type /test to begin."]
    assert tom.sees.ephemerals("qa-team") == []


@pytest.mark.usefixtures("running")
def test_home_is_published_when_it_is_opened(maya: Person, tom: Person) -> None:
    assert maya.opens_home().ok
    shown = maya.sees.home()
    assert shown is not None
    assert "Welcome home" in words(shown)
    assert tom.sees.home() is None


@pytest.mark.usefixtures("running")
def test_a_required_field_left_empty_never_reaches_the_app(sandbox: Sandbox, maya: Person) -> None:
    maya.types("/test")
    assert set(maya.submits().errors) == {"name"}
    assert sandbox.ledger.deliveries("view_submission") == []
