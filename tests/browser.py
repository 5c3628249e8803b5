"""A real browser for tests: where Chromium is, and fixtures that open pages in it.

Without a Chromium these tests are skipped, and say so; with QABOT_REQUIRE_BROWSER=1 that is a failure. The browser
reaches this machine only: any other address fails to resolve.

A conftest that wants them says `from tests.browser import browser, new_page, page`.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
WIDE, NARROW = (1440, 900), (390, 844)
WAIT_MS = 10_000
MISSING = "no Chromium here: install one (apt-get install chromium, or playwright install chromium), or name it in "
MISSING += "QABOT_CHROMIUM"

NewPage = Callable[..., Page]


def find_chromium(driver: Playwright) -> str | None:
    """The one named in QABOT_CHROMIUM, else one of this machine, else Playwright's own."""
    if named := os.environ.get("QABOT_CHROMIUM"):
        return named if Path(named).is_file() else None
    found = next(filter(None, map(shutil.which, NAMES)), None)
    own = driver.chromium.executable_path
    return found or (own if Path(own).is_file() else None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Not for the session: Playwright keeps an asyncio loop running in this thread, so no other test could start one.
    with sync_playwright() as driver:
        path = find_chromium(driver)
        if path is None:
            no_browser()
        started = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


def no_browser() -> NoReturn:
    if os.environ.get("QABOT_REQUIRE_BROWSER") == "1":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens pages that know nothing of each other: `new_page(size=NARROW, scheme="dark")`.

    What goes wrong in a page (an exception, a refused resource) fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(size: tuple[int, int] = WIDE, scheme: Literal["light", "dark"] = "light") -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        context.set_default_timeout(WAIT_MS)
        expect.set_options(timeout=WAIT_MS)
        contexts.append(context)
        made = context.new_page()
        made.on("pageerror", lambda error: faults.append(str(error)))
        made.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        return made

    yield opened
    for context in contexts:
        context.close()
    assert not faults, f"the page complained: {faults}"


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One page, 1440 by 900, light."""
    return new_page()
