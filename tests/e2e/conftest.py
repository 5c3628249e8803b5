"""The bot in the local workspace, connected as it would be to Slack: over a real socket, or by signed requests.

`QABOT_SCREENSHOTS=DIR` keeps the pictures that the browser tests take: README and docs show them.
"""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from qabot import dev
from qabot.dev import Local
from qabot.settings import Settings
from tests.browser import browser, new_page

__all__ = ["browser", "new_page"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def settings(mode: str) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # a keyword of pydantic-settings, not a field
        qabot_mode=mode,  # type: ignore[arg-type]  # one of the two, from the parameters below
        qabot_sandbox_port=0,
        qabot_http_port=free_port(),
        qabot_heartbeat_seconds=0.05,
    )


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Callable[[str], object]:
    """Start the bot and its workspace; a second start finds everything as it was left."""
    return lambda mode: dev.local(settings(mode), folder=tmp_path / "local", database_url=database_url)


@pytest.fixture(params=["socket", "http"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def local(mode: str, database_url: str, tmp_path: Path) -> Iterator[Local]:
    with dev.local(settings(mode), folder=tmp_path / "local", database_url=database_url) as place:
        yield place


@pytest.fixture
def keep() -> Callable[[Page, str], None]:
    """Keep a picture of a page, where somebody asked for pictures."""
    folder = os.environ.get("QABOT_SCREENSHOTS")

    def shoot(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")

    return shoot
