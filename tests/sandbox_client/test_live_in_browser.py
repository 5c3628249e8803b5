"""While others act, nothing that one looks at or enters is disturbed."""

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.browser import NARROW, NewPage
from tests.sandbox.conftest import field, modal, option, section
from tests.sandbox_client.conftest import Json, Open
from tests.sandbox_client.hands import composer
from tests.sandbox_client.test_modal_in_browser import open_form

pytestmark = pytest.mark.browser

BOXES: Json = {"type": "radio_buttons", "options": [option("a", "A"), option("b", "B")]}


def test_a_command_is_chosen_with_the_arrow_keys(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    composer(page).press_sequentially("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(composer(page)).to_have_value("/other ")


def test_an_open_entry_of_the_ledger_stays_open(open_as: Open, maya: Person, tom: Person) -> None:
    page = open_as(maya)
    tom.opens_home()
    page.locator("#developer-open").click()
    page.locator(".entry").last.locator("summary").click()
    tom.opens_home()
    expect(page.locator(".entry")).to_have_count(2)
    expect(page.locator(".entry").last.locator("pre").first).to_be_visible()


def test_a_new_message_leaves_those_before_it_in_place(open_as: Open, maya: Person, tom: Person) -> None:
    tom.says("general", "One")
    page = open_as(maya)
    page.locator(".message").first.evaluate("message => message.marked = true")
    tom.says("general", "Two")
    expect(page.get_by_text("Two")).to_be_visible()
    assert page.locator(".message").first.evaluate("message => message.marked === true")


def test_what_is_chosen_and_not_yet_sent_survives_an_update(
    sandbox: Sandbox, web: WebClient, maya: Person, open_as: Open
) -> None:
    def view(note: str) -> Json:
        return modal(section(note), field("pick", BOXES), field("day", {"type": "datepicker"}))

    page = open_as(maya)
    open_form(page)
    web.views_update(view_id=maya.sees.view().id, view=view("one"))
    form = page.get_by_role("dialog", name="Form")
    expect(form.get_by_text("one")).to_be_visible()
    form.get_by_text("B", exact=True).click()
    form.locator("input[type=date]").fill("2026-05-04")
    web.views_update(view_id=maya.sees.view().id, view=view("two"))
    expect(form.get_by_text("two")).to_be_visible()
    expect(form.locator("input[type=date]")).to_have_value("2026-05-04")
    expect(form.locator("input[type=radio]:checked")).to_have_count(1)


def test_on_a_phone_one_sees_who_one_is(open_as: Open, maya: Person) -> None:
    page = open_as(maya, size=NARROW)
    expect(page.get_by_role("main").get_by_role("link", name="Be somebody else")).to_be_visible()


def test_light_or_dark_can_be_chosen_on_the_first_page(sandbox: Sandbox, new_page: NewPage) -> None:
    page = new_page()
    page.goto(sandbox.url)
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
