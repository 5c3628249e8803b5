"""All inputs in one modal, all elements in one message: nothing leaves the screen, every target fits a finger.

`QABOT_SCREENSHOTS=DIR` keeps the pictures that docs show.
"""

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import NARROW
from tests.sandbox_client.elements_app import OpenForm, OpenMessage, open_form, open_message, told
from tests.sandbox_client.gallery import CHOICES, MESSAGE, NOTES, REGIONS, TEXTS, TIMES, one

__all__ = ["open_form", "open_message", "told"]

pytestmark = pytest.mark.browser

TALL = (1440, 2400)
TALL_NARROW = (390, 2620)
FINGER = 44
SMALL = f"""root => [...root.querySelectorAll("button, summary, select, input, textarea, [role=option], .box")]
  .filter(one => one.checkVisibility() && !one.matches(".box input, .hidden"))
  .filter(one => one.getBoundingClientRect().height < {FINGER})
  .map(one => one.outerHTML.slice(0, 120))"""
OUTSIDE = """root => [...root.querySelectorAll("*")]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.outerHTML.slice(0, 120))"""
FILLED = [
    one("title", initial_value="Release 14"),
    TEXTS[1],
    one("notes", initial_value=NOTES),
    *TEXTS[3:],
    *CHOICES[:2],
    one("regions", initial_options=REGIONS[0]["options"][:2]),
    *CHOICES[3:],
    *TIMES,
]


def keep(shown: Page | Locator, name: str) -> None:
    if folder := os.environ.get("QABOT_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        shown.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


def whole(dialog: Locator) -> None:
    """A modal is never higher than 820 px; for the picture it is."""
    dialog.evaluate("one => { one.style.maxHeight = 'none' }")


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [
        ("elements-modal", TALL, "light"),
        ("elements-modal-dark", TALL, "dark"),
        ("elements-modal-narrow", TALL_NARROW, "light"),
        ("elements-modal-narrow-dark", TALL_NARROW, "dark"),
    ],
)
def test_a_modal_with_every_input(
    name: str, size: tuple[int, int], scheme: Literal["light", "dark"], open_form: OpenForm
) -> None:
    dialog = open_form(*FILLED, size=size, scheme=scheme)
    expect(dialog.locator(".block")).to_have_count(len(FILLED))
    expect(dialog.locator(".combo__tag")).to_have_count(2)
    whole(dialog)
    keep(dialog, name)
    assert dialog.evaluate(OUTSIDE) == []


def test_a_message_with_every_element(open_message: OpenMessage) -> None:
    page = open_message(*MESSAGE)
    expect(page.locator(".block")).to_have_count(len(MESSAGE))
    expect(page.locator(".unsupported")).to_have_count(0)
    keep(page, "elements-message")


def test_on_a_phone_a_finger_finds_everything_in_a_message(open_message: OpenMessage) -> None:
    page = open_message(*MESSAGE, size=NARROW)
    page.get_by_role("combobox", name="System").click()
    expect(page.get_by_role("option", name="Web")).to_be_in_viewport()
    said = page.locator(".message__said")
    assert said.evaluate(SMALL) == []
    assert said.evaluate(OUTSIDE) == []


def test_on_a_phone_a_finger_finds_everything_in_a_modal(open_form: OpenForm) -> None:
    dialog = open_form(*FILLED, size=NARROW)
    body = dialog.locator(".modal__body")
    assert body.evaluate(SMALL) == []
    assert body.evaluate(OUTSIDE) == []
