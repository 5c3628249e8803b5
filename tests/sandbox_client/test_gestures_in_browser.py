"""Reactions, one's own words, files and channels, by hand in a real browser."""

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from sandbox import Sandbox
from sandbox.testing import Person
from tests.browser import NARROW
from tests.sandbox_client.conftest import Open
from tests.sandbox_client.hands import composer

pytestmark = pytest.mark.browser

DROP = """(place, name) => {
  const carried = new DataTransfer();
  carried.items.add(new File(["dropped words"], name, { type: "text/plain" }));
  const dragged = { dataTransfer: carried, bubbles: true };
  for (const kind of ["dragover", "drop"]) place.dispatchEvent(new DragEvent(kind, dragged));
}"""


def message(page: Page, text: str) -> Locator:
    return page.get_by_role("article").filter(has_text=text)


def choose(page: Page, text: str, entry: str) -> None:
    """An entry of the menu of the message that says this."""
    message(page, text).hover()
    message(page, text).get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name=entry, exact=True).click()


def attach(page: Page, name: str, content: str = "some words") -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach a file").first.click()
    chooser.value.set_files(FilePayload(name=name, mimeType="text/plain", buffer=content.encode()))


# reactions


def test_a_reaction_is_picked_seen_by_others_and_taken_away(open_as: Open, maya: Person, tom: Person) -> None:
    tom.says("general", "Done")
    mine, theirs = open_as(maya), open_as(tom)
    message(mine, "Done").hover()
    message(mine, "Done").get_by_role("button", name="Add a reaction").click()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        mine.keyboard.press(key)
    pressed = message(mine, "Done").get_by_role("button", name="smile: you")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(message(theirs, "Done").get_by_role("button", name="smile: Maya Lind")).to_be_visible()
    pressed.click()
    expect(message(theirs, "Done").locator(".reaction")).to_have_count(0)


def test_a_finger_reacts_through_the_menu(open_as: Open, maya: Person, tom: Person) -> None:
    tom.says("general", "Done")
    page = open_as(maya, size=NARROW)
    choose(page, "Done", "Add a reaction")
    page.get_by_role("menuitem", name="tada").click()
    expect(message(page, "Done").get_by_role("button", name="tada: you")).to_be_visible()


# one's own words


def test_ones_own_words_are_changed_where_they_stand(open_as: Open, maya: Person, tom: Person) -> None:
    maya.says("general", "Helo")
    mine, theirs = open_as(maya), open_as(tom)
    choose(mine, "Helo", "Edit")
    field = mine.get_by_role("textbox", name="Your message")
    expect(field).to_be_focused()
    tom.says("general", "Something else")
    expect(mine.get_by_text("Something else")).to_be_visible()
    field.fill("Hello")
    field.press("Enter")
    expect(message(theirs, "Hello").get_by_text("(edited)")).to_be_visible()
    expect(field).to_have_count(0)


def test_escape_leaves_the_words_as_they_were(open_as: Open, maya: Person) -> None:
    maya.says("general", "As it was")
    page = open_as(maya)
    choose(page, "As it was", "Edit")
    page.get_by_role("textbox", name="Your message").fill("Other")
    page.keyboard.press("Escape")
    expect(message(page, "As it was")).to_be_focused()


def test_deleting_asks_first(open_as: Open, maya: Person) -> None:
    maya.says("general", "Away with it")
    page = open_as(maya)
    choose(page, "Away with it", "Delete")
    page.get_by_role("button", name="Keep it").click()
    expect(message(page, "Away with it")).to_be_visible()
    choose(page, "Away with it", "Delete")
    page.get_by_role("button", name="Delete").click()
    expect(message(page, "Away with it")).to_have_count(0)


def test_words_of_others_cannot_be_changed(open_as: Open, maya: Person, tom: Person) -> None:
    tom.says("general", "Mine")
    page = open_as(maya)
    message(page, "Mine").hover()
    message(page, "Mine").get_by_role("button", name="More actions").click()
    expect(page.get_by_role("menuitem", name="Copy link")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Edit")).to_have_count(0)


# files


def test_a_file_is_attached_and_sent_with_words(open_as: Open, maya: Person, tom: Person) -> None:
    mine, theirs = open_as(maya), open_as(tom)
    attach(mine, "notes.txt")
    expect(mine.get_by_role("list", name="Attached files").get_by_text("notes.txt")).to_be_visible()
    composer(mine).fill("My notes")
    expect(mine.locator(".composer__files [data-file]")).to_have_count(1)
    composer(mine).press("Enter")
    expect(message(theirs, "My notes").get_by_text("some words")).to_be_visible()
    expect(message(theirs, "My notes").get_by_role("link", name="notes.txt")).to_be_visible()
    expect(mine.get_by_role("list", name="Attached files")).to_be_hidden()


def test_a_file_is_dropped_and_taken_out_again(open_as: Open, maya: Person) -> None:
    page = open_as(maya)
    page.get_by_role("main").evaluate(DROP, "dropped.txt")
    page.get_by_role("button", name="Remove dropped.txt").click()
    expect(composer(page)).to_be_focused()
    expect(page.get_by_text("dropped.txt")).to_have_count(0)


# channels


def test_a_channel_is_created_and_somebody_invited(open_as: Open, maya: Person, tom: Person) -> None:
    mine, theirs = open_as(maya), open_as(tom)
    mine.get_by_role("button", name="Join or create a channel").click()
    channels = mine.get_by_role("dialog", name="Channels")
    channels.get_by_role("textbox", name="New channel").fill("qa-coaching")
    channels.get_by_role("button", name="Create").click()
    channels.get_by_role("link", name="qa-coaching").click()
    mine.get_by_role("button", name="show details").click()
    details = mine.get_by_role("dialog", name="qa-coaching")
    details.get_by_role("combobox", name="Invite").select_option(label="Tom")
    details.get_by_role("button", name="Invite").click()
    expect(details.get_by_text("2 members")).to_be_visible()
    expect(theirs.get_by_role("link", name="qa-coaching")).to_be_visible()
    mine.keyboard.press("Escape")
    expect(mine.get_by_role("button", name="show details")).to_be_focused()


def test_a_channel_is_joined_and_left(open_as: Open, maya: Person, tom: Person) -> None:
    tom_page = open_as(tom)
    tom_page.get_by_role("button", name="Join or create a channel").click()
    tom_page.get_by_role("dialog").get_by_role("textbox", name="New channel").fill("side")
    tom_page.get_by_role("dialog").get_by_role("button", name="Create").click()
    expect(tom_page.get_by_role("dialog").get_by_role("link", name="side")).to_be_visible()
    page = open_as(maya)
    page.get_by_role("button", name="Join or create a channel").click()
    page.get_by_role("button", name="Join side").click()
    expect(page.get_by_role("heading", name="side")).to_be_visible()
    expect(page.get_by_text("has joined the channel").last).to_be_visible()
    page.get_by_role("button", name="show details").click()
    page.get_by_role("button", name="Leave this channel").click()
    expect(page.get_by_role("navigation").get_by_role("link", name="side")).to_have_count(0)


def test_who_is_removed_is_told_and_led_on(sandbox: Sandbox, open_as: Open, maya: Person, tom: Person) -> None:
    page = open_as(maya, f"c/{sandbox.workspace.find_channel('qa-team').id}")
    expect(page.get_by_role("heading", name="qa-team")).to_be_visible()
    sandbox.read(lambda: sandbox.deeds.kick(tom.id, sandbox.workspace.find_channel("qa-team").id, maya.id))
    expect(page.get_by_text("You are not in this conversation any more.")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="qa-team")).to_have_count(0)
