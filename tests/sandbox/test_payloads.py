"""The payloads, key by key, as Bolt gets them."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.sandbox.conftest import (
    Connect,
    actions,
    bolt_app,
    button,
    channel_id,
    field,
    home,
    modal,
    options,
    section,
)

Json = dict[str, Any]
Last = Callable[[str], Json]


@pytest.fixture
def last(sandbox: Sandbox) -> Last:
    """The newest payload that was delivered under this name."""
    return lambda name: sandbox.ledger.deliveries(name)[-1].request


@pytest.fixture
def app(sandbox: Sandbox, connect: Connect) -> App:
    made = bolt_app(sandbox)

    def take(ack: Ack) -> None:
        ack()

    for listen in (made.command("/test"), made.action("press"), made.action("pick"), made.view("form")):
        listen(take)
    for event in ("message", "app_mention", "app_home_opened"):
        made.event(event)(take)
    made.shortcut("note")(take)
    made.shortcut("flag")(take)
    return connect(made)


@pytest.mark.usefixtures("app")
def test_command(sandbox: Sandbox, maya: Person, last: Last) -> None:
    assert maya.types("/test  for @tom & #qa-team", channel="qa-team").ok
    tom, team = sandbox.person("tom").id, channel_id(sandbox, "qa-team")
    payload = last("slash_commands")
    assert payload["text"] == f"for <@{tom}> &amp; <#{team}|qa-team>"
    assert (payload["command"], payload["channel_id"], payload["channel_name"]) == ("/test", team, "qa-team")
    assert (payload["user_id"], payload["user_name"]) == (maya.id, "maya")
    assert (payload["team_id"], payload["team_domain"]) == (sandbox.workspace.team.id, "test-team")
    assert payload["api_app_id"] == sandbox.workspace.app.id
    assert payload["response_url"].startswith(sandbox.url)
    assert payload["trigger_id"]


@pytest.mark.usefixtures("app")
def test_a_command_in_direct_messages(maya: Person, last: Last) -> None:
    maya.tells_app("/test")
    assert last("slash_commands")["channel_name"] == "directmessage"


def test_a_command_that_nobody_knows(maya: Person) -> None:
    assert maya.types("/tset").problem == "/tset is not a command here. Check its spelling."


@pytest.mark.usefixtures("app")
def test_button_in_a_message(sandbox: Sandbox, web: WebClient, maya: Person, last: Last) -> None:
    general = channel_id(sandbox, "general")
    web.chat_postMessage(channel=general, text="Hi", blocks=[section(), actions(button(value="42", style="primary"))])
    [message] = maya.sees.messages("general")
    assert maya.clicks(message, "press").ok
    payload = last("block_actions")
    [action] = payload["actions"]
    assert action.pop("action_ts")
    assert action == {
        "action_id": "press",
        "block_id": "buttons",
        "type": "button",
        "text": {"type": "plain_text", "text": "Press", "emoji": True},
        "value": "42",
        "style": "primary",
    }
    assert payload["user"] == {
        "id": maya.id,
        "username": "maya",
        "name": "maya",
        "team_id": sandbox.workspace.team.id,
    }
    assert payload["team"] == {"id": sandbox.workspace.team.id, "domain": "test-team"}
    assert payload["channel"] == {"id": general, "name": "general"}
    assert payload["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": general,
        "is_ephemeral": False,
    }
    assert (payload["enterprise"], payload["is_enterprise_install"]) == (None, False)
    assert payload["message"]["bot_id"] == sandbox.workspace.app.bot_id
    assert payload["trigger_id"]
    assert payload["response_url"]


@pytest.mark.usefixtures("app")
def test_select_in_a_message_has_a_state(sandbox: Sandbox, web: WebClient, maya: Person, last: Last) -> None:
    pick = {"type": "static_select", "action_id": "pick", "options": options(3)}
    web.chat_postMessage(channel=channel_id(sandbox, "general"), text="Hi", blocks=[actions(pick)])
    [message] = maya.sees.messages("general")
    assert maya.clicks(message, "pick", "v1").ok
    payload = last("block_actions")
    chosen = payload["actions"][0]["selected_option"]
    assert chosen == {"text": {"type": "plain_text", "text": "Choice 1", "emoji": True}, "value": "v1"}
    assert payload["state"]["values"]["buttons"]["pick"]["selected_option"] == chosen


@pytest.mark.usefixtures("app")
def test_button_in_an_ephemeral_has_no_message(sandbox: Sandbox, web: WebClient, maya: Person, last: Last) -> None:
    web.chat_postEphemeral(channel=channel_id(sandbox, "general"), user=maya.id, text="Hi", blocks=[actions(button())])
    [message] = maya.sees.ephemerals("general")
    maya.clicks(message, "press")
    assert last("block_actions")["container"]["is_ephemeral"] is True
    assert "message" not in last("block_actions")


@pytest.mark.usefixtures("app")
def test_button_in_a_modal_and_on_home(sandbox: Sandbox, web: WebClient, maya: Person, last: Last) -> None:
    web.views_open(trigger_id=sandbox.permits.issue_trigger(maya.id), view=modal(field("name"), actions(button())))
    view = maya.sees.view()
    maya.fills(view, {"name": "Ida"})
    assert maya.clicks(view, "Press").ok
    payload = last("block_actions")
    assert payload["container"] == {"type": "view", "view_id": view.id}
    assert payload["view"]["state"]["values"]["name"]["name"]["value"] == "Ida"
    assert "response_url" not in payload

    web.views_publish(user_id=maya.id, view=home(actions(button())))
    shown = maya.sees.home()
    assert shown is not None
    assert maya.clicks(shown, "Press").ok
    assert last("block_actions")["view"]["type"] == "home"


@pytest.mark.usefixtures("app")
def test_an_input_tells_of_its_change_only_where_it_is_asked_to(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    element = {"type": "static_select", "action_id": "pick", "options": options(2)}
    quiet, loud = field("quiet", element), field("loud", element, dispatch_action=True)
    web.views_open(trigger_id=sandbox.permits.issue_trigger(maya.id), view=modal(quiet, loud))
    maya.fills(maya.sees.view(), {"quiet": "v0"})
    assert sandbox.ledger.deliveries("block_actions") == []
    maya.fills(maya.sees.view(), {"loud": "v0"})
    assert len(sandbox.ledger.deliveries("block_actions")) == 1


@pytest.mark.usefixtures("app")
def test_submission(sandbox: Sandbox, web: WebClient, maya: Person, last: Last) -> None:
    web.views_open(trigger_id=sandbox.permits.issue_trigger(maya.id), view=modal(field("name")))
    maya.fills(maya.sees.view(), {"name": "Ida"})
    assert maya.submits().ok
    payload = last("view_submission")
    assert payload["view"]["state"]["values"] == {"name": {"name": {"type": "plain_text_input", "value": "Ida"}}}
    assert (payload["response_urls"], payload["view"]["callback_id"]) == ([], "form")
    assert payload["trigger_id"]


@pytest.mark.usefixtures("app")
def test_message_event(sandbox: Sandbox, maya: Person, last: Last) -> None:
    maya.tells_app("A < B")
    payload, team = last("message"), sandbox.workspace.team.id
    assert (payload["type"], payload["team_id"], payload["api_app_id"]) == (
        "event_callback",
        team,
        sandbox.workspace.app.id,
    )
    assert payload["event_id"].startswith("Ev")
    assert isinstance(payload["event_time"], int)
    assert payload["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": team,
            "user_id": sandbox.workspace.app.user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]
    event = payload["event"]
    assert (event["channel_type"], event["user"], event["text"]) == ("im", maya.id, "A &lt; B")
    assert event["ts"] == event["event_ts"] == maya.sees.dm()[0].ts


@pytest.mark.usefixtures("app")
def test_mention(sandbox: Sandbox, maya: Person, last: Last) -> None:
    maya.says("general", "Hello @testbot")
    assert f"<@{sandbox.workspace.app.user_id}>" in last("app_mention")["event"]["text"]
    assert len(sandbox.ledger.deliveries("message")) == 1


@pytest.mark.usefixtures("app")
def test_what_is_said_elsewhere_is_not_told(sandbox: Sandbox, maya: Person) -> None:
    maya.says("elsewhere", "Hello @testbot")
    assert sandbox.ledger.deliveries() == []


@pytest.mark.usefixtures("app")
def test_own_messages_come_back_as_events(sandbox: Sandbox, web: WebClient, last: Last) -> None:
    web.chat_postMessage(channel=channel_id(sandbox, "general"), text="Hi")
    sandbox.wait_for(lambda: sandbox.ledger.deliveries("message"), "the event")
    assert last("message")["event"]["bot_id"] == sandbox.workspace.app.bot_id


@pytest.mark.usefixtures("app")
def test_home_opened(web: WebClient, maya: Person, last: Last) -> None:
    assert maya.opens_home().ok
    event = last("app_home_opened")["event"]
    assert (event["user"], event["tab"], event["channel"][0]) == (maya.id, "home", "D")
    assert "view" not in event
    web.views_publish(user_id=maya.id, view=home())
    maya.opens_home()
    assert last("app_home_opened")["event"]["view"]["type"] == "home"


@pytest.mark.usefixtures("app")
def test_shortcuts(sandbox: Sandbox, maya: Person, last: Last) -> None:
    assert maya.chooses("note").ok
    assert last("shortcut")["callback_id"] == "note"
    maya.says("general", "Look at this")
    [message] = maya.sees.messages("general")
    assert maya.chooses("flag", message).ok
    assert last("message_action")["message"]["text"] == "Look at this"
    assert "no such shortcut" in maya.chooses("unknown").problem


def test_bolt_reads_who_and_where(sandbox: Sandbox, connect: Connect, maya: Person) -> None:
    app, seen = bolt_app(sandbox), []

    @app.command("/test")
    def take(ack: Ack, context: BoltContext) -> None:
        seen.append((context.team_id, context.user_id, context.channel_id, context.enterprise_id, context.bot_id))
        ack()

    connect(app)
    maya.types("/test")
    workspace = sandbox.workspace
    assert seen == [(workspace.team.id, maya.id, channel_id(sandbox, "general"), None, workspace.app.bot_id)]
