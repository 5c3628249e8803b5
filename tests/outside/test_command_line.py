"""`python -m sandbox`: a workspace by itself, for any app."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.command_line import main
from tests.outside import story
from tests.outside.running import ROOT


@contextmanager
def serving(*words: str) -> Iterator[dict[str, str]]:
    """What it prints for the app to be set, by name."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _printed(process)
        finally:
            process.terminate()


def _printed(process: "subprocess.Popen[str]") -> dict[str, str]:
    assert process.stdout is not None
    told = {}
    for line in process.stdout:
        name, _, value = line.strip().partition("=")
        told[name] = value
        if "Ctrl-C" in line:
            break
    return told


def client(printed: dict[str, str]) -> WebClient:
    return WebClient(printed["SLACK_BOT_TOKEN"], base_url=printed["SLACK_API_URL"])


def names(found: object) -> set[str]:
    assert isinstance(found, list)
    return {entry["name"] for entry in found}


def test_it_serves_the_app_of_a_manifest(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(story.MANIFEST))
    with serving("--manifest", str(manifest), "--channels", "general", "toner", "--people", "ida=Ida Berg") as printed:
        web = client(printed)
        assert web.auth_test()["user"] == "notes"
        assert names(web.conversations_list()["channels"]) == {"general", "toner"}
        assert web.apps_connections_open(app_token=printed["SLACK_APP_TOKEN"])["url"].startswith("ws://127.0.0.1:")


def test_a_request_url_comes_with_the_signing_secret() -> None:
    with serving("--request-url", "http://127.0.0.1:3000/slack/events") as printed:
        assert printed["SLACK_SIGNING_SECRET"]
        assert "SLACK_APP_TOKEN" not in printed


def test_the_workspace_is_kept(tmp_path: Path) -> None:
    state = str(tmp_path / "workspace.json")
    with serving("--state", state) as printed:
        web = client(printed)
        posted = web.chat_postMessage(channel="#general", text="Remember this.")
    with serving("--state", state) as printed:
        [message] = client(printed).conversations_history(channel=posted["channel"], limit=1)["messages"]
        assert message["text"] == "Remember this."


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read"), ("{", "neither YAML nor JSON"), ("- one", "is no manifest")],
)
def test_what_is_no_manifest_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, told: str
) -> None:
    path = tmp_path / "manifest.yml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SystemExit):
        main(["--manifest", str(path), "--port", "0"])
    assert told in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with Sandbox() as sandbox, pytest.raises(SystemExit):
        main(["--port", str(sandbox.port)])
    assert "is taken. Choose another one with --port." in capsys.readouterr().err
