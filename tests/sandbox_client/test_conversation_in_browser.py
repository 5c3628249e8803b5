"""The composer, unread marks, live updates and both sizes, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from sandbox import Sandbox
from sandbox.testing import Person
from tests.browser import NARROW, WIDE
from tests.sandbox_client.conftest import Open
from tests.sandbox_client.hands import composer, say

pytestmark = pytest.mark.browser


def test_shift_enter_breaks_the_line_and_enter_sends(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    composer(page).fill("One")
    composer(page).press("Shift+Enter")
    page.keyboard.type("Two")
    expect(composer(page)).to_have_value("One\nTwo")
    composer(page).press("Enter")
    expect(composer(page)).to_have_value("")
    assert [message.text for message in maya.sees.messages("general")] == ["One\nTwo"]


def test_a_slash_offers_commands_and_tab_takes_one(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    composer(page).press_sequentially("/te")
    expect(page.get_by_role("option")).to_contain_text(["Try it"])
    expect(page.get_by_role("option")).to_contain_text(["[help]"])
    composer(page).press("Tab")
    expect(composer(page)).to_have_value("/test ")


# live


def test_a_second_tab_sees_at_once_what_is_said(open_as: Open, maya: Person, tom: Person) -> None:
    mine, theirs = open_as(maya), open_as(tom)
    say(mine, "Hello Tom")
    expect(theirs.get_by_text("Hello Tom")).to_be_visible()
    say(theirs, "Hello Maya")
    expect(mine.get_by_text("Hello Maya")).to_be_visible()


def test_a_channel_one_is_not_looking_at_is_marked_until_one_looks(
    sandbox: Sandbox, open_as: Open, maya: Person, tom: Person
) -> None:
    page = open_as(maya)
    expect(composer(page)).to_be_visible()
    tom.says("qa-team", "News")
    link = page.get_by_role("navigation").get_by_role("link", name="qa-team")
    expect(link.get_by_text("1 unread")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    link.click()
    expect(page.get_by_text("News")).to_be_visible()
    expect(link.get_by_text("unread")).to_have_count(0)
    page.get_by_role("navigation").get_by_role("link", name="general").click()
    expect(link.get_by_text("unread")).to_have_count(0)


# both sizes


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("place", ["", "app/home", "app/messages"], ids=["channel", "home", "messages"])
def test_nothing_has_to_be_scrolled_sideways(open_as: Open, maya: Person, place: str, size: tuple[int, int]) -> None:
    maya.says("general", "word" * 200)
    page = open_as(maya, place, size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_on_a_phone_channels_are_one_button_away(open_as: Open, maya: Person) -> None:
    page = open_as(maya, size=NARROW)
    link = page.get_by_role("link", name="qa-team")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Show channels").click()
    link.click()
    expect(page.get_by_role("heading", name="qa-team")).to_be_visible()
    expect(link).to_be_hidden()


def test_the_placeholder_is_whole_on_a_phone(open_as: Open, maya: Person) -> None:
    page = open_as(maya, size=NARROW)
    room = composer(page).evaluate(
        """field => {
          const ruler = document.createElement("canvas").getContext("2d");
          ruler.font = getComputedStyle(field).font;
          return field.clientWidth - 16 - ruler.measureText(field.placeholder).width;
        }"""
    )
    assert room > 0


# threads


def test_a_thread_opens_at_its_reply_and_closing_it_leads_back(open_as: Open, maya: Person, tom: Person) -> None:
    tom.says("general", "Question")
    for number in range(40):
        tom.says("general", f"Later {number}")
    maya.says("general", "Answer", maya.sees.messages("general")[0].ts)
    page = open_as(maya)
    page.get_by_role("link", name="1 reply").click()
    expect(page.get_by_role("textbox", name="Reply")).to_be_focused()
    question = page.get_by_role("log", name="Messages").get_by_role("article").filter(has_text="Question")
    expect(question).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Thread")).to_have_count(0)
    expect(question).to_be_focused()


def test_a_reply_is_seen_by_who_has_the_thread_open(open_as: Open, maya: Person, tom: Person) -> None:
    tom.says("general", "Question")
    page = open_as(maya)
    page.get_by_role("article").hover()
    page.get_by_role("link", name="Reply in thread").click()
    page.get_by_role("textbox", name="Reply").fill("Answer")
    page.keyboard.press("Enter")
    thread = page.get_by_role("log", name="Thread")
    expect(thread.get_by_text("Answer")).to_be_visible()
    tom.says("general", "Thanks", maya.sees.messages("general")[0].ts)
    expect(thread.get_by_text("Thanks")).to_be_visible()
    expect(page.get_by_role("link", name="2 replies")).to_be_visible()
    expect(page.get_by_role("textbox", name="Reply")).to_be_focused()


def test_news_does_not_take_the_focus_from_the_sidebar(open_as: Open, maya: Person, tom: Person) -> None:
    page = open_as(maya)
    link = page.get_by_role("navigation").get_by_role("link", name="qa-team")
    link.focus()
    tom.says("qa-team", "News")
    expect(link.get_by_text("1 unread")).to_be_visible()
    expect(link).to_be_focused()
