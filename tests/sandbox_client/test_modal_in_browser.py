"""Modals in a real browser: errors at their fields, updates by the app, the stack, the keyboard, a phone."""

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.browser import NARROW
from tests.sandbox_client.conftest import CITIES, Open, form
from tests.sandbox_client.hands import composer, say

pytestmark = pytest.mark.browser


def open_form(page: Page) -> Locator:
    say(page, "/test")
    dialog = page.get_by_role("dialog", name="Form")
    expect(dialog).to_be_visible()
    return dialog


def name_of(dialog: Locator) -> Locator:
    return dialog.locator('[data-block-id="name"]').get_by_role("textbox")


def error_of(dialog: Locator) -> Locator:
    return dialog.locator('[data-block-id="name"]').get_by_role("alert")


def submit(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Send").click()


# errors


def test_an_empty_field_is_told_at_the_field(open_as: Open, maya: Person) -> None:
    dialog = open_form(open_as(maya))
    submit(dialog)
    expect(error_of(dialog)).to_have_text("Fill this in: it is required.")
    expect(name_of(dialog)).to_be_focused()
    expect(name_of(dialog)).to_have_attribute("aria-describedby", error_id(dialog))


def error_id(dialog: Locator) -> str:
    return error_of(dialog).get_attribute("id") or "no id"


def test_the_app_s_own_error_stands_at_its_field_and_goes_when_it_is_mended(open_as: Open, maya: Person) -> None:
    dialog = open_form(open_as(maya))
    name_of(dialog).fill("wrong")
    submit(dialog)
    expect(error_of(dialog)).to_have_text("Nobody is called that.")
    expect(name_of(dialog)).to_have_value("wrong")
    name_of(dialog).press_sequentially("ly")
    expect(error_of(dialog)).to_be_hidden()
    submit(dialog)
    expect(dialog).to_be_hidden()


def test_an_app_that_is_gone_is_told_in_the_modal_and_nothing_is_lost(
    sandbox: Sandbox, open_as: Open, maya: Person
) -> None:
    dialog = open_form(open_as(maya))
    sandbox.request_url = None
    name_of(dialog).fill("Ada")
    submit(dialog)
    expect(dialog.get_by_text("testbot is not running. Start it, then try again.")).to_be_visible()
    expect(name_of(dialog)).to_have_value("Ada")


# updates and the stack


def test_what_was_typed_survives_an_update_by_the_app(open_as: Open, maya: Person) -> None:
    dialog = open_form(open_as(maya))
    name_of(dialog).fill("Ada")
    dialog.get_by_role("button", name="More").click()
    expect(dialog.get_by_text("Second")).to_be_visible()
    expect(name_of(dialog)).to_have_value("Ada")


def test_typing_goes_on_where_it_was_while_the_app_updates(
    sandbox: Sandbox, web: WebClient, open_as: Open, maya: Person
) -> None:
    dialog = open_form(open_as(maya))
    name_of(dialog).press_sequentially("Ada L")
    name_of(dialog).press("ArrowLeft")
    web.views_update(view_id=maya.sees.view().id, view=form("Second"))
    expect(dialog.get_by_text("Second")).to_be_visible()
    expect(name_of(dialog)).to_be_focused()
    dialog.page.keyboard.type("B")
    expect(name_of(dialog)).to_have_value("Ada BL")


def test_a_modal_on_another_leaves_the_one_below_as_it_was(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    dialog = open_form(page)
    name_of(dialog).fill("next")
    submit(dialog)
    expect(page.locator("dialog[open]")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(1)
    expect(name_of(dialog)).to_have_value("next")


# keyboard


def test_escape_closes_the_modal_for_the_workspace_too(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    dialog = open_form(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.reload()
    expect(composer(page)).to_be_visible()
    assert maya.sees.views() == []


def test_a_choice_is_searched_and_taken_by_keyboard(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    dialog = open_form(page)
    name_of(dialog).fill("Ada")
    search = dialog.get_by_role("combobox")
    search.focus()
    page.keyboard.type("ber")
    expect(dialog.get_by_role("option")).to_have_text(CITIES)
    expect(search).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(search).to_have_value("Berlin")
    expect(dialog).to_be_visible()
    submit(dialog)
    expect(dialog).to_be_hidden()
    page.goto(page.url.rsplit("/c/")[0] + "/app/messages")
    expect(page.get_by_text("Ada from berlin")).to_be_visible()


def test_escape_in_an_open_list_closes_only_the_list(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    dialog = open_form(page)
    dialog.get_by_role("combobox").focus()
    page.keyboard.type("ber")
    expect(dialog.get_by_role("option")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(dialog.get_by_role("option")).to_have_count(0)
    expect(dialog).to_be_visible()


# two tabs, a phone


def test_the_same_modal_shows_and_goes_in_both_tabs_of_a_person(open_as: Open, maya: Person, tom: Person) -> None:
    first, second, other = open_as(maya), open_as(maya), open_as(tom)
    dialog = open_form(first)
    expect(second.get_by_role("dialog", name="Form")).to_be_visible()
    expect(other.locator("dialog")).to_have_count(0)
    name_of(dialog).fill("Ada")
    submit(dialog)
    expect(second.locator("dialog")).to_have_count(0)


def test_on_a_phone_a_modal_fills_the_screen_with_its_buttons_in_reach(open_as: Open, maya: Person) -> None:
    dialog = open_form(open_as(maya, size=NARROW))
    assert sides(dialog) == pytest.approx((0, 0, *NARROW))
    _, top, _, height = sides(dialog.get_by_role("button", name="Send"))
    assert top + height <= NARROW[1]
    assert height >= 44


def sides(shown: Locator) -> tuple[float, float, float, float]:
    box = shown.bounding_box()
    assert box
    return box["x"], box["y"], box["width"], box["height"]
