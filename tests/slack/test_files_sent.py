"""A message with a file, against the local workspace: a fault at any call ends in one message with one file."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from qabot import outbox
from qabot.db import Database
from qabot.outbox import OutboxRow, State
from qabot.slack import blocks, gateway
from qabot.slack.gateway import Gateway
from sandbox import Sandbox
from sandbox.faults import FaultKind
from scheduler import files
from scheduler.sender import Sender
from tests.outbox.conftest import report
from tests.times import Clock

CALLS = ("files.getUploadURLExternal", "file_upload", "files.completeUploadExternal", "files.info", "chat.postMessage")
CONTENT = b'{"report": 1}'


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as started:
        yield started


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture
def slack(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    monkeypatch.setattr(gateway, "DELIVERY_SECONDS", 1)
    return Gateway(sandbox.seed.app.bot_token, base_url=sandbox.api_url)


@pytest.fixture
def sender(db: Database, slack: Gateway, clock: Clock, sandbox: Sandbox) -> Sender:
    with db.transaction() as session:
        maya = sandbox.person("maya").id
        outbox.post_card(session, card="report", subject=1, channel=maya, now=clock())
    return Sender(database=db, slack=slack, clock=clock, cards={"report": report}, home=lambda *_: blocks.home([]))


def run(sender: Sender) -> None:
    """Until all has settled, and nothing that was begun can come late."""
    sweep = files.sweeping(sender.database, sender.slack, sender.clock)
    for seconds in [2] * 3 + [40] * 6 + [700] * 3:
        sender.run()
        sender.reconcile()
        sweep()
        sender.clock.forward(seconds=seconds)  # type: ignore[attr-defined]  # the clock of the tests


def state(db: Database) -> str:
    with db.reading() as session:
        return session.execute(select(OutboxRow.state)).scalar_one()


def test_the_file_is_in_the_direct_message(sender: Sender, sandbox: Sandbox, db: Database) -> None:
    run(sender)
    [said] = sandbox.person("maya").sees.dm()
    [file] = sandbox.workspace.files.all()
    assert said.files == [file.id]
    assert (file.name, file.title, file.alt_text) == ("report-1.json", "Report 1", "All figures")
    assert sandbox.workspace.files.content(file.id) == CONTENT
    assert said.metadata == {"event_type": "qabot_message", "event_payload": {"key": "report:1"}}
    assert state(db) == State.SENT


@pytest.mark.parametrize("kind", ["rate_limited", "server_error", "reset_before", "reset_after"])
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_at_any_call_ends_in_one_message_with_one_file(
    sender: Sender, sandbox: Sandbox, db: Database, call: str, kind: FaultKind
) -> None:
    sandbox.faults.add(kind, call, times=1)
    run(sender)
    assert not sandbox.faults.rules, "it happened"
    [said] = sandbox.person("maya").sees.dm()
    [file] = sandbox.workspace.files.all()
    assert said.files == [file.id]
    assert state(db) == State.SENT


@pytest.mark.parametrize("call", CALLS)
def test_what_is_done_after_the_call_has_timed_out(sender: Sender, sandbox: Sandbox, db: Database, call: str) -> None:
    sandbox.faults.add("late", call, times=1, seconds=1.3)
    sender.run()
    assert state(db) == (State.UNKNOWN if call == "chat.postMessage" else State.PENDING)
    sandbox.wait_for(lambda: sandbox.ledger.calls(call), "the late call")
    run(sender)
    [said] = sandbox.person("maya").sees.dm()
    [file] = sandbox.workspace.files.all()
    assert said.files == [file.id]
    assert state(db) == State.SENT
