"""What goes wrong on request: the app sees it as it would see it from Slack, and the ledger tells what it was."""

import threading
from http.client import RemoteDisconnected
from typing import Any
from urllib.error import URLError

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import Sandbox
from sandbox.faults import CALL_FAULTS, DELIVERY_FAULTS, Faults
from sandbox.testing import Person
from tests.sandbox.conftest import Connect, OverSocket, bolt_app, channel_id, client_of

Json = dict[str, Any]
BROKEN = (ConnectionError, URLError, RemoteDisconnected)


@pytest.fixture
def web(sandbox: Sandbox) -> WebClient:
    """One that does not try again by itself."""
    made = client_of(sandbox)
    made.retry_handlers.clear()
    return made


def said(sandbox: Sandbox) -> list[str]:
    return [message.text for message in sandbox.workspace.find_channel("general").messages]


def post(sandbox: Sandbox, web: WebClient, text: str = "hello") -> None:
    web.chat_postMessage(channel=channel_id(sandbox, "general"), text=text)


class TestCalls:
    def test_too_many(self, sandbox: Sandbox, web: WebClient) -> None:
        sandbox.faults.add("rate_limited", "chat.postMessage", times=1, seconds=7)
        with pytest.raises(SlackApiError) as caught:
            post(sandbox, web)
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["retry-after"] == "7"
        assert said(sandbox) == []
        post(sandbox, web)
        assert said(sandbox) == ["hello"]

    def test_an_error_of_slack(self, sandbox: Sandbox, web: WebClient) -> None:
        sandbox.faults.add("server_error", times=1)
        with pytest.raises(SlackApiError) as caught:
            post(sandbox, web)
        assert caught.value.response.status_code == 503
        assert said(sandbox) == []

    @pytest.mark.parametrize(("kind", "accepted"), [("reset_before", []), ("reset_after", ["hello"])])
    def test_a_reset(self, sandbox: Sandbox, web: WebClient, kind: Any, accepted: list[str]) -> None:
        sandbox.faults.add(kind, "chat.postMessage", times=1)
        with pytest.raises(BROKEN):
            post(sandbox, web)
        assert said(sandbox) == accepted
        [entry] = sandbox.ledger.calls("chat.postMessage")
        assert (entry.fault, entry.ok) == (kind, bool(accepted))

    def test_accepted_late(self, sandbox: Sandbox) -> None:
        sandbox.faults.add("late", "chat.postMessage", times=1, seconds=1.2)
        hasty = client_of(sandbox)
        hasty.timeout = 1
        with pytest.raises((TimeoutError, URLError)):
            post(sandbox, hasty)
        sandbox.wait_for(lambda: said(sandbox) == ["hello"], "the message that was given up")

    def test_no_answer_at_all(self, sandbox: Sandbox) -> None:
        sandbox.faults.add("hang", "chat.postMessage", times=1)
        hasty = client_of(sandbox)
        hasty.timeout = 1
        with pytest.raises((TimeoutError, URLError)):
            post(sandbox, hasty)
        assert said(sandbox) == []

    def test_only_there(self, sandbox: Sandbox, web: WebClient) -> None:
        sandbox.faults.add("server_error", "chat.postMessage", channel=channel_id(sandbox, "qa-team"))
        post(sandbox, web)
        web.users_list()
        with pytest.raises(SlackApiError):
            web.chat_postMessage(channel=channel_id(sandbox, "qa-team"), text="not here")

    def test_answers_to_a_response_url_meet_them_too(self, sandbox: Sandbox, connect: Connect, maya: Person) -> None:
        app = bolt_app(sandbox)
        seen: list[int] = []

        @app.command("/test")
        def _(ack: Ack, respond: Any) -> None:
            ack()
            seen.append(respond("later").status_code)

        connect(app)
        sandbox.faults.add("server_error", "response_url", times=1)
        maya.types("/test")
        maya.types("/test")
        assert seen == [503, 200]


