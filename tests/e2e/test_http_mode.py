"""In HTTP mode only Slack is answered: each request is signed, and a signature is good for five minutes."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from qabot import dev
from qabot.dev import Local
from tests.e2e.conftest import settings


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    with dev.local(settings("http"), folder=tmp_path / "local") as place:
        yield place


def command(local: Local) -> str:
    user = local.sandbox.person("maya-lindqvist").user
    return urlencode(
        {
            "command": "/qa-audit",
            "text": "help",
            "user_id": user.id,
            "team_id": local.sandbox.workspace.team.id,
            "channel_id": "C1",
            "trigger_id": f"{time.time_ns()}.1",
        }
    )


def send(local: Local, body: str, *, secret: str | None = None, seconds_ago: int = 0) -> httpx.Response:
    held = local.settings.slack_signing_secret
    assert held is not None
    stamp = str(int(time.time()) - seconds_ago)
    signature = SignatureVerifier(secret or held.get_secret_value()).generate_signature(timestamp=stamp, body=body)
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature or "",
    }
    return httpx.post(address(local), content=body, headers=headers)


def address(local: Local) -> str:
    return f"http://{local.settings.qabot_http_host}:{local.settings.qabot_http_port}/slack/events"


def test_a_signed_request_is_answered(local: Local) -> None:
    answer = send(local, command(local))
    assert answer.status_code == 200
    assert "/qa-audit start" in answer.json()["text"]


def test_a_wrong_signature_is_refused(local: Local) -> None:
    assert send(local, command(local), secret="another secret").status_code == 401


def test_a_changed_body_is_refused(local: Local) -> None:
    held = local.settings.slack_signing_secret
    assert held is not None
    stamp = str(int(time.time()))
    signed = SignatureVerifier(held.get_secret_value()).generate_signature(timestamp=stamp, body=command(local))
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": signed or ""}
    assert httpx.post(address(local), content=command(local), headers=headers).status_code == 401


def test_an_old_request_is_refused(local: Local) -> None:
    assert send(local, command(local), seconds_ago=4 * 60).status_code == 200
    assert send(local, command(local), seconds_ago=6 * 60).status_code == 401


def test_an_unsigned_request_is_refused(local: Local) -> None:
    assert httpx.post(address(local), content=command(local)).status_code == 401


def test_it_says_that_it_is_alive(local: Local) -> None:
    assert httpx.get(address(local).replace("/slack/events", "/healthz")).status_code == 200
