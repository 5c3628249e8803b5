"""A workspace per test, a client of its Web API, and Slack apps that are connected to it."""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import AppSeed, ChannelSeed, Sandbox, Seed, UserSeed
from sandbox.testing import Person

Json = dict[str, Any]

MANIFEST: Json = {
    "display_information": {"name": "testbot"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/test", "description": "Try it", "usage_hint": "[help]", "should_escape": True},
            {"command": "/other", "description": "Nobody listens to it"},
        ],
        "shortcuts": [
            {"name": "Note", "type": "global", "callback_id": "note", "description": "Write a note"},
            {"name": "Flag", "type": "message", "callback_id": "flag", "description": "Flag a message"},
        ],
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.channels", "message.im"]}
    },
}

USERS = [UserSeed("maya", "Maya Lind", "maya@example.com", title="Auditor"), UserSeed("tom"), UserSeed("ida")]
LEFT = UserSeed("lea", deleted=True)
CHANNELS = [
    ChannelSeed("general"),
    ChannelSeed("qa-team", members=["maya", "tom"], topic="Audits"),
    ChannelSeed("elsewhere", has_app=False),
    ChannelSeed("secret", members=["ida"], is_private=True, has_app=False),
    ChannelSeed("attic", archived=True),
]


def make_seed(manifest: Json = MANIFEST) -> Seed:
    return Seed("Test team", [*USERS, LEFT], CHANNELS, AppSeed(manifest=manifest))


def manifest_with(*scopes: str) -> Json:
    return {**MANIFEST, "oauth_config": {"scopes": {"bot": list(scopes)}}}


def client_of(sandbox: Sandbox, token: str | None = None) -> WebClient:
    return WebClient(token or sandbox.seed.app.bot_token, base_url=sandbox.api_url, timeout=5)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(make_seed()) as running:
        yield running


@pytest.fixture
def web(sandbox: Sandbox) -> WebClient:
    return client_of(sandbox)


@pytest.fixture
def maya(sandbox: Sandbox) -> Person:
    return sandbox.person("maya")


@pytest.fixture
def tom(sandbox: Sandbox) -> Person:
    return sandbox.person("tom")


def channel_id(sandbox: Sandbox, name: str) -> str:
    return sandbox.workspace.find_channel(name).id


def ids_by_name(sandbox: Sandbox) -> dict[str, str]:
    """Of channels and of people."""
    channels = {channel.name: channel.id for channel in sandbox.workspace.channels.values()}
    return channels | {user.name: user.id for user in sandbox.workspace.users.values()}


def refusal(call: Callable[[], object]) -> Json:
    """The body with which Slack refuses this call."""
    with pytest.raises(SlackApiError) as caught:
        call()
    body = caught.value.response.data
    assert isinstance(body, dict)
    return body


def error_of(call: Callable[[], object]) -> str:
    return str(refusal(call)["error"])


# blocks


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str = "Hello", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str = "Press", action_id: str = "press", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def actions(*elements: Json, block_id: str = "buttons") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def option(value: str = "a", text: str = "A") -> Json:
    return {"text": plain(text), "value": value}


def options(count: int) -> list[Json]:
    return [option(f"v{number}", f"Choice {number}") for number in range(count)]


def field(block_id: str = "name", element: Json | None = None, **more: Any) -> Json:
    """An input block; without `element` one for text. Its action has the block's name."""
    inside = {"action_id": block_id, **(element or {"type": "plain_text_input"})}
    return {"type": "input", "block_id": block_id, "label": plain("Label"), "element": inside, **more}


def modal(*blocks: Json, callback_id: str = "form", **more: Any) -> Json:
    titles: Json = {"title": plain("Form"), "submit": plain("Send")}
    return {"type": "modal", "callback_id": callback_id, "blocks": list(blocks), **titles, **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


# apps

Connect = Callable[[App], App]


def bolt_app(sandbox: Sandbox) -> App:
    return App(
        client=client_of(sandbox),
        signing_secret=sandbox.seed.app.signing_secret,
        process_before_response=True,
        raise_error_for_unhandled_request=False,
    )


def hang_up(sandbox: Sandbox, client: SocketModeClient) -> None:
    """The server's side closes first: the client alone would wait for its own time-out of 3 s."""
    client.auto_reconnect_enabled = False
    sandbox.run(sandbox.socket_mode.drop())
    sandbox.wait_for(lambda: not client.is_connected(), "the client to notice")
    client.close()


class OverSocket:
    """The app connected with slack_sdk's own synchronous client."""

    def __init__(self, sandbox: Sandbox, app: App) -> None:
        self.sandbox = sandbox
        # The client notices an end without a word only when its next ping fails.
        self.handler = SocketModeHandler(app, sandbox.seed.app.app_token, ping_interval=1)
        self.handler.client.connect()
        sandbox.wait_for(lambda: sandbox.socket_mode.connected > 0, "the connection")

    def close(self) -> None:
        hang_up(self.sandbox, self.handler.client)


class OverHttp:
    """The app behind a request URL on this machine."""

    def __init__(self, sandbox: Sandbox, app: App) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        handler = SlackRequestHandler(app)

        async def events(request: Request) -> Response:
            return await handler.handle(request)

        site = Starlette(routes=[Route("/slack/events", events, methods=["POST"])])
        self._server = uvicorn.Server(uvicorn.Config(site, lifespan="off", log_config=None, access_log=False))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        sandbox.request_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/slack/events"
        sandbox.wait_for(lambda: self._server.started, "the app's server")

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()


WAYS: dict[str, Callable[[Sandbox, App], "OverSocket | OverHttp"]] = {"socket": OverSocket, "http": OverHttp}


@pytest.fixture
def connect(sandbox: Sandbox) -> Iterator[Connect]:
    """Connects an app over HTTP, which ends fastest; closes it after the test."""
    made: list[OverHttp] = []

    def connected(app: App) -> App:
        made.append(OverHttp(sandbox, app))
        return app

    yield connected
    for one in made:
        one.close()


@pytest.fixture(params=sorted(WAYS))
def connect_each_way(sandbox: Sandbox, request: pytest.FixtureRequest) -> Iterator[Connect]:
    """The same over Socket Mode and over HTTP, a test for each."""
    made: list[OverSocket | OverHttp] = []

    def connected(app: App) -> App:
        made.append(WAYS[request.param](sandbox, app))
        return app

    yield connected
    for one in made:
        one.close()
