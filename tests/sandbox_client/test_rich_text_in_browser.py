"""Formatted text in a real browser: written, kept through updates, and sent in Slack's own shape."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.browser import NewPage
from tests.sandbox.conftest import channel_id, home, plain
from tests.sandbox.conftest import section as note
from tests.sandbox_client.elements_app import OpenForm, Shown, open_form, send, told
from tests.sandbox_client.gallery import NOTES, form, one

__all__ = ["open_form", "told"]

pytestmark = pytest.mark.browser

Json = dict[str, Any]


PASTE = """(field, [html, plain]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", plain);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def sent(told: Shown, dialog: Locator) -> list[Json]:
    """The parts of the text that reaches the app."""
    send(dialog)
    value = told.submitted("notes")
    assert value["type"] == "rich_text_input"
    assert value["rich_text_value"]["type"] == "rich_text"
    found: list[Json] = value["rich_text_value"]["elements"]
    return found


def editor(dialog: Locator) -> Locator:
    return dialog.get_by_role("textbox", name="Release notes")


def test_lines_and_styles(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("notes"))
    notes = editor(dialog)
    notes.press_sequentially("Now ")
    notes.press("Control+b")
    notes.press_sequentially("fast")
    notes.press("Control+b")
    notes.press("Enter")
    notes.press("Control+i")
    notes.press_sequentially("and cheap")
    expect(dialog.get_by_role("button", name="Italic")).to_have_attribute("aria-pressed", "true")
    assert sent(told, dialog) == [
        section(text("Now "), text("fast", bold=True), text("\n"), text("and cheap", italic=True))
    ]


def test_lists_and_a_quote(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("notes"))
    notes = editor(dialog)
    notes.press_sequentially("Two things")
    notes.press("Enter")
    dialog.get_by_role("button", name="Bulleted list").click()
    notes.press_sequentially("one")
    notes.press("Enter")
    notes.press_sequentially("two")
    notes.press("Enter")
    notes.press("Enter")
    dialog.get_by_role("button", name="Quote").click()
    notes.press_sequentially("said")
    notes.press("Enter")
    notes.press_sequentially("so")
    notes.press("Enter")
    notes.press("Enter")
    notes.press_sequentially("end")
    assert sent(told, dialog) == [
        section(text("Two things")),
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 0,
            "border": 0,
            "elements": [section(text("one")), section(text("two"))],
        },
        {"type": "rich_text_quote", "elements": [text("said\nso")]},
        section(text("end")),
    ]


def test_code_in_a_line_and_in_a_block(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("notes"))
    notes = editor(dialog)
    notes.press_sequentially("run make")
    for _ in "make":
        notes.press("Shift+ArrowLeft")
    dialog.get_by_role("button", name="Code (").click()
    notes.press("End")
    notes.press("Enter")
    dialog.get_by_role("button", name="Code block").click()
    notes.press_sequentially("a = 1")
    notes.press("Enter")
    notes.press_sequentially("b = 2")
    parts = sent(told, dialog)
    assert parts[0] == section(text("run "), text("make", code=True))
    assert parts[1] == {"type": "rich_text_preformatted", "border": 0, "elements": [text("a = 1\nb = 2")]}


def test_a_link_is_set_on_the_words_that_are_chosen(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("notes"))
    notes = editor(dialog)
    notes.press_sequentially("see notes")
    for _ in "notes":
        notes.press("Shift+ArrowLeft")
    notes.press("Control+k")
    address = dialog.get_by_role("textbox", name="Web address")
    expect(address).to_be_focused()
    address.fill("example.com/notes")
    address.press("Enter")
    expect(notes).to_be_focused()
    assert sent(told, dialog) == [
        section(text("see "), {"type": "link", "url": "https://example.com/notes", "text": "notes"})
    ]


def test_the_initial_text_is_shown_and_sent_as_it_was(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("notes", initial_value=NOTES))
    expect(editor(dialog).locator("li")).to_have_text(["fewer clicks to a refund", "see the notes"])
    assert sent(told, dialog) == NOTES["elements"]


