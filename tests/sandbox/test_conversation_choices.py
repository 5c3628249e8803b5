"""Elements with which a person says where: the conversation they come from is chosen, and can be answered in."""

import json
import urllib.request
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.sandbox.conftest import Connect, bolt_app, channel_id, field, modal

Json = dict[str, Any]
WHERE: Json = {
    "type": "conversations_select",
    "default_to_current_conversation": True,
    "response_url_enabled": True,
}


@pytest.fixture
def taken() -> list[Json]:
    return []


@pytest.fixture
def app(sandbox: Sandbox, connect: Connect, taken: list[Json]) -> App:
    made = bolt_app(sandbox)

    @made.command("/test")
    def _(ack: Ack, body: Json, client: WebClient) -> None:
        several = {"type": "multi_conversations_select", "default_to_current_conversation": True}
        client.views_open(trigger_id=body["trigger_id"], view=modal(field("where", WHERE), field("others", several)))
        ack()

    @made.view("form")
    def _(ack: Ack, body: Json) -> None:
        taken.append(body)
        ack()

    return connect(made)


@pytest.mark.usefixtures("app")
def test_where_they_are_is_chosen_and_can_be_answered_in(sandbox: Sandbox, maya: Person, taken: list[Json]) -> None:
    here = channel_id(sandbox, "qa-team")
    maya.types("/test", channel="qa-team")
    maya.submits()
    [body] = taken
    values = body["view"]["state"]["values"]
    assert values["where"]["where"]["selected_conversation"] == here
    assert values["others"]["others"]["selected_conversations"] == [here]
    [permit] = body["response_urls"]
    assert (permit["block_id"], permit["action_id"], permit["channel_id"]) == ("where", "where", here)
    said = json.dumps({"text": "Done", "response_type": "in_channel"}).encode()
    urllib.request.urlopen(urllib.request.Request(permit["response_url"], said), timeout=5).close()
    sandbox.witness.said_once("Done", channel="qa-team")