class Listener:
    """An app that counts what reaches it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.app: App = bolt_app(sandbox)
        self.heard: list[str] = []
        self.retries: list[Json] = []
        self._lock = threading.Lock()

        @self.app.command("/test")
        def _(ack: Ack, body: Json) -> None:
            with self._lock:
                self.heard.append(body["text"])
            ack()

        @self.app.event("message")
        def _(body: Json, request: Any) -> None:
            with self._lock:
                self.heard.append(body["event"]["text"])
                self.retries.append({name: value for name, value in request.headers.items() if "retry" in name})


@pytest.fixture
def listener(sandbox: Sandbox) -> Listener:
    return Listener(sandbox)


class TestDeliveries:
    @pytest.fixture(autouse=True)
    def connected(self, listener: Listener, connect_each_way: Connect) -> None:
        connect_each_way(listener.app)

    def test_twice(self, sandbox: Sandbox, listener: Listener, maya: Person) -> None:
        sandbox.faults.add("twice", "slash_commands", times=1)
        maya.types("/test one")
        sandbox.wait_for(lambda: listener.heard == ["one", "one"], "both")

    def test_out_of_order(self, sandbox: Sandbox, listener: Listener, maya: Person, tom: Person) -> None:
        sandbox.faults.add("reordered", "slash_commands", times=1, seconds=5)
        first = threading.Thread(target=lambda: maya.types("/test first"))
        first.start()
        sandbox.wait_for(lambda: not sandbox.faults.rules, "the first to be held back")
        tom.types("/test second")
        first.join()
        assert listener.heard == ["second", "first"]

    def test_again_though_answered(self, sandbox: Sandbox, listener: Listener, maya: Person) -> None:
        sandbox.faults.add("retried", "message", times=1)
        maya.says("general", "hello")
        sandbox.wait_for(lambda: listener.heard == ["hello", "hello"], "both")
        sandbox.wait_for(lambda: len(sandbox.ledger.deliveries("message")) == 2, "the ledger's second line")
        assert [entry.attempt for entry in sandbox.ledger.deliveries("message")] == [0, 1]

    def test_cut_before_it_arrives(self, sandbox: Sandbox, listener: Listener, maya: Person) -> None:
        sandbox.faults.add("drop_before", "slash_commands", times=1)
        assert "is not running" in maya.types("/test lost").problem
        assert listener.heard == []

    def test_cut_after_it_arrived(self, sandbox: Sandbox, listener: Listener, maya: Person) -> None:
        sandbox.faults.add("drop_after", "slash_commands", times=1)
        maya.types("/test heard")
        sandbox.wait_for(lambda: listener.heard == ["heard"], "it to arrive")
        [entry] = sandbox.ledger.deliveries("slash_commands")
        assert entry.fault == "drop_after"

    def test_an_event_comes_again_after_a_cut(self, sandbox: Sandbox, listener: Listener, maya: Person) -> None:
        sandbox.courier.retries = (0.5,) * 40
        sandbox.faults.add("drop_before", "message", times=1)
        maya.says("general", "hello")
        sandbox.wait_for(lambda: listener.heard == ["hello"], "the second delivery", timeout=20)


def test_an_app_whose_sockets_were_cut_comes_back(sandbox: Sandbox, listener: Listener, maya: Person) -> None:
    running = OverSocket(sandbox, listener.app)
    try:
        sandbox.run(sandbox.socket_mode.drop())
        sandbox.wait_for(lambda: sandbox.socket_mode.connected > 0, "the new connection", timeout=20)
        assert maya.types("/test again").ok
        assert listener.heard == ["again"]
    finally:
        running.close()


def test_a_share_is_a_share() -> None:
    faults = Faults()
    faults.add("server_error", share=0.25)
    hit = sum(faults.of_call("chat.postMessage", None) is not None for _ in range(2000))
    assert 400 < hit < 600


def test_the_same_seed_hits_the_same_calls() -> None:
    def hits() -> list[bool]:
        faults = Faults()
        faults.add("late", share=0.5)
        return [faults.of_call("x", None) is not None for _ in range(50)]

    assert hits() == hits()


def test_one_can_be_taken_back() -> None:
    faults = Faults()
    kept, gone = faults.add("hang", "users.list"), faults.add("late")
    faults.remove(gone.id)
    assert faults.rules == [kept]
    assert faults.of_call("auth.test", None) is None
    faults.clear()
    assert faults.of_call("users.list", None) is None


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "sneeze"}, {"kind": "late", "share": 0}, {"kind": "late", "times": 0}, {"kind": "late", "seconds": -1}],
)
def test_what_makes_no_sense_is_refused(wrong: Json) -> None:
    with pytest.raises(ValueError, match=r"\."):
        Faults().add(**wrong)


def test_each_says_itself_in_words() -> None:
    faults = Faults()
    for kind in [*CALL_FAULTS, *DELIVERY_FAULTS]:
        faults.add(kind, "chat.postMessage", share=0.5, times=3)  # type: ignore[arg-type]  # each kind in turn
    assert all(fault.words.endswith(": chat.postMessage, 50% of the time, 3 more") for fault in faults.rules)
