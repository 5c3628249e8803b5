"""A workspace with a small Slack app in it, and tabs in which people look at it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.browser import WIDE, NewPage, browser, new_page
from tests.sandbox.conftest import (
    Connect,
    actions,
    bolt_app,
    button,
    channel_id,
    connect,
    field,
    maya,
    modal,
    option,
    sandbox,
    section,
    tom,
    web,
)

__all__ = ["browser", "connect", "maya", "new_page", "sandbox", "tom", "web"]

Json = dict[str, Any]
Open = Callable[..., Page]
TEXT: Json = {"type": "plain_text_input"}
CITIES = ("Bergen", "Berlin", "Bern")
SEARCH: Json = {"type": "external_select", "min_query_length": 1}


def form(note: str = "First") -> Json:
    """A field for text, one to search in, and a button whose click changes what stands above them."""
    more = button("More", "more")
    return modal(section(note), field("name", TEXT), field("city", SEARCH, optional=True), actions(more))


@pytest.fixture
def app(sandbox: Sandbox, connect: Connect) -> App:
    """/test opens the form; More updates it; "wrong" as a name is refused by the app; "next" pushes another modal.

    The shortcut "note" opens the form too, "flag" answers in the message's thread.
    """
    made = bolt_app(sandbox)

    @made.command("/test")
    def _(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form())

    @made.action("more")
    def _(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_update(view_id=body["view"]["id"], view=form("Second"))

    @made.options("city")
    def _(ack: Ack, body: Json) -> None:
        found = [city for city in CITIES if city.lower().startswith(body["value"].lower())]
        ack(options=[option(city.lower(), city) for city in found])

    @made.view("form")
    def _(ack: Ack, body: Json, client: WebClient) -> None:
        values = body["view"]["state"]["values"]
        name, city = values["name"]["name"]["value"], values["city"]["city"]["selected_option"]
        if name == "wrong":
            ack(response_action="errors", errors={"name": "Nobody is called that."})
        elif name == "next":
            ack(response_action="push", view=modal(field("detail", TEXT), callback_id="detail"))
        else:
            ack()
            client.chat_postMessage(
                channel=body["user"]["id"], text=f"{name} from {city['value'] if city else 'nowhere'}"
            )

    @made.shortcut("note")
    def _(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form("A note"))

    @made.shortcut("flag")
    def _(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.chat_postMessage(
            channel=body["channel"]["id"], thread_ts=body["message"]["ts"], text=f"Flagged: {body['message']['text']}"
        )

    connect(made)
    return made


@pytest.fixture
def open_as(sandbox: Sandbox, app: App, new_page: NewPage) -> Open:
    """A tab in which this person looks at #general, or at `place`."""

    def opened(person: Person, place: str = "", size: tuple[int, int] = WIDE) -> Page:
        page = new_page(size)
        page.goto(f"{sandbox.url}/as/{person.id}/{place or 'c/' + channel_id(sandbox, 'general')}")
        return page

    return opened
