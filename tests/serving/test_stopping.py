"""An orderly stop loses nothing that is in flight, and a socket that fell silent is replaced."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from qabot import dev, serve
from qabot.dev import Local
from qabot.outbox import State
from qabot.serve import Front, InFlight
from tests.e2e.conftest import free_port, settings
from tests.outbox.conftest import Office, office

__all__ = ["office"]


def test_who_is_served_is_waited_for_and_nobody_else_gets_in() -> None:
    desk, inside, leave = InFlight(), threading.Event(), threading.Event()

    def work() -> None:
        with desk.one() as served:
            assert served
            inside.set()
            leave.wait(5)

    worker = threading.Thread(target=work)
    worker.start()
    assert inside.wait(5)
    assert not desk.close(0.01)
    with desk.one() as served:
        assert not served
    leave.set()
    assert desk.close(5)
    worker.join()


def test_the_sender_ends_after_the_row_that_it_sends(office: Office) -> None:
    office.say("first")
    office.say("second", channel="C2")
    sender = office.sender()
    said = office.slack.post

    def post_and_stop(*args: object, **more: object) -> object:
        sender.stopping.set()
        return said(*args, **more)  # type: ignore[arg-type]  # passed on as they come

    office.slack.post = post_and_stop  # type: ignore[method-assign,assignment]  # a stop in the middle of a call
    assert sender.run() == 1
    assert office.states() == [State.SENT, State.PENDING]


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    with dev.local(settings("socket"), folder=tmp_path / "local") as place:
        yield place


@pytest.fixture
def second(local: Local) -> Iterator[Front]:
    """Another connection of the same app, with a port for its keepers."""
    held = local.settings.model_copy(update={"qabot_metrics_port": free_port()})
    front = serve.front(local.qabot, held)
    front.start_serving()
    yield front
    front.stop_serving()
    front.stop()


def test_a_silent_socket_is_replaced(second: Front) -> None:
    socket = second.socket
    assert socket is not None
    watchdog, before = socket._watchdog, socket.client.session_id()
    watchdog.look()
    assert socket.client.session_id() == before
    watchdog._silent = -1.0
    watchdog.look()
    assert socket.client.session_id() != before
    watchdog._silent = 30.0
    assert socket.connected()


def test_in_socket_mode_the_keepers_have_a_port(second: Front) -> None:
    assert second.http is not None
    address = f"http://127.0.0.1:{second.http.port}"
    assert httpx.get(f"{address}/readyz").text == "ok\n"
    assert "qabot_ack_seconds" in httpx.get(f"{address}/metrics").text
    second.health.stop()
    assert httpx.get(f"{address}/readyz").status_code == 503


def test_in_http_mode_they_share_it_with_slack(tmp_path: Path) -> None:
    held = settings("http")
    with dev.local(held, folder=tmp_path / "local"):
        address = f"http://127.0.0.1:{held.qabot_http_port}"
        assert httpx.get(f"{address}/healthz").text == "ok\n"
        assert "qabot_outbox_rows" in httpx.get(f"{address}/metrics").text
