"""Apps as processes of their own: start one, wait until it says that it is ready, and end it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
READY = "ready"


def python(module: str) -> list[str]:
    return [sys.executable, "-m", f"tests.outside.{module}"]


@contextmanager
def running(sandbox: Sandbox, command: Sequence[str], *, over_http: bool) -> Iterator[None]:
    """The app connected to this workspace, or for HTTP with its address as request URL."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=_environment(sandbox, over_http),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _meet(sandbox, process)
        yield
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=10)
        sys.stdout.write(said)


def _environment(sandbox: Sandbox, over_http: bool) -> dict[str, str]:
    """Of ours only what a program needs to run: an app must not find a real Slack's tokens."""
    held = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    app = sandbox.seed.app
    way = {"SLACK_SIGNING_SECRET": app.signing_secret} if over_http else {"SLACK_APP_TOKEN": app.app_token}
    return {**held, "SLACK_API_URL": sandbox.api_url, "SLACK_BOT_TOKEN": app.bot_token, **way}


def _meet(sandbox: Sandbox, process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith(READY):
            sandbox.request_url = line.removeprefix(READY).strip() or None
            return
    raise AssertionError("the app ended before it was ready:\n" + "".join(said))
