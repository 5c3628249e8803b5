"""Every element read by axe, at rest and in use: nothing that a screen reader or weak eyes would stumble over."""

import pytest
from playwright.sync_api import Browser, Page
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.browser import NARROW, WIDE
from tests.sandbox.conftest import channel_id
from tests.sandbox_client.elements_app import Shown, told
from tests.sandbox_client.gallery import MESSAGE
from tests.sandbox_client.hands import say
from tests.sandbox_client.test_axe_in_browser import Visit, assert_nobody_stumbles, axe, opened

__all__ = ["axe", "told"]

pytestmark = pytest.mark.browser


def message(page: Page) -> None:
    page.get_by_role("button", name="Approve").wait_for()


def choices(page: Page) -> None:
    page.get_by_role("article").get_by_role("combobox", name="Add regions").click()
    page.get_by_role("option", name="Oslo").click()


def question(page: Page) -> None:
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("dialog", name="Stop the release?").wait_for()


def modal(page: Page) -> None:
    say(page, "/test")
    page.get_by_role("dialog", name="Form").wait_for()


def errors(page: Page) -> None:
    modal(page)
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    page.get_by_role("alert").first.wait_for()


def link(page: Page) -> None:
    modal(page)
    page.get_by_role("textbox", name="Release notes").press_sequentially("see ")
    page.get_by_role("button", name="Link (Ctrl+K)").click()


VISITS: dict[str, Visit] = {one.__name__: one for one in (message, choices, question, modal, errors, link)}


@pytest.fixture
def address(sandbox: Sandbox, web: WebClient, told: Shown, maya: Person) -> str:
    """A channel in which the app has shown every element, and opens a modal of every input."""
    general = channel_id(sandbox, "general")
    web.chat_postMessage(channel=general, text="Release 14", blocks=MESSAGE)
    return f"{sandbox.url}/as/{maya.id}/c/{general}"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("visit", VISITS.values(), ids=VISITS)
def test_nobody_stumbles(axe: str, browser: Browser, address: str, visit: Visit, size: tuple[int, int]) -> None:
    page = opened(browser, axe, address, size)
    visit(page)
    assert_nobody_stumbles(page)
    page.context.close()
