"""Signed delivery by HTTP: what is sent, what the signature protects, and what people see when it fails."""

import json
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import parse_qs

import pytest
from slack_bolt import Ack
from slack_sdk.signature import SignatureVerifier

from sandbox import Sandbox
from sandbox.http_delivery import sign
from sandbox.testing import Person
from tests.sandbox.conftest import Connect, bolt_app


class Inbox(ThreadingHTTPServer):
    """An app that keeps what it gets, and answers as told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Keep)
        self.status, self.answer = 200, b""
        self.kept: list[tuple[dict[str, str], str]] = []
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()


class _Keep(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Inbox)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.kept.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def inbox(sandbox: Sandbox) -> Inbox:
    made = Inbox()
    sandbox.request_url = f"http://127.0.0.1:{made.server_address[1]}/slack/events"
    return made


def test_a_command_is_a_signed_form(sandbox: Sandbox, inbox: Inbox, maya: Person) -> None:
    inbox.answer = b"Understood"
    assert maya.types("/test now").ok
    [(headers, body)] = inbox.kept
    form = parse_qs(body)
    assert (form["command"], form["text"]) == (["/test"], ["now"])
    assert form["is_enterprise_install"] == ["false"]
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert SignatureVerifier(sandbox.seed.app.signing_secret).is_valid_request(body, headers)
    assert not SignatureVerifier("another secret").is_valid_request(body, headers)
    assert [message.text for message in maya.sees.ephemerals("general")] == ["Understood"]


def test_an_event_is_json_and_comes_again(sandbox: Sandbox, inbox: Inbox, maya: Person) -> None:
    sandbox.courier.retries = (0.02,)
    inbox.status = 500
    maya.tells_app("Hello")
    sandbox.wait_for(lambda: len(inbox.kept) == 2, "the second delivery")
    (first_headers, first), (second_headers, second) = inbox.kept
    assert json.loads(first) == json.loads(second)
    assert "x-slack-retry-num" not in first_headers
    assert (second_headers["x-slack-retry-num"], second_headers["x-slack-retry-reason"]) == ("1", "http_error")


def test_an_error_of_the_app_is_shown(inbox: Inbox, maya: Person) -> None:
    inbox.status = 500
    assert maya.types("/test").problem == "testbot answered with an error. Try again."


def test_an_app_that_is_not_there(inbox: Inbox, maya: Person) -> None:
    inbox.shutdown()
    inbox.server_close()
    assert maya.types("/test").problem == "testbot is not running. Start it, then try again."


def post(url: str, body: bytes, secret: str, age: float = 0) -> int:
    timestamp = str(int(time.time() - age))
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": sign(secret, timestamp, body),
    }
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=5) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


def test_bolt_refuses_a_wrong_signature_and_an_old_timestamp(sandbox: Sandbox, connect: Connect) -> None:
    app = bolt_app(sandbox)

    @app.event("app_mention")
    def take(ack: Ack) -> None:
        ack()

    connect(app)
    body = b'{"type": "event_callback", "event": {"type": "app_mention"}}'
    url, secret = str(sandbox.request_url), sandbox.seed.app.signing_secret
    assert post(url, body, secret) == 200
    assert post(url, body, "another secret") == 401
    assert post(url, body, secret, age=301) == 401
