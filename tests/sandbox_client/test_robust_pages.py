"""What does not fit is answered in words and with the right status, never with a broken page."""

import pytest
from httpx import Response
from starlette.testclient import TestClient

from tests.sandbox.conftest import field, modal
from tests.sandbox_client.test_pages import Client, client

__all__ = ["client"]


def ask(client: Client, method: str, path: str, **more: object) -> Response:
    quiet = TestClient(client.http.app, base_url="http://127.0.0.1:8800", raise_server_exceptions=False)
    return quiet.request(method, path, **more)  # type: ignore[arg-type,no-any-return]  # httpx's own keywords


def post(client: Client, deed: str, body: str) -> Response:
    headers = {"content-type": "application/json"}
    return ask(client, "POST", client.address("maya", f"do/{deed}"), content=body, headers=headers)


@pytest.mark.parametrize(
    "path",
    ["/as/NOPE/", "/as/{maya}/c/NOPE", "/as/{maya}/c/{secret}", "/as/{maya}/events?channel=NOPE", "/as/{maya}/app/zzz"],
)
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert ask(client, "GET", path.format(**client.ids)).status_code == 404


def test_a_thread_that_is_not_there_is_not_found(client: Client) -> None:
    path = client.address("maya", f"c/{client.ids['general']}?thread=1.2")
    assert ask(client, "GET", path).status_code == 404


@pytest.mark.parametrize("name", ["lea", "testbot"])
def test_who_has_left_and_the_bot_have_no_pages(client: Client, name: str) -> None:
    assert ask(client, "GET", client.address(name), follow_redirects=False).status_code == 404


def test_who_has_left_is_not_on_offer(client: Client) -> None:
    assert "Lea" not in client.http.get("/").text


@pytest.mark.parametrize("body", ["{", "", "[]", '"x"', "1", '{"view": "V1", "state": 5}'])
@pytest.mark.parametrize("deed", ["say", "click", "submit", "close", "options"])
def test_a_body_of_another_shape_is_refused(client: Client, deed: str, body: str) -> None:
    assert post(client, deed, body).status_code in (200, 400)


def test_a_state_of_another_shape_is_refused(client: Client) -> None:
    view = client.sandbox.workspace.views.open(client.ids["maya"], modal(field("name", {"type": "plain_text_input"})))
    assert post(client, "submit", f'{{"view": "{view.id}", "state": []}}').status_code in (200, 400)


def test_replies_are_counted(client: Client) -> None:
    ts = client.writes("general", "Q", user=client.ids["tom"])
    client.writes("general", "A", user=client.ids["maya"], thread_ts=ts)
    assert "1 reply" in client.sees("maya", f"fragment/messages?channel={client.ids['general']}")


def test_the_conversation_with_the_app_is_on_its_own_page(client: Client) -> None:
    direct = client.sandbox.workspace.open_direct(client.ids["maya"]).id
    answer = ask(client, "GET", client.address("maya", f"c/{direct}"), follow_redirects=False)
    assert answer.headers["location"].endswith("/app/messages")


def test_nothing_may_be_sniffed(client: Client) -> None:
    assert client.http.get("/").headers["x-content-type-options"] == "nosniff"
