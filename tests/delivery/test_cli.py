"""`qabot outbox`: an operator sees ids, kinds, ages and faults, and not a word of a message."""

from pathlib import Path

import pytest

from qabot import outbox
from qabot.db import Database
from qabot.outbox import OutboxRow, State
from qabot.slack.port import Message
from tests.cli.test_cli import Shell
from tests.times import T0


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    assert made.run("migrate").returncode == 0
    return made


def bury(shell: Shell, fault: str, *texts: str) -> None:
    database = Database(shell.env["QABOT_DATABASE_URL"])
    with database.transaction() as session:
        for text in texts:
            outbox.enqueue(session, key=text, channel="C1", message=Message(text), now=T0)
            session.query(OutboxRow).filter_by(key=text).update({"state": State.DEAD, "fault": fault})


def test_it_lists_retries_and_drops(shell: Shell) -> None:
    assert "or is on its way" in shell.run("outbox", "list").stdout
    bury(shell, "is_archived", "confidential")
    bury(shell, "msg_too_long", "secret", "hidden")
    listed = shell.run("outbox", "list").stdout
    assert "archived" in listed
    assert "msg_too_long" in listed
    assert not any(word in listed for word in ("confidential", "secret", "hidden"))
    assert "1 back in line" in shell.run("outbox", "retry", "1").stdout
    assert "2 dropped" in shell.run("outbox", "drop", "--cause", "content").stdout
    assert "or is on its way" in shell.run("outbox", "list").stdout


def test_ids_that_do_not_wait_are_told(shell: Shell) -> None:
    ended = shell.run("outbox", "retry", "7")
    assert "0 back in line" in ended.stdout
    assert "1 of the ids do not wait" in ended.stdout


def test_neither_ids_nor_a_cause_is_a_fault(shell: Shell) -> None:
    ended = shell.run("outbox", "drop")
    assert ended.returncode == 1
    assert "--cause" in ended.stderr
