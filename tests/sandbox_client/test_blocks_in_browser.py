"""Every block in messages, in a real browser: nothing leaves the screen, and what moves can be moved with the keyboard.

`QABOT_SCREENSHOTS=DIR` keeps the pictures that docs show.
"""

import os
import struct
import zlib
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox import Sandbox
from sandbox.blocks import named
from sandbox.testing import Person
from tests.browser import NARROW, WIDE, NewPage
from tests.sandbox.conftest import channel_id
from tests.sandbox_client import blocks_gallery as gallery
from tests.sandbox_client.test_axe_in_browser import assert_nobody_stumbles, axe
from tests.sandbox_client.test_axe_in_browser import opened as opened_with_axe

__all__ = ["axe"]

pytestmark = pytest.mark.browser

OUTSIDE = """() => [...document.querySelectorAll(".block, .block *")]
  .filter(one => !one.closest(".table, .carousel, .chart__drawing, pre, svg") && one.checkVisibility())
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.outerHTML.slice(0, 120))"""
SIDE = 96


def picture() -> bytes:
    """Four tiles in two colours as a PNG."""
    teal, sand = bytes((15, 118, 110)), bytes((226, 200, 140))
    lines = [
        b"\0" + b"".join(teal if (x < SIDE // 2) == (y < SIDE // 2) else sand for x in range(SIDE)) for y in range(SIDE)
    ]
    parts = ((b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"".join(lines))))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, (*parts, (b"IEND", b""))))


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    kind, content = part
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@pytest.fixture
def channel(sandbox: Sandbox, maya: Person) -> str:
    """A channel with all blocks in three messages of the app."""
    workspace, here = sandbox.workspace, channel_id(sandbox, "general")

    def fill() -> None:
        file = workspace.files.add("tiles.png", picture(), user_id=maya.id, mimetype="image/png")
        address = f"{sandbox.url}/as/{maya.id}/file/{file.id}"
        for blocks in (gallery.texts(address, maya.id), gallery.data(), gallery.things(address)):
            workspace.add_message(here, "All blocks", bot_id=workspace.app.bot_id, blocks=named(blocks))

    sandbox.read(fill)
    return here


def opened(
    sandbox: Sandbox,
    page: NewPage,
    person: Person,
    channel: str,
    size: tuple[int, int],
    scheme: Literal["light", "dark"],
) -> Page:
    made = page(size, scheme)
    made.goto(f"{sandbox.url}/as/{person.id}/c/{channel}")
    expect(made.get_by_text("something_new")).to_be_visible()
    return made


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [
        ("blocks", WIDE, "light"),
        ("blocks-dark", WIDE, "dark"),
        ("blocks-narrow", NARROW, "light"),
        ("blocks-narrow-dark", NARROW, "dark"),
    ],
)
def test_every_block_fits_the_screen(
    sandbox: Sandbox,
    new_page: NewPage,
    maya: Person,
    channel: str,
    name: str,
    size: tuple[int, int],
    scheme: Literal["light", "dark"],
) -> None:
    page = opened(sandbox, new_page, maya, channel, size, scheme)
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("() => [...document.images].filter(one => one.complete && !one.naturalWidth).length") == 0
    keep(page, name, size)


def keep(page: Page, name: str, size: tuple[int, int]) -> None:
    if folder := os.environ.get("QABOT_SCREENSHOTS"):
        # The conversation scrolls within the page: the window grows until all of it is to be seen.
        high = page.evaluate("() => document.getElementById('messages').scrollHeight") + 260
        page.set_viewport_size({"width": size[0], "height": high})
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_data_table_is_sorted_and_turned_over(
    sandbox: Sandbox, new_page: NewPage, maya: Person, channel: str
) -> None:
    page = opened(sandbox, new_page, maya, channel, WIDE, "light")
    table = page.locator(".data-table")
    first = table.locator("tbody tr:visible th").first
    expect(table.locator("tbody tr:visible")).to_have_count(5)
    table.get_by_role("button", name="Score").press("Enter")
    expect(first).to_have_text("Ben")
    table.get_by_role("button", name="Score").press("Enter")
    expect(first).to_have_text("Eva")
    expect(table.get_by_role("columnheader", name="Score")).to_have_attribute("aria-sort", "descending")
    table.get_by_role("button", name="Next").click()
    expect(table.get_by_role("status")).to_have_text("6 to 7 of 7")
    expect(table.locator("tbody tr:visible")).to_have_count(2)
    expect(table.get_by_role("button", name="Next")).to_be_disabled()


def test_a_container_opens_and_a_chart_tells_its_numbers(
    sandbox: Sandbox, new_page: NewPage, maya: Person, channel: str
) -> None:
    page = opened(sandbox, new_page, maya, channel, NARROW, "light")
    folded = page.locator("details.container")
    expect(folded.get_by_role("button", name="Open")).to_be_hidden()
    folded.locator("summary").click()
    expect(folded.get_by_role("button", name="Open")).to_be_visible()
    expect(page.get_by_role("img", name="Where tickets come from. Pie chart. Chat 48 48%")).to_be_visible()
    page.get_by_text("The numbers").first.click()
    expect(page.get_by_role("row", name="Chat 48 48%")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nobody_stumbles_over_a_block(
    sandbox: Sandbox, browser: Browser, axe: str, maya: Person, channel: str, size: tuple[int, int]
) -> None:
    page = opened_with_axe(browser, axe, f"{sandbox.url}/as/{maya.id}/c/{channel}", size)
    assert_nobody_stumbles(page)
    page.context.close()


def test_every_token_of_a_date_is_replaced(sandbox: Sandbox, new_page: NewPage, maya: Person, channel: str) -> None:
    dates = ["date_num", "date_slash", "date_long", "date_long_full", "date_long_pretty", "date", "date_pretty"]
    tokens = [*dates, "date_short", "date_short_pretty", "time", "time_secs", "ago", "day_divider_pretty"]
    text = f"When: <!date^1763283600^{' '.join(f'{{{one}}}' for one in tokens)}|then>"
    sandbox.read(lambda: sandbox.workspace.add_message(channel, text, bot_id=sandbox.workspace.app.bot_id))
    page = opened(sandbox, new_page, maya, channel, WIDE, "light")
    shown = page.get_by_text("When: ").locator("time")
    expect(shown).to_contain_text("2025-11-16 16/11/2025 Sunday")
    assert "{" not in shown.inner_text()
    assert "days ago" in shown.inner_text()


def test_a_folded_text_is_opened_and_closed(sandbox: Sandbox, new_page: NewPage, maya: Person) -> None:
    workspace, general = sandbox.workspace, channel_id(sandbox, "general")
    long = named([{"type": "section", "text": gallery.mrkdwn("A line of many.\n" * 60)}])
    sandbox.read(lambda: workspace.add_message(general, "Long", bot_id=workspace.app.bot_id, blocks=long))
    page = new_page()
    page.goto(f"{sandbox.url}/as/{maya.id}/c/{general}")
    text = page.locator(".fold__text")
    for name, state, is_whole in (("See more", "true", True), ("See less", "false", False)):
        page.get_by_role("button", name=name).click()
        expect(page.locator(".fold__more")).to_have_attribute("aria-expanded", state)
        assert text.evaluate("one => one.clientHeight >= one.scrollHeight") is is_whole
