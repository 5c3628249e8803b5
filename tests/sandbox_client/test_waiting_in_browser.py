"""While the app works, when it fails, and when the workspace is gone: one always sees how it stands."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.sandbox.conftest import actions, button, channel_id, field, modal, plain
from tests.sandbox_client.conftest import Json, Open
from tests.sandbox_client.hands import composer, say

pytestmark = pytest.mark.browser


@pytest.fixture
def held(app: App) -> Iterator[threading.Event]:
    """The app answers a click on Wait, and a submission, when this is set."""
    go = threading.Event()

    @app.action("wait")
    def _(ack: Ack) -> None:
        go.wait(2)
        ack()

    @app.view("slow")
    def _(ack: Ack) -> None:
        go.wait(2)
        ack()

    @app.action("deeper")
    def _(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=deep(f"Level {len(body['view']['title']['text'])}"))

    yield go
    go.set()


def deep(title: str) -> Json:
    return modal(actions(button("Deeper", "deeper"), button("Wait", "wait")), title=plain(title), callback_id="slow")


def open_modal(sandbox: Sandbox, person: Person, page: Page, view: Json) -> Locator:
    sandbox.read(lambda: sandbox.workspace.views.open(person.id, view))
    return page.get_by_role("dialog")


def test_a_slow_click_shows_that_it_is_being_handled(
    sandbox: Sandbox, open_as: Open, maya: Person, held: threading.Event
) -> None:
    dialog = open_modal(sandbox, maya, open_as(maya), deep("One"))
    slow = dialog.get_by_role("button", name="Wait")
    slow.click()
    expect(slow).to_have_attribute("aria-busy", "true")
    held.set()
    expect(slow).not_to_have_attribute("aria-busy", "true")


def test_a_slow_submission_shows_that_it_is_being_handled(
    sandbox: Sandbox, open_as: Open, maya: Person, held: threading.Event
) -> None:
    view = modal(field("name", optional=True), callback_id="slow")
    dialog = open_modal(sandbox, maya, open_as(maya), view)
    dialog.get_by_role("button", name="Send").click()
    expect(dialog).to_have_attribute("aria-busy", "true")
    held.set()
    expect(dialog).to_have_count(0)


def test_a_stack_of_three_is_seen_as_a_stack(
    sandbox: Sandbox, open_as: Open, maya: Person, held: threading.Event
) -> None:
    page = open_as(maya)
    open_modal(sandbox, maya, page, deep("One"))
    for count in (2, 3):
        page.get_by_role("dialog").last.get_by_role("button", name="Deeper").click()
        expect(page.locator("dialog.modal")).to_have_count(count)
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    tops = [box["y"] for one in page.locator("dialog.modal").all() if (box := one.bounding_box())]
    assert tops == sorted(tops)
    assert len(set(tops)) == 3
    page.keyboard.press("Escape")
    expect(page.locator("dialog.modal")).to_have_count(2)


@pytest.mark.parametrize("way", ["Escape", "Close"])
def test_the_focus_comes_back_from_a_modal(open_as: Open, maya: Person, way: str) -> None:
    page = open_as(maya)
    say(page, "/test")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        dialog.get_by_role("button", name="Close").first.click()
    expect(dialog).to_have_count(0)
    expect(composer(page)).to_be_focused()


def test_a_failure_in_a_message_is_told_at_its_button(
    sandbox: Sandbox, web: WebClient, open_as: Open, maya: Person
) -> None:
    blocks = [actions(button("Open", "open"))]
    web.chat_postMessage(channel=channel_id(sandbox, "general"), text="A card", blocks=blocks)
    page = open_as(maya)
    sandbox.request_url = None
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("article").get_by_role("alert")).to_have_text(
        "testbot is not running. Start it, then try again."
    )


def test_a_workspace_that_is_gone_is_told_and_its_return_as_well(
    sandbox: Sandbox, app: App, browser: Browser, maya: Person, tom: Person
) -> None:
    # Not by open_as: here the page complains, as it should.
    page = browser.new_page()
    page.goto(f"{sandbox.url}/as/{maya.id}/c/{channel_id(sandbox, 'general')}")
    expect(page.locator("body[data-changes='']")).to_be_attached()  # it listens
    page.route("**/events", lambda route: route.abort())
    sandbox.read(sandbox.workspace.notices.close)
    lost = page.get_by_text("The workspace does not answer.")
    expect(lost).to_be_visible()
    tom.says("general", "Said meanwhile")
    page.unroute("**/events")
    expect(page.get_by_text("Said meanwhile")).to_be_visible()
    expect(lost).to_be_hidden()
    page.close()


def test_the_line_new_stands_where_one_stopped(open_as: Open, maya: Person, tom: Person) -> None:
    tom.says("qa-team", "Old")
    page = open_as(maya)
    page.get_by_role("link", name="qa-team").click()
    expect(page.get_by_text("Old")).to_be_visible()
    page.get_by_role("link", name="general").click()
    expect(page.get_by_role("heading", name="general")).to_be_visible()
    tom.says("qa-team", "Fresh")
    page.get_by_role("link", name="qa-team").click()
    expect(page.locator("[data-key=news] + article")).to_contain_text("Fresh")


def test_what_is_read_in_one_tab_is_read_in_the_other(open_as: Open, maya: Person, tom: Person) -> None:
    one, other = open_as(maya), open_as(maya)
    tom.says("qa-team", "News")
    news = other.get_by_role("link", name="qa-team").get_by_text("1 unread")
    expect(news).to_be_visible()
    one.get_by_role("link", name="qa-team").click()
    expect(news).to_have_count(0)


def test_a_slash_command_that_waits_shows_it(sandbox: Sandbox, app: App, open_as: Open, maya: Person) -> None:
    go = threading.Event()

    @app.command("/other")
    def _(ack: Ack) -> None:
        go.wait(2)
        ack()

    page = open_as(maya)
    say(page, "/other")
    expect(page.locator("#say-form")).to_have_attribute("aria-busy", "true")
    go.set()
    expect(page.locator("#say-form")).not_to_have_attribute("aria-busy", "true")
