"""Shortcuts of the app: for everywhere beside the composer and behind a slash, for a message in its menu."""

import re

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.browser import NARROW
from tests.sandbox_client.conftest import Open
from tests.sandbox_client.hands import composer, say

pytestmark = pytest.mark.browser


def open_menu(page: Page, text: str) -> None:
    """What can be done with the message that says this."""
    message = page.get_by_role("article").filter(has_text=text).first
    message.hover()
    message.get_by_role("button", name="More actions").click()


# everywhere


def test_a_global_shortcut_stands_beside_the_composer(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Note").click()
    expect(page.get_by_role("dialog", name="Form").get_by_text("A note")).to_be_visible()


def test_a_slash_offers_global_shortcuts_after_the_commands(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    composer(page).press_sequentially("/")
    expect(page.get_by_role("option")).to_contain_text(["/test", "/other", "Write a note"])
    composer(page).press_sequentially("no")
    composer(page).press("Enter")
    expect(page.get_by_role("dialog", name="Form")).to_be_visible()
    expect(composer(page)).to_have_value("")


def test_while_the_words_of_a_command_are_typed_its_usage_is_shown(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    composer(page).press_sequentially("/test some")
    expect(page.locator(".composer__hint")).to_contain_text("[help]")
    composer(page).fill("some")
    expect(page.locator(".composer__hint")).to_be_hidden()


def test_people_and_channels_are_offered_while_one_types(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    composer(page).press_sequentially("Ask @to")
    expect(page.get_by_role("option", name="Tom")).to_be_visible()
    composer(page).press("Enter")
    composer(page).press_sequentially("in #qa")
    expect(page.get_by_role("option", name="#qa-team")).to_be_visible()
    composer(page).press("Tab")
    expect(composer(page)).to_have_value("Ask @tom in #qa-team ")
    composer(page).press("Enter")
    expect(page.get_by_role("article").get_by_text("@Tom")).to_be_visible()


def test_a_command_in_a_thread_is_refused_as_slack_does(open_as: Open, maya: Person) -> None:
    maya.says("general", "Question")
    ts = maya.sees.messages("general")[0].ts
    page = open_as(maya)
    page.goto(f"{page.url}?thread={ts}")
    page.get_by_role("textbox", name="Reply").fill("/test")
    page.get_by_role("textbox", name="Reply").press("Enter")
    expect(page.get_by_role("complementary", name="Thread").get_by_role("alert")).to_contain_text("threads")
    expect(page.get_by_role("textbox", name="Reply")).to_have_value("/test")


def test_an_app_that_is_gone_is_told_at_the_composer(sandbox: Sandbox, open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    sandbox.request_url = None
    say(page, "/test")
    expect(page.get_by_role("alert")).to_have_text("testbot is not running. Start it, then try again.")
    expect(composer(page)).to_have_value("/test")


# of a message


def test_a_message_shortcut_gets_its_message(open_as: Open, maya: Person, tom: Person) -> None:
    tom.says("general", "Look here")
    page = open_as(maya)
    open_menu(page, "Look here")
    page.get_by_role("menuitem", name="Flag").click()
    expect(page.get_by_role("link", name="1 reply")).to_be_visible()


def test_the_keyboard_reaches_it_too_and_focus_comes_back(open_as: Open, maya: Person, tom: Person) -> None:
    for text in ("One", "Two"):
        tom.says("general", text)
    page = open_as(maya)
    page.get_by_role("log", name="Messages").focus()
    for key in ("ArrowUp", "ArrowUp", "Tab", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="Flag")).to_be_focused()
    page.keyboard.press("Escape")
    button = page.get_by_role("article").filter(has_text="One").get_by_role("button", name="More actions")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_a_finger_finds_the_menu_without_hovering(open_as: Open, maya: Person, tom: Person) -> None:
    tom.says("general", "Look here")
    page = open_as(maya, size=NARROW)
    page.get_by_role("article").get_by_role("button", name="More actions").click()
    expect(page.get_by_role("menuitem", name="Flag")).to_be_in_viewport()


def test_a_failure_is_told_at_the_message(sandbox: Sandbox, open_as: Open, maya: Person, tom: Person) -> None:
    tom.says("general", "Look here")
    page = open_as(maya)
    sandbox.request_url = None
    open_menu(page, "Look here")
    page.get_by_role("menuitem", name="Flag").click()
    expect(page.get_by_role("log").get_by_role("alert")).to_have_text(re.compile("testbot is not running"))


def test_what_is_only_for_ones_own_eyes_has_no_menu(sandbox: Sandbox, open_as: Open, maya: Person) -> None:
    channel = sandbox.workspace.find_channel("general").id
    sandbox.read(lambda: sandbox.workspace.add_message(channel, "Hush", bot_id="B1", ephemeral_to=maya.id))
    page = open_as(maya)
    page.get_by_text("Hush").hover()
    expect(page.get_by_role("button", name="More actions")).to_have_count(0)


# links


def test_a_link_of_slacks_form_opens_the_place_here(
    sandbox: Sandbox, web: WebClient, open_as: Open, maya: Person, tom: Person
) -> None:
    tom.says("qa-team", "The one")
    there = sandbox.workspace.find_channel("qa-team")
    ts = tom.sees.messages("qa-team")[0].ts
    link = f"https://northwind.slack.com/archives/{there.id}/p{ts.replace('.', '')}"
    web.chat_postMessage(channel=sandbox.workspace.find_channel("general").id, text=f"See <{link}|this>")
    page = open_as(maya)
    page.get_by_role("link", name="this").click()
    expect(page).to_have_url(re.compile(f"/c/{there.id}#{re.escape(ts)}$"))
    expect(page.get_by_role("article").filter(has_text="The one")).to_be_focused()


def test_a_message_is_marked_unread_from_its_menu(open_as: Open, maya: Person, tom: Person) -> None:
    for text in ("One", "Two"):
        tom.says("qa-team", text)
    page = open_as(maya, "")
    page.get_by_role("link", name="qa-team").click()
    open_menu(page, "Two")
    page.get_by_role("menuitem", name="Mark unread").click()
    page.get_by_role("link", name="general").click()
    expect(page.get_by_role("link", name="qa-team").get_by_text("1 unread")).to_be_visible()
