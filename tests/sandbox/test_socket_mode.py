"""Socket Mode with slack_sdk's own synchronous client: connections, envelopes, acks, and what people see otherwise."""

import queue
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect as dial

from sandbox import Sandbox
from sandbox.socket_mode import CONNECTIONS
from sandbox.testing import Person
from tests.sandbox.conftest import client_of, hang_up


class Listener:
    """A bare client: keeps every request, and acks it unless told to be deaf."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox, self.deaf = sandbox, False
        self.answer: dict[str, str] | None = None
        self.requests: queue.Queue[SocketModeRequest] = queue.Queue()
        self.client = SocketModeClient(app_token=sandbox.seed.app.app_token, web_client=client_of(sandbox))
        self.client.socket_mode_request_listeners.append(self._take)

    def connect(self) -> None:
        before = self.sandbox.socket_mode.connected
        self.client.connect()
        self.sandbox.wait_for(lambda: self.sandbox.socket_mode.connected > before, "the connection")

    def _take(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        self.requests.put(request)
        if not self.deaf:
            client.send_socket_mode_response(SocketModeResponse(request.envelope_id, self.answer))

    def close(self) -> None:
        hang_up(self.sandbox, self.client)


@pytest.fixture
def listener(sandbox: Sandbox) -> Iterator[Listener]:
    made = Listener(sandbox)
    made.connect()
    yield made
    made.close()


def test_an_envelope_and_its_ack(listener: Listener, sandbox: Sandbox, maya: Person) -> None:
    listener.answer = {"text": "Understood"}
    assert maya.types("/test now").ok
    request = listener.requests.get(timeout=5)
    assert (request.type, request.accepts_response_payload) == ("slash_commands", True)
    assert request.payload["text"] == "now"
    assert [message.text for message in maya.sees.ephemerals("general")] == ["Understood"]
    [delivery] = sandbox.ledger.deliveries("slash_commands")
    assert (delivery.ok, delivery.user, delivery.response) == (True, maya.id, {"text": "Understood"})


def test_an_event_says_which_attempt_it_is(listener: Listener, maya: Person) -> None:
    maya.tells_app("Hello")
    request = listener.requests.get(timeout=5)
    assert (request.type, request.retry_attempt) == ("events_api", 0)


def test_without_a_connection_people_see_that_the_app_is_not_running(sandbox: Sandbox, maya: Person) -> None:
    assert sandbox.app_is_running is False
    assert maya.types("/test").problem == "testbot is not running. Start it, then try again."
    assert "not running" in maya.opens_home().problem
    assert "not running" in maya.tells_app("Hello").problem
    assert maya.says("general", "Hello all").problem == ""
    assert len(maya.sees.dm()) == 1


def test_without_an_ack_people_see_that_it_took_too_long(listener: Listener, maya: Person) -> None:
    listener.deaf = True
    assert maya.types("/test").problem == "testbot did not respond in time. Try again."


def test_an_event_without_an_ack_comes_again(listener: Listener, sandbox: Sandbox, maya: Person) -> None:
    sandbox.courier.retries = (0.05, 0.05)
    listener.deaf = True
    maya.tells_app("Hello")
    first = listener.requests.get(timeout=5)
    listener.deaf = False
    again = listener.requests.get(timeout=5)
    assert again.payload["event_id"] == first.payload["event_id"]
    assert (again.retry_attempt, again.retry_reason) == (1, "http_timeout")
    sandbox.wait_for(lambda: sandbox.ledger.deliveries("message")[-1].ok, "the ack")


def test_each_payload_goes_to_one_connection(listener: Listener, sandbox: Sandbox, maya: Person) -> None:
    other = Listener(sandbox)
    other.connect()
    try:
        for _ in range(4):
            maya.types("/test")
        assert (listener.requests.qsize(), other.requests.qsize()) == (2, 2)
    finally:
        other.close()


def test_a_refresh_leads_to_a_new_connection(listener: Listener, sandbox: Sandbox, maya: Person) -> None:
    session = listener.client.session_id()
    sandbox.run(sandbox.socket_mode.refresh())
    sandbox.wait_for(lambda: listener.client.session_id() != session, "the new session", timeout=15)
    assert maya.types("/test").ok
    assert sandbox.socket_mode.connected == 1


def test_a_url_can_be_used_once(sandbox: Sandbox) -> None:
    url = f"ws://127.0.0.1:{sandbox.port}/{sandbox.socket_mode.open_path()}"
    with dial(url) as connection:
        assert '"type": "hello"' in str(connection.recv(timeout=5))
    with pytest.raises(InvalidStatus):
        dial(url)


def test_ten_connections_at_most(sandbox: Sandbox) -> None:
    base = f"ws://127.0.0.1:{sandbox.port}"
    with ExitStack() as opened:
        for _ in range(CONNECTIONS):
            opened.enter_context(dial(f"{base}/{sandbox.socket_mode.open_path()}"))
        sandbox.wait_for(lambda: sandbox.socket_mode.connected == CONNECTIONS, "all of them")
        refused = opened.enter_context(dial(f"{base}/{sandbox.socket_mode.open_path()}"))
        assert "too_many_websockets" in str(refused.recv(timeout=5))
