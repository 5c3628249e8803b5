"""External selects: what is offered for the letters typed, and that only what was offered can be chosen."""

from typing import Any

import pytest
from slack_bolt import Ack
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.sandbox.conftest import Connect, actions, bolt_app, channel_id, field, modal, options, plain

Json = dict[str, Any]


def form(**more: Any) -> Json:
    return modal(field("pick", {"type": "external_select", "min_query_length": 0, **more}))


@pytest.fixture
def offer(sandbox: Sandbox, connect: Connect, web: WebClient, maya: Person) -> Json:
    """A form with an external select in front of Maya; the test fills in what the app offers."""
    app = bolt_app(sandbox)
    told: Json = {}

    @app.options("pick")
    def suggest(ack: Ack) -> None:
        ack(**told)

    @app.view("form")
    def take(ack: Ack) -> None:
        ack()

    connect(app)
    web.views_open(trigger_id=sandbox.permits.issue_trigger(maya.id), view=form())
    return told


def test_options(sandbox: Sandbox, offer: Json, maya: Person) -> None:
    offer["options"] = options(3)
    view = maya.sees.view()
    assert [option["value"] for option in maya.is_offered(view, "pick", "c")] == ["v0", "v1", "v2"]
    payload = sandbox.ledger.deliveries("block_suggestion")[-1].request
    assert (payload["value"], payload["action_id"], payload["block_id"]) == ("c", "pick", "pick")
    assert payload["view"]["callback_id"] == "form"
    assert payload["container"] == {"type": "view", "view_id": view.id}


def test_groups(sandbox: Sandbox, offer: Json, maya: Person) -> None:
    offer["option_groups"] = [{"label": plain("First"), "options": options(2)}]
    view = maya.sees.view()
    [group] = sandbox.run(sandbox.interact.options(maya.id, view.id, "pick", "pick", "c"))
    assert group["label"]["text"] == "First"
    assert len(maya.is_offered(view, "pick", "c")) == 2


def test_what_was_offered_can_be_chosen_and_submitted(sandbox: Sandbox, offer: Json, maya: Person) -> None:
    offer["options"] = options(3)
    maya.fills(maya.sees.view(), {"pick": "Choice 2"})
    assert maya.submits().ok
    values = sandbox.ledger.deliveries("view_submission")[-1].request["view"]["state"]["values"]
    assert values["pick"]["pick"]["selected_option"] == options(3)[2]


def test_what_was_not_offered_cannot(sandbox: Sandbox, offer: Json, maya: Person) -> None:
    view, made_up = maya.sees.view(), {"selected_option": {"value": "v9"}}
    outcome = sandbox.run(
        sandbox.interact.click(maya.id, view_id=view.id, block_id="pick", action_id="pick", value=made_up)
    )
    assert not outcome.ok


@pytest.mark.parametrize("answer", [{"options": options(101)}, {"options": [{"value": "v"}]}])
def test_an_offer_that_slack_refuses(sandbox: Sandbox, offer: Json, maya: Person, answer: Json) -> None:
    offer.update(answer)
    assert maya.is_offered(maya.sees.view(), "pick", "c") == []
    assert sandbox.ledger.refused()[-1].response["error"] == "invalid_options"


def test_too_few_letters_ask_nobody(sandbox: Sandbox, offer: Json, maya: Person, web: WebClient) -> None:
    view = maya.sees.view()
    web.views_update(view_id=view.id, view=form(min_query_length=2))
    assert maya.is_offered(view, "pick", "c") == []
    assert sandbox.ledger.deliveries("block_suggestion") == []


def test_in_a_message(sandbox: Sandbox, offer: Json, maya: Person, web: WebClient) -> None:
    offer["options"] = options(2)
    general = channel_id(sandbox, "general")
    select = {"type": "external_select", "action_id": "pick", "min_query_length": 0}
    web.chat_postMessage(channel=general, text="Choose", blocks=[actions(select)])
    [message] = maya.sees.messages("general")
    asked = sandbox.interact.options(maya.id, None, "buttons", "pick", "c", channel_id=general, ts=message.ts)
    assert len(sandbox.run(asked)) == 2
    payload = sandbox.ledger.deliveries("block_suggestion")[-1].request
    assert payload["channel"]["id"] == general
    assert payload["message"]["ts"] == message.ts
