"""The developer panel in a real browser: tabs by keyboard, a fault that happens, time that moves under everybody."""

import pytest
from playwright.sync_api import Page, expect

from sandbox import Sandbox
from sandbox.testing import Person
from tests.sandbox.conftest import OverSocket, bolt_app
from tests.sandbox_client.conftest import Open
from tests.sandbox_client.hands import say

pytestmark = pytest.mark.browser


def panel(page: Page, tab: str = "Ledger") -> None:
    page.get_by_role("button", name="Developer panel", exact=True).click()
    page.get_by_role("tab", name=tab).click()


def test_tabs_are_walked_with_the_arrow_keys(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    panel(page)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Faults")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="Faults")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Ledger")).to_be_hidden()
    page.keyboard.press("End")
    expect(page.get_by_role("tabpanel", name="App")).to_be_visible()
    page.get_by_role("button", name="Close the developer panel").click()
    expect(page.get_by_role("button", name="Developer panel", exact=True)).to_be_focused()


def test_the_ledger_is_live_and_narrowed_while_one_types(open_as: Open, maya: Person, tom: Person) -> None:
    page = open_as(maya)
    panel(page)
    tom.opens_home()
    expect(page.get_by_text("Tom opened Home")).to_be_visible()
    page.get_by_role("combobox", name="Name of method or delivery").fill("chat.")
    expect(page.get_by_text("Tom opened Home")).to_be_hidden()


def test_a_fault_that_is_set_happens_and_is_used_up(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    panel(page, "Faults")
    page.get_by_role("combobox", name="What happens").select_option(label="Refused with 503")
    page.get_by_role("combobox", name="To which method or delivery").fill("views.open")
    page.get_by_role("spinbutton", name="How many times").fill("1")
    page.get_by_role("button", name="Add fault").click()
    expect(page.get_by_text("Refused with 503: views.open, 1 more", exact=True)).to_be_visible()
    say(page, "/test")
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("testbot")
    expect(page.get_by_text("None. Everything works.")).to_be_visible()


def test_time_that_is_moved_is_told_to_everybody(open_as: Open, maya: Person, tom: Person) -> None:
    tom.says("general", "Hello")
    mine, theirs = open_as(maya), open_as(tom)
    expect(theirs.get_by_role("heading", name="Today")).to_be_visible()
    panel(mine, "Time")
    mine.get_by_role("button", name="+ 1 day").click()
    expect(theirs.get_by_text("1 day ahead of real time")).to_be_visible()
    expect(theirs.get_by_role("heading", name="Yesterday")).to_be_visible()
    theirs.get_by_role("button", name="Back to real time").click()
    expect(mine.get_by_role("main").get_by_text("Time is moved")).to_be_hidden()


def test_the_panel_is_open_again_on_the_next_page(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    panel(page, "Time")
    page.get_by_role("link", name="qa-team").click()
    expect(page.get_by_role("heading", name="qa-team")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Time")).to_be_visible()


def test_rates_are_switched_on(sandbox: Sandbox, open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    panel(page, "Rates")
    page.get_by_role("switch", name="Slack's rate limits").check()
    sandbox.wait_for(lambda: sandbox.rates.enabled, "the switch")


def test_sockets_are_counted_and_cut(sandbox: Sandbox, open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    panel(page, "App")
    page.get_by_role("button", name="Cut them").click()
    expect(page.get_by_role("tabpanel", name="App").get_by_role("alert")).to_have_text("testbot holds no socket.")
    connected = OverSocket(sandbox, bolt_app(sandbox))
    expect(page.get_by_text("1 of 10")).to_be_visible()
    connected.handler.client.auto_reconnect_enabled = False
    page.get_by_role("button", name="Cut them").click()
    expect(page.get_by_text("0 of 10")).to_be_visible()
    connected.close()


def test_a_token_is_revoked_and_given_back(sandbox: Sandbox, open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    panel(page, "App")
    page.get_by_role("button", name="Revoke the token").click()
    expect(page.get_by_text("Every call is refused.")).to_be_visible()
    page.get_by_role("button", name="Install again").click()
    expect(page.get_by_text("Valid")).to_be_visible()


def test_an_account_is_deactivated_before_everybodys_eyes(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    panel(page, "People")
    page.get_by_role("button", name="Deactivate Tom").click()
    expect(page.get_by_role("button", name="Activate Tom")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="People")).to_contain_text("Deactivated account")


def test_a_channel_is_renamed_from_its_details(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    page.get_by_role("button", name="show details").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("everybody")
    dialog.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", name="everybody")).to_be_visible()
    expect(page.get_by_role("log", name="Messages")).to_contain_text('has renamed the channel from "general"')
