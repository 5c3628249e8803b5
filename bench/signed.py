"""Signed HTTP requests, as Slack sends them, and the time that an app takes for each."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk.signature import SignatureVerifier

from tests.driver import Ack, Driver

SECRET = "bench-signing-secret"
Payload = dict[str, Any]


def sign(payload: Payload) -> BoltRequest:
    """The request that Slack would send for this payload, signed now."""
    body, kind = _encoded(payload)
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    headers: dict[str, str | Sequence[str]] = {
        "content-type": kind,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature,
    }
    return BoltRequest(body=body, headers=headers)


def _encoded(payload: Payload) -> tuple[str, str]:
    if payload.get("type") == "event_callback":
        return json.dumps(payload), "application/json"
    form = payload if "command" in payload else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


@dataclass
class Timed(Driver):
    """Drives an app with signed requests; only the app's own time is counted, in seconds."""

    seconds: list[float] = field(default_factory=list)

    def _dispatch(self, payload: Payload) -> Ack:
        answer = timed(self.app, payload, self.seconds)
        return Ack(answer.status, json.loads(answer.body) if answer.body else {})


def replay(app: App, payloads: Iterable[Payload]) -> list[float]:
    """The same requests to another app."""
    seconds: list[float] = []
    for payload in payloads:
        timed(app, payload, seconds)
    return seconds


def timed(app: App, payload: Payload, seconds: list[float]) -> BoltResponse:
    request = sign(payload)
    started = time.perf_counter()
    answer = app.dispatch(request)
    seconds.append(time.perf_counter() - started)
    if answer.status != 200:
        raise RuntimeError(f"a request ended with {answer.status}: {answer.body}")
    return answer
