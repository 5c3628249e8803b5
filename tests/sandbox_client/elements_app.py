"""An app that shows elements and writes down what Slack sends to it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_bolt import Ack
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.browser import WIDE, NewPage
from tests.sandbox.conftest import Connect, bolt_app, channel_id
from tests.sandbox_client.gallery import CITIES, form
from tests.sandbox_client.hands import say

Json = dict[str, Any]
ANY = re.compile(".*")


class Shown:
    """What the app shows next, and the payloads that have reached it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.view = form()
        self.actions: list[Json] = []
        self.values: list[Json] = []

    def action(self) -> Json:
        """The first action, without its time."""
        self.sandbox.wait_for(lambda: bool(self.actions), "an action")
        return {name: value for name, value in self.actions[0].items() if name != "action_ts"}

    def submitted(self, block_id: str) -> Json:
        self.sandbox.wait_for(lambda: bool(self.values), "a submission")
        found: Json = self.values[0][block_id][block_id]
        return found


OpenForm = Callable[..., Locator]
OpenMessage = Callable[..., Page]


@pytest.fixture
def told(sandbox: Sandbox, connect: Connect) -> Shown:
    made, app = Shown(sandbox), bolt_app(sandbox)

    @app.command("/test")
    def _(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=made.view)

    @app.action(ANY)
    def _(ack: Ack, action: Json) -> None:
        ack()
        made.actions.append(action)

    @app.options(ANY)
    def _(ack: Ack, body: Json) -> None:
        ack(options=[city for city in CITIES if city["value"].startswith(body["value"].lower())])

    @app.view("form")
    def _(ack: Ack, body: Json) -> None:
        ack()
        made.values.append(body["view"]["state"]["values"])

    connect(app)
    return made


@pytest.fixture
def open_form(sandbox: Sandbox, told: Shown, new_page: NewPage, maya: Person) -> OpenForm:
    """A tab of Maya's with a modal of these input blocks."""

    def opened(*blocks: Json, size: tuple[int, int] = WIDE, scheme: str = "light") -> Locator:
        told.view = form(*blocks)
        page = new_page(size=size, scheme=scheme)
        page.goto(f"{sandbox.url}/as/{maya.id}/c/{channel_id(sandbox, 'general')}")
        say(page, "/test")
        dialog = page.get_by_role("dialog", name="Form")
        expect(dialog).to_be_visible()
        return dialog

    return opened


@pytest.fixture
def open_message(sandbox: Sandbox, told: Shown, web: WebClient, new_page: NewPage, maya: Person) -> OpenMessage:
    """A tab of Maya's, in which the app has said this."""

    def opened(*blocks: Json, size: tuple[int, int] = WIDE, scheme: str = "light") -> Page:
        general = channel_id(sandbox, "general")
        web.chat_postMessage(channel=general, text="Look", blocks=list(blocks))
        page = new_page(size=size, scheme=scheme)
        page.goto(f"{sandbox.url}/as/{maya.id}/c/{general}")
        expect(page.get_by_role("article")).to_be_visible()
        return page

    return opened


def send(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Send", exact=True).click()
