"""Time travel: to an instant, by a while, to what an app does next; Slack's own timers stay on real time."""

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_bolt import Ack
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.clock import Due
from sandbox.testing import Person
from tests.sandbox.conftest import Connect, bolt_app, channel_id, field, modal
from tests.sandbox.test_server import ask

Json = dict[str, Any]
HOUR = 3600.0


def moved(sandbox: Sandbox, body: Json) -> tuple[int, Json]:
    status, answer = ask(sandbox, "POST", "/sandbox/clock", body)
    return status, json.loads(answer)


def put(sandbox: Sandbox, body: object) -> int:
    request = urllib.request.Request(f"{sandbox.url}/sandbox/due", json.dumps(body).encode(), method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_to_an_instant(sandbox: Sandbox) -> None:
    new_year = datetime(2031, 1, 1, tzinfo=UTC)
    sandbox.read(lambda: sandbox.clock.to(new_year))
    assert datetime.fromtimestamp(sandbox.now(), UTC).year == 2031
    sandbox.read(sandbox.clock.back)
    assert sandbox.clock.moved == 0


def test_an_instant_without_its_zone_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="zone"):
        sandbox.clock.to(datetime(2031, 1, 1))  # noqa: DTZ001 - that is the point


def test_by_a_while_and_from_outside(sandbox: Sandbox) -> None:
    assert moved(sandbox, {"by": HOUR})[1]["offset_seconds"] == HOUR
    assert moved(sandbox, {"by": HOUR})[1]["offset_seconds"] == 2 * HOUR
    status, answer = moved(sandbox, {"at": 2_000_000_000})
    assert status == 200
    assert int(answer["now"]) == 2_000_000_000


def test_to_the_next_thing_that_the_app_does(sandbox: Sandbox) -> None:
    start = sandbox.now()
    told = [{"at": start + 2 * HOUR, "what": "Digest"}, {"at": start + HOUR, "what": "Reminder"}]
    assert put(sandbox, {"due": told}) == 200
    assert sandbox.clock.next_due() == Due(start + HOUR, "Reminder")
    assert moved(sandbox, {"to": "next"})[0] == 200
    assert start + HOUR < sandbox.now() < start + HOUR + 60
    assert sandbox.read(sandbox.clock.to_next_due).what == "Digest"
    status, answer = moved(sandbox, {"to": "next"})
    assert (status, answer) == (400, {"error": "The app has said nothing of what it does next."})


@pytest.mark.parametrize("body", [{"at": "soon"}, {"by": True}, {"by": 1e15}, {"to": "yesterday"}, [1]])
def test_where_one_cannot_go(sandbox: Sandbox, body: Any) -> None:
    assert moved(sandbox, body)[0] == 400
    assert sandbox.clock.moved == 0


@pytest.mark.parametrize("body", [{}, {"due": 1}, {"due": [1]}, {"due": [{"at": "soon"}]}, []])
def test_what_cannot_be_due(sandbox: Sandbox, body: object) -> None:
    assert put(sandbox, body) == 400
    assert sandbox.clock.dues == []


def test_messages_keep_their_order_when_time_goes_back(sandbox: Sandbox, web: WebClient) -> None:
    general = channel_id(sandbox, "general")
    sandbox.read(lambda: sandbox.clock.by(HOUR))
    first = web.chat_postMessage(channel=general, text="later")["ts"]
    sandbox.read(sandbox.clock.back)
    assert web.chat_postMessage(channel=general, text="now")["ts"] > first


def test_triggers_stay_on_real_time(sandbox: Sandbox, connect: Connect, maya: Person) -> None:
    app = bolt_app(sandbox)

    @app.command("/test")
    def _(ack: Ack, body: Json, client: WebClient) -> None:
        sandbox.read(lambda: sandbox.clock.by(HOUR))
        client.views_open(trigger_id=body["trigger_id"], view=modal(field("name")))
        ack()

    connect(app)
    assert maya.types("/test").ok
    assert maya.sees.view()
