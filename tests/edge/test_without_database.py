"""The database is full, read only or away: nothing is lost, and whoever clicks meanwhile reads what happened."""

import socket
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from structlog.testing import capture_logs

from handlers import requests
from handlers.requests import Answer, Request
from qabot import outbox
from qabot.db import Database
from qabot.outbox import State
from qabot.slack.port import Message
from tests.edge.conftest import Desk
from tests.edge.test_edge import VIEW
from tests.edge.trouble import TROUBLES, Trouble, away
from tests.fakes import FakeSlack
from tests.outbox.conftest import Office, office

__all__ = ["office"]
LONG = "A message that needs some pages. " * 1000


@pytest.fixture(autouse=True)
def logs() -> Iterator[None]:
    """Kept, not shown: to render the long story of each database error takes seconds."""
    with capture_logs():
        yield


@pytest.fixture(params=sorted(TROUBLES))
def trouble(request: pytest.FixtureRequest) -> Trouble:
    return TROUBLES[request.param]


def tells_everybody(request: Request) -> Answer:
    outbox.enqueue(request.session, key=request.key, channel="C1", message=Message(LONG), now=request.now)
    return requests.say(Message("Done."))


def test_who_clicks_meanwhile_reads_what_happened(desk: Desk, trouble: Trouble) -> None:
    desk.then = tells_everybody
    with trouble(desk.db):
        told = desk.driver.command("maya", "/desk").text
        assert "My database takes nothing at the moment." in told
        assert "was not saved; everything before it was. Please try again in a few minutes." in told
        assert desk.driver.opens_home("maya").status == 500
    assert desk.effects() == 0
    assert desk.driver.command("maya", "/desk").text == "Done."
    assert desk.effects() == 1


def test_a_click_and_a_form_are_answered_too(desk: Desk, slack: FakeSlack, trouble: Trouble) -> None:
    desk.then = tells_everybody
    with trouble(desk.db):
        desk.driver.click("maya", "press")
        pushed = desk.driver.submit("maya", VIEW)
    assert "was not saved" in slack.responses[-1].text
    assert pushed.body["response_action"] == "push"
    assert "was not saved" in str(pushed.view["blocks"])


def test_what_waits_is_said_when_it_is_back(office: Office, trouble: Trouble) -> None:
    office.say("before")
    office.say("waits", channel="C2")
    with trouble(office.db):
        beats(office)
        office.clock.forward(minutes=1)
        beats(office)
    settle(office)
    assert sorted(office.said()) == ["before", "waits"]


def test_what_was_being_said_is_not_said_twice(
    office: Office, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.say("in flight")
    said, trouble_at_hand = office.slack.post, trouble(office.db)

    def and_then(*args: object, **more: object) -> object:
        at = said(*args, **more)  # type: ignore[arg-type]  # passed on as they come
        trouble_at_hand.__enter__()
        return at

    with monkeypatch.context() as patched:
        patched.setattr(office.slack, "post", and_then)
        beats(office)
    office.clock.forward(minutes=1)
    trouble_at_hand.__exit__(None, None, None)
    settle(office)
    assert office.said() == ["in flight"]
    assert office.states() == [State.SENT]


def test_a_commit_that_broke_off_is_not_called_unsaved(desk: Desk) -> None:
    """The connection broke after the database had committed: the answer of then is found, or nobody can tell."""
    desk.then = requests.say(Message("Done."))
    after_commit(desk.db, [OperationalError("COMMIT", {}, Exception("broke"), connection_invalidated=True)])
    assert desk.driver.command("maya", "/desk").text == "Done."
    assert desk.effects() == 1


def test_where_nobody_can_be_asked_it_says_so(desk: Desk) -> None:
    gone = away(desk.db)
    after_commit(
        desk.db, [OperationalError("COMMIT", {}, Exception("broke"), connection_invalidated=True)], gone.__enter__
    )
    told = desk.driver.command("maya", "/desk").text
    gone.__exit__(None, None, None)
    assert "I cannot tell whether what you did just now was saved. Please look in a few minutes" in told
    assert desk.effects() == 1


def test_a_server_that_says_nothing_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = Database(f"postgresql://qabot@127.0.0.1:{silent.getsockname()[1]}/qabot")
        begun = time.monotonic()
        with pytest.raises(OperationalError), database.reading() as session:
            session.connection()
        assert time.monotonic() - begun < 3


def beats(office: Office) -> None:
    """As the heartbeat does it: what fails is logged, and comes again."""
    for beat in (office.sender().run, office.sender().reconcile):
        try:
            beat()
        except SQLAlchemyError:
            continue


def settle(office: Office) -> None:
    """Until each lease has passed and everything has been looked for."""
    for _ in range(12):
        beats(office)
        office.clock.forward(seconds=20)


def after_commit(db: Database, errors: list[Exception], then: object = None) -> None:
    """The next transaction is committed, and the caller hears an error."""

    def break_off(_session: object) -> None:
        if errors:
            error = errors.pop()
            if callable(then):
                then()
            raise error

    event.listen(db._writes, "after_commit", break_off)
