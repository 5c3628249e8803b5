"""Response URLs: five uses within half an hour, to the person, to all, or in place of the message."""

import time
from typing import Any

import pytest
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.sandbox.conftest import Connect, actions, bolt_app, button, channel_id

Json = dict[str, Any]


@pytest.fixture
def url(sandbox: Sandbox, connect: Connect, maya: Person) -> WebhookClient:
    """The response URL of a command that Maya has typed in #qa-team."""
    app, bodies = bolt_app(sandbox), []

    @app.command("/test")
    def take(ack: Ack, body: Json) -> None:
        bodies.append(body)
        ack()

    connect(app)
    maya.types("/test", channel="qa-team")
    return WebhookClient(bodies[0]["response_url"])


def test_an_answer_is_for_the_asker_only(url: WebhookClient, maya: Person, tom: Person) -> None:
    assert url.send(text="Only you").status_code == 200
    assert [message.text for message in maya.sees.ephemerals("qa-team")] == ["Only you"]
    assert tom.sees.messages("qa-team") == []


def test_an_answer_for_all(url: WebhookClient, tom: Person) -> None:
    url.send(text="Everybody", response_type="in_channel")
    assert [message.text for message in tom.sees.messages("qa-team")] == ["Everybody"]


def test_five_uses(url: WebhookClient) -> None:
    assert [url.send(text="Hi").status_code for _ in range(6)] == [200] * 5 + [404]
    assert "used_url" in url.send(text="Hi").body


def test_half_an_hour(sandbox: Sandbox, url: WebhookClient) -> None:
    sandbox.permits.clock = lambda: time.monotonic() + 1801
    assert "expired_url" in url.send(text="Hi").body


def test_nonsense_is_refused(sandbox: Sandbox, url: WebhookClient) -> None:
    assert url.send_dict({}).status_code == 400
    assert "invalid_blocks" in url.send(text="Hi", blocks=[{"type": "marquee"}]).body
    assert WebhookClient(f"{sandbox.url}/response/none").send(text="Hi").status_code == 404


def test_the_message_itself_can_be_replaced_and_deleted(
    sandbox: Sandbox, connect: Connect, web: WebClient, maya: Person
) -> None:
    app, urls = bolt_app(sandbox), []

    @app.action("press")
    def take(ack: Ack, body: Json) -> None:
        urls.append(WebhookClient(body["response_url"]))
        ack()

    connect(app)
    general = channel_id(sandbox, "general")
    web.chat_postEphemeral(channel=general, user=maya.id, text="Sure?", blocks=[actions(button())])
    [question] = maya.sees.ephemerals("general")
    assert maya.clicks(question, "press").ok
    [url] = urls
    url.send(text="Done", replace_original=True)
    assert [message.text for message in maya.sees.ephemerals("general")] == ["Done"]
    url.send(delete_original=True)
    assert maya.sees.ephemerals("general") == []


def test_an_ack_for_all_is_shown_to_all(sandbox: Sandbox, connect: Connect, maya: Person, tom: Person) -> None:
    app = bolt_app(sandbox)

    @app.command("/test")
    def take(ack: Ack) -> None:
        ack(text="Everybody", response_type="in_channel")

    connect(app)
    assert maya.types("/test").ok
    assert [message.text for message in tom.sees.messages("general")] == ["Everybody"]
