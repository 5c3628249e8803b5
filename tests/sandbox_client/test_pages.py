"""What the browser client serves: a page for each place, to its own person, and to its own pages only."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from httpx import Response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from sandbox import AppSeed, Sandbox, Seed
from sandbox.client.routes import routes
from sandbox.guard import LoopbackOnly
from tests.sandbox.conftest import CHANNELS, LEFT, MANIFEST, USERS, field, home, ids_by_name, modal, section

Json = dict[str, Any]
ORIGIN = "http://127.0.0.1:8800"
HINTS = [("tom", "Read your results."), ("nobody-here", "This is for somebody who has left.")]


@dataclass(frozen=True)
class Client:
    """A browser without scripts, at a workspace that nobody serves yet."""

    sandbox: Sandbox
    http: TestClient
    ids: dict[str, str]

    def address(self, person: str, rest: str = "") -> str:
        return f"/as/{self.ids[person]}/{rest}"

    def sees(self, person: str, rest: str = "") -> str:
        answer = self.http.get(self.address(person, rest))
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def does(self, person: str, what: str, body: Any, **headers: str) -> Response:
        content = body if isinstance(body, str) else json.dumps(body)
        sent = {"content-type": "application/json", "origin": ORIGIN} | headers
        answer: Response = self.http.post(self.address(person, f"do/{what}"), content=content, headers=sent)
        return answer

    def writes(self, channel: str, text: str, **more: Any) -> str:
        """A message of the app or, with `user`, of a person; gives its ts."""
        return self.sandbox.workspace.add_message(self.ids[channel], text, **more).ts


@pytest.fixture
def client() -> Iterator[Client]:
    seed = Seed("Test team", [*USERS, LEFT], CHANNELS, AppSeed(manifest=MANIFEST), "Welcome here.", HINTS)
    sandbox = Sandbox(seed)
    app = Starlette(routes=routes, middleware=[Middleware(LoopbackOnly)])
    app.state.sandbox = sandbox
    with TestClient(app, base_url=ORIGIN) as http:
        yield Client(sandbox, http, ids_by_name(sandbox))
    sandbox.stop()


# choosing who to be


def test_the_first_page_welcomes_and_shows_suggestions_before_everybody(client: Client) -> None:
    shown = client.http.get("/").text
    assert shown.index("Welcome here.") < shown.index("Read your results.") < shown.index("Everybody")
    assert "Maya Lind" in shown
    assert "Auditor" in shown
    assert "for somebody who has left" not in shown


def test_one_search_box_filters_people_by_name_and_title(client: Client) -> None:
    shown = client.http.get("/").text
    assert 'type="search"' in shown
    assert 'data-search="maya lind auditor maya"' in shown


def test_a_person_arrives_in_the_first_channel_that_is_alive(client: Client) -> None:
    answer = client.http.get(client.address("maya"), follow_redirects=False)
    first = next(one for one in client.sandbox.workspace.channels_for(client.ids["maya"]) if not one.archived)
    assert answer.headers["location"].endswith(f"/c/{first.id}")


# places


def test_the_sidebar_holds_own_channels_the_app_and_the_switch(client: Client) -> None:
    shown = client.sees("maya", "fragment/sidebar")
    assert "qa-team" in shown
    assert "secret" not in shown
    assert "testbot" in shown
    assert "Be somebody else" in shown
    assert 'aria-current="page"' not in shown


def test_the_current_place_is_marked_for_eyes_and_ears(client: Client) -> None:
    shown = client.sees("maya", f"c/{client.ids['qa-team']}")
    current = shown.split('aria-current="page"')[0].rsplit("<a ", 1)[1]
    assert client.ids["qa-team"] in current
    assert "Audits" in shown


@pytest.mark.parametrize("tab", ["home", "messages"])
def test_the_app_has_both_of_its_tabs(client: Client, tab: str) -> None:
    shown = client.sees("maya", f"app/{tab}")
    assert f"/as/{client.ids['maya']}/app/home" in shown
    assert f"/as/{client.ids['maya']}/app/messages" in shown
    assert f'id="{tab}"' in shown


def test_commands_come_with_description_and_usage(client: Client) -> None:
    shown = client.sees("maya", f"c/{client.ids['general']}")
    listed = json.loads(shown.split('id="known">')[1].split("</script>")[0])["commands"]
    assert {"name": "/test", "description": "Try it", "hint": "[help]"} in listed


# messages


def test_an_ephemeral_is_marked_and_shown_to_its_person_only(client: Client) -> None:
    client.writes("general", "Between us", bot_id="B1", ephemeral_to=client.ids["maya"])
    place = f"c/{client.ids['general']}"
    assert "Between us" in client.sees("maya", place)
    assert "Only visible to you" in client.sees("maya", place)
    assert "Between us" not in client.sees("tom", place)


def test_the_app_has_a_badge_and_people_have_none(client: Client) -> None:
    client.writes("general", "From a person", user=client.ids["tom"])
    place = f"fragment/messages?channel={client.ids['general']}"
    assert "badge" not in client.sees("maya", place)
    client.writes("general", "From the app", bot_id="B1")
    assert '<span class="badge">App</span>' in client.sees("maya", place)


def test_an_edited_message_says_so(client: Client) -> None:
    ts = client.writes("general", "First", user=client.ids["tom"])
    client.sandbox.workspace.edit_message(client.ids["general"], ts, "Second", [], None)
    shown = client.sees("maya", f"fragment/messages?channel={client.ids['general']}")
    assert "(edited)" in shown
    assert "First" not in shown


def test_messages_of_one_person_in_a_row_stand_together(client: Client) -> None:
    for text in ("One", "Two"):
        client.writes("general", text, user=client.ids["tom"])
    shown = client.sees("maya", f"fragment/messages?channel={client.ids['general']}")
    assert shown.count("<strong>Tom</strong>") == 1


def test_a_thread_shows_its_first_message_and_its_answers(client: Client) -> None:
    ts = client.writes("general", "Question", user=client.ids["tom"])
    client.writes("general", "Answer", user=client.ids["maya"], thread_ts=ts)
    place = f"channel={client.ids['general']}"
    assert "Answer" not in client.sees("maya", f"fragment/messages?{place}")
    shown = client.sees("maya", f"fragment/thread?{place}&thread={ts}")
    assert shown.index("Question") < shown.index("Answer")


def test_what_people_write_is_never_markup(client: Client) -> None:
    client.writes("general", "<img src=x onerror=alert(1)> & <script>", user=client.ids["tom"])
    shown = client.sees("maya", f"fragment/messages?channel={client.ids['general']}")
    assert "<img" not in shown
    assert "<script" not in shown


# modals, Home, ledger


def test_modals_stand_in_their_stack_and_belong_to_their_person(client: Client) -> None:
    views = client.sandbox.workspace.views
    first = views.open(client.ids["maya"], modal(field("a"), close={"type": "plain_text", "text": "Not now"}))
    second = views.push(client.ids["maya"], modal(field("b")))
    shown = client.sees("maya", "fragment/modals")
    assert shown.index(first.id) < shown.index(second.id)
    assert "Not now" in shown
    assert "<dialog" not in client.sees("tom", "fragment/modals")


def test_home_is_each_person_s_own(client: Client) -> None:
    client.sandbox.workspace.views.publish(client.ids["maya"], home(section("Hello Maya")))
    assert "Hello Maya" in client.sees("maya", "fragment/home")
    assert "Hello Maya" not in client.sees("tom", "fragment/home")


def test_the_ledger_says_in_words_what_was_refused_newest_first(client: Client) -> None:
    client.does("maya", "say", {"channel": client.ids["general"], "text": "/test"})
    shown = client.sees("maya", "fragment/ledger")
    assert "slash_commands" in shown
    assert "refused" in shown
    client.does("maya", "open_home", {})
    shown = client.sees("maya", "fragment/ledger")
    assert shown.index("app_home_opened") < shown.index("slash_commands")


# deeds


def test_a_message_is_said(client: Client) -> None:
    answer = client.does("maya", "say", {"channel": client.ids["qa-team"], "text": "Hello"})
    assert answer.json() == {"ok": True, "errors": {}, "problem": ""}
    assert "Hello" in client.sees("tom", f"c/{client.ids['qa-team']}")


def test_an_app_that_is_not_running_is_told_in_words(client: Client) -> None:
    answer = client.does("maya", "say", {"channel": client.ids["general"], "text": "/test"}).json()
    assert answer == {"ok": False, "errors": {}, "problem": "testbot is not running. Start it, then try again."}


def test_an_empty_field_comes_back_with_its_error(client: Client) -> None:
    view = client.sandbox.workspace.views.open(client.ids["maya"], modal(field("name")))
    answer = client.does("maya", "submit", {"view": view.id, "state": {}}).json()
    assert answer["errors"] == {"name": "Fill this in: it is required."}


def test_nobody_acts_in_a_modal_of_somebody_else(client: Client) -> None:
    view = client.sandbox.workspace.views.open(client.ids["maya"], modal(field("name")))
    assert not client.does("tom", "submit", {"view": view.id, "state": {}}).json()["ok"]
    client.does("tom", "close", {"view": view.id})
    assert client.sandbox.workspace.modals(client.ids["maya"]) == [view]


def test_those_whose_name_begins_so_are_offered_first(client: Client) -> None:
    offered = client.does("maya", "mention", {"typed": "@t"}).json()
    assert offered[0]["word"] == "@tom"
    assert "@testbot" in [one["word"] for one in offered]
    assert "@lea" not in [one["word"] for one in client.does("maya", "mention", {"typed": "@"}).json()]
    assert client.does("maya", "mention", {"typed": "#secret"}).json() == []


@pytest.mark.parametrize("channel", ["secret", "nowhere"])
def test_nobody_writes_where_they_are_not(client: Client, channel: str) -> None:
    answer = client.does("maya", "say", {"channel": client.ids.get(channel, "C0NOWHERE"), "text": "Hello"})
    assert not answer.json()["ok"]
    assert answer.json()["problem"]
    assert not client.sandbox.workspace.find_channel("secret").messages


# whom it serves


Knock = Callable[[Client], Response]
FOREIGN: dict[str, Knock] = {
    "a form of another site": lambda client: client.does("maya", "open_home", "{}", origin="http://evil.example"),
    "a page without an origin": lambda client: client.does("maya", "open_home", "{}", origin="null"),
    "another port of this machine": lambda client: client.does("maya", "open_home", "{}", origin="http://127.0.0.1:1"),
    "another name for this machine": lambda client: client.http.get("/", headers={"host": "evil.example"}),
}


@pytest.mark.parametrize("knock", FOREIGN.values(), ids=FOREIGN)
def test_other_sites_are_turned_away(client: Client, knock: Knock) -> None:
    assert knock(client).status_code == 403
    assert not client.sandbox.ledger.entries


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""])
def test_only_json_is_taken(client: Client, kind: str) -> None:
    assert client.does("maya", "open_home", "{}", **{"content-type": kind}).status_code == 415
    assert not client.sandbox.ledger.entries


@pytest.mark.parametrize("deed", ["say", "click", "options", "submit", "close", "open_home"])
def test_a_link_does_nothing(client: Client, deed: str) -> None:
    assert client.http.get(client.address("maya", f"do/{deed}")).status_code == 405


def test_pages_load_nothing_from_elsewhere_and_no_inline_script(client: Client) -> None:
    for place in ("/", client.address("maya", f"c/{client.ids['general']}"), client.address("maya", "app/home")):
        answer = client.http.get(place)
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert not [
            tag for tag in answer.text.split("<script")[1:] if "src=" not in tag.split(">")[0] and "json" not in tag
        ]
        assert 'src="http' not in answer.text
        assert " style=" not in answer.text
        assert " onclick=" not in answer.text


@pytest.mark.parametrize("name", ["app.css", "blocks.css", "main.js", "elements.js", "icon.svg"])
def test_what_pages_need_is_served_here(client: Client, name: str) -> None:
    assert client.http.get(f"/static/{name}").status_code == 200


def test_nothing_but_static_files_is_under_static(client: Client) -> None:
    assert client.http.get("/static/..%2froutes.py").status_code == 404
