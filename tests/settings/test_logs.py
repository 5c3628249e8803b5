"""Logs tell what happened and to which request, and never a secret or an address."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from qabot import logs
from qabot.audit import service
from qabot.db import Database
from tests.driver import Driver
from tests.factories import slack_id


class Log:
    """What the bot has logged since it was configured."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def start(self) -> None:
        logs.configure("debug", "json")

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._capsys.readouterr().err.splitlines()]


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[Log]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield Log(capsys)
    root.handlers[:], root.level = before, level
    structlog.reset_defaults()


def test_tokens_and_addresses_are_cut_out(log: Log) -> None:
    log.start()
    structlog.get_logger().info("went wrong", detail="xoxb-1-secret for ada@example.com")
    logging.getLogger("some.library").warning("could not reach postgresql://qabot:hunter2@db/qabot")
    told = json.dumps(log.lines())
    assert "went wrong" in told
    assert "could not reach" in told
    assert not [word for word in ("xoxb-1-secret", "ada@example.com", "hunter2") if word in told]


def test_an_exception_is_cut_too(log: Log) -> None:
    log.start()
    try:
        raise ValueError("bad token xapp-1-secret")
    except ValueError:
        structlog.get_logger().exception("failed")
    told = json.dumps(log.lines())
    assert "ValueError" in told
    assert "xapp-1-secret" not in told


def test_what_a_database_quotes_is_not_told(log: Log, db: Database) -> None:
    log.start()
    word = "Somebody Private"
    try:
        with db.transaction() as session:
            session.execute(text("CREATE TEMPORARY TABLE private (word VARCHAR PRIMARY KEY)"))
            for _ in range(2):
                session.execute(text("INSERT INTO private VALUES (:word)"), {"word": word})
    except IntegrityError:
        structlog.get_logger().exception("failed")
    told = json.dumps(log.lines())
    assert "sqlalchemy.exc.IntegrityError" in told
    assert "test_logs.py" in told
    assert "Somebody Private" not in told


def test_a_broken_request_is_logged_under_the_reference_that_the_person_reads(
    bolt: Driver, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "start_next", _broken)
    log.start()
    told = bolt.command("arun", "/qa-audit").text
    [line] = [line for line in log.lines() if line["event"] == "request.broken"]
    assert line["request"] in told
    assert slack_id("arun") not in json.dumps(line)


def _broken(*_args: object, **_kwargs: object) -> int:
    raise RuntimeError("broken on purpose")