def items(style: str, indent: int, *elements: Json) -> Json:
    return {"type": "rich_text_list", "style": style, "indent": indent, "border": 0, "elements": list(elements)}


def test_whatever_slack_can_write_goes_through_the_editor_unchanged(
    told: Shown, sandbox: Sandbox, maya: Person, open_form: OpenForm
) -> None:
    parts = [
        section(
            text("Dear "),
            {"type": "user", "user_id": maya.id},
            text(" and "),
            {"type": "channel", "channel_id": channel_id(sandbox, "general")},
            text(",\n\nboth", bold=True, italic=True),
            text(" "),
            {"type": "emoji", "name": "tada"},
            {"type": "link", "url": "https://example.com/", "style": {"bold": True}},
            text("make", code=True),
            text("not", strike=True),
            {"type": "broadcast", "range": "here"},
        ),
        items("ordered", 0, section(text("one")), section(text("two\nlines"))),
        items("bullet", 1, section(text("deeper"))),
        items("ordered", 0, section(text("three"))),
        {"type": "rich_text_quote", "elements": [text("said "), text("so", bold=True)]},
        {"type": "rich_text_preformatted", "border": 0, "elements": [text("a  = 1\n  b = 2")]},
        section(text("Bye")),
    ]
    dialog = open_form(one("notes", initial_value={"type": "rich_text", "elements": parts}))
    expect(editor(dialog)).to_contain_text("Dear @Maya Lind and #general")
    assert sent(told, dialog) == parts


def test_nothing_but_spaces_is_nothing(open_form: OpenForm) -> None:
    dialog = open_form(one("notes"))
    editor(dialog).press_sequentially("  ")
    send(dialog)
    expect(dialog.get_by_role("alert")).to_have_text("Fill this in: it is required.")
    expect(editor(dialog)).to_be_focused()
    expect(editor(dialog)).to_have_attribute("aria-invalid", "true")


def test_text_and_caret_stay_while_the_app_updates(
    told: Shown, web: WebClient, maya: Person, open_form: OpenForm
) -> None:
    dialog = open_form(one("notes"))
    notes = editor(dialog)
    notes.press("Control+b")
    notes.press_sequentially("Good ews")
    for _ in "ews":
        notes.press("ArrowLeft")
    block = {**one("notes"), "hint": plain("Short, please.")}
    web.views_update(view_id=maya.sees.view().id, view=form(block))
    expect(dialog.get_by_text("Short, please.")).to_be_visible()
    expect(notes).to_be_focused()
    dialog.page.keyboard.type("n")
    assert sent(told, dialog) == [section(text("Good news", bold=True))]


def test_what_is_pasted_comes_without_its_marks(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("notes"))
    notes = editor(dialog)
    notes.focus()
    notes.evaluate(PASTE, ["<h1>Big <img src=x></h1>", "Big"])
    assert sent(told, dialog) == [section(text("Big"))]


def test_the_app_hears_what_is_written_if_it_wants_to(told: Shown, open_form: OpenForm) -> None:
    config = {"trigger_actions_on": ["on_character_entered"]}
    dialog = open_form({**one("notes", dispatch_action_config=config), "dispatch_action": True})
    editor(dialog).press_sequentially("ab")
    action = told.action()
    assert action["type"] == "rich_text_input"
    assert action["rich_text_value"]["elements"][0]["type"] == "rich_text_section"


def test_text_in_home_stays_while_the_app_publishes(
    told: Shown, sandbox: Sandbox, web: WebClient, maya: Person, new_page: NewPage
) -> None:
    notes = {**one("notes"), "label": plain("Release notes")}
    web.views_publish(user_id=maya.id, view=home(note("Written first"), notes))
    page = new_page()
    page.goto(f"{sandbox.url}/as/{maya.id}/app/home")
    field = page.get_by_role("textbox", name="Release notes")
    field.press_sequentially("kept ords")
    for _ in "ords":
        field.press("ArrowLeft")
    web.views_publish(user_id=maya.id, view=home(note("Published again"), notes))
    expect(page.get_by_text("Published again")).to_be_visible()
    page.keyboard.type("w")
    expect(field).to_have_text("kept words")
