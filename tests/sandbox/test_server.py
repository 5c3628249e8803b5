"""The sandbox as a whole: start and stop, who may talk to it, its clock, its memory, and what it tells watchers."""

import asyncio
import http.client
import json
import time
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox import Sandbox, Seed, UserSeed
from sandbox.testing import Person
from tests.sandbox.conftest import channel_id, client_of, home, make_seed, section

Json = dict[str, Any]


def ask(sandbox: Sandbox, method: str, path: str, body: Json | None = None, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    with answer:
        return answer.status, answer.read().decode()


def test_it_starts_fast_and_stops_cleanly() -> None:
    sandbox = Sandbox()
    before = time.monotonic()
    sandbox.start()
    assert time.monotonic() - before < 1
    sandbox.stop()
    with pytest.raises(RuntimeError, match="not running"):
        sandbox.read(sandbox.now)


def test_the_smallest_seed_is_enough() -> None:
    with Sandbox(Seed(users=[UserSeed("ann")])) as sandbox:
        ann = sandbox.person("ann")
        assert ann.says("general", "Hello").ok
        assert [message.text for message in ann.sees.messages("general")] == ["Hello"]


def test_the_same_seed_gives_the_same_ids() -> None:
    first, second = Sandbox(make_seed()), Sandbox(make_seed())
    assert first.workspace.users.keys() == second.workspace.users.keys()
    assert first.workspace.channels.keys() == second.workspace.channels.keys()
    first.stop()
    second.stop()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
def test_foreign_pages_are_refused(sandbox: Sandbox, headers: dict[str, str]) -> None:
    status, _ = ask(sandbox, "POST", "/sandbox/clock", {"offset_seconds": 1}, **headers)
    assert status == 403
    assert sandbox.workspace.offset_seconds == 0


def test_its_own_pages_are_not(sandbox: Sandbox) -> None:
    status, _ = ask(sandbox, "POST", "/sandbox/clock", {"offset_seconds": 1}, Origin=sandbox.url)
    assert status == 200


def test_the_clock_can_be_moved(sandbox: Sandbox, web: WebClient) -> None:
    assert json.loads(ask(sandbox, "GET", "/sandbox/clock")[1])["offset_seconds"] == 0
    ask(sandbox, "POST", "/sandbox/clock", {"offset_seconds": 3600})
    assert json.loads(ask(sandbox, "GET", "/sandbox/clock")[1])["offset_seconds"] == 3600
    assert abs(sandbox.now() - time.time() - 3600) < 5
    ts = web.chat_postMessage(channel=channel_id(sandbox, "general"), text="Later")["ts"]
    assert float(str(ts)) > time.time() + 3500


@pytest.mark.parametrize("body", [{}, {"offset_seconds": "soon"}, {"offset_seconds": float("nan")}, {"offset": 1}])
def test_the_clock_wants_a_number(sandbox: Sandbox, body: Json) -> None:
    assert ask(sandbox, "POST", "/sandbox/clock", body)[0] == 400


def test_triggers_stay_on_real_time(sandbox: Sandbox, maya: Person) -> None:
    trigger_id = sandbox.permits.issue_trigger(maya.id)
    ask(sandbox, "POST", "/sandbox/clock", {"offset_seconds": 3600})
    assert sandbox.permits.use_trigger(trigger_id).user_id == maya.id


def test_a_restart_keeps_the_conversation(tmp_path: Path) -> None:
    state = tmp_path / "state" / "workspace.json"
    with Sandbox(make_seed(), state_file=state) as first:
        web, maya = client_of(first), first.person("maya")
        ts = str(web.chat_postMessage(channel=maya.id, text="Kept", blocks=[section()])["ts"])
        web.views_publish(user_id=maya.id, view=home(section()))
        maya.says("general", "Mine")
    with Sandbox(make_seed(), state_file=state) as second:
        maya = second.person("maya")
        [kept] = maya.sees.dm()
        assert (kept.ts, kept.text, len(kept.blocks)) == (ts, "Kept", 1)
        assert [message.text for message in maya.sees.messages("general")] == ["Mine"]
        assert maya.sees.home() is not None
        assert client_of(second).chat_update(channel=channel_id(second, "maya"), ts=ts, text="Changed")["ok"]


def test_it_saves_while_it_runs(tmp_path: Path) -> None:
    state = tmp_path / "workspace.json"
    with Sandbox(make_seed(), state_file=state) as sandbox:
        sandbox.person("maya").says("general", "Remember me")
        sandbox.wait_for(lambda: state.exists() and "Remember me" in state.read_text(), "the file")


def test_the_state_of_another_workspace_is_left_aside(tmp_path: Path) -> None:
    state = tmp_path / "workspace.json"
    with Sandbox(make_seed(), state_file=state) as sandbox:
        sandbox.person("maya").says("general", "Mine")
    with Sandbox(Seed("Other team"), state_file=state) as other:
        assert other.person("maya").sees.messages("general") == []


def test_watchers_hear_of_changes(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    heard: list[Json] = []
    sandbox.workspace.notices.listen(heard.append)
    web.chat_postMessage(channel=channel_id(sandbox, "general"), text="Hi")
    web.views_publish(user_id=maya.id, view=home())
    assert {"kind": "channel", "channel": channel_id(sandbox, "general")} in heard
    assert {"kind": "home", "user": maya.id} in heard


def test_a_watcher_ends_when_the_workspace_stops(maya: Person, sandbox: Sandbox) -> None:
    async def watch() -> Json:
        async for notice in sandbox.workspace.subscribe():
            return notice
        return {}

    async def watch_and_speak() -> Json:
        watching = asyncio.ensure_future(watch())
        await asyncio.sleep(0)
        await sandbox.interact.message(maya.id, channel_id(sandbox, "elsewhere"), "Hi")
        return await watching

    assert sandbox.run(watch_and_speak())["kind"] == "channel"
    waiting = asyncio.run_coroutine_threadsafe(watch(), _loop(sandbox))
    sandbox.stop()
    assert waiting.result(5) == {}


def _loop(sandbox: Sandbox) -> asyncio.AbstractEventLoop:
    async def current() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    return sandbox.run(current())


def test_people_cannot_speak_where_they_are_not(sandbox: Sandbox) -> None:
    ida = sandbox.person("ida")
    assert "not in this conversation" in ida.says("qa-team", "Hello").problem
    assert "archived" in ida.says("attic", "Hello").problem
    assert "Write something" in ida.says("general", "  ").problem
    assert "threads" in ida.says("general", "/test", thread_ts="1.000001").problem


def test_a_button_that_is_gone_cannot_be_used(sandbox: Sandbox, maya: Person) -> None:
    gone = sandbox.interact.click(
        maya.id, channel_id=channel_id(sandbox, "general"), ts="1.000001", block_id="b", action_id="a"
    )
    assert "changed meanwhile" in sandbox.run(gone).problem
