"""Whatever is sent, nobody is left without an answer, and nothing half-written stays.

`make fuzz` tries ten thousand requests, of another seed each time unless QABOT_FUZZ_SEED says which; the suite tries
five hundred.
"""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from slack_sdk import WebClient
from sqlalchemy import select, text
from structlog.testing import capture_logs

from qabot.app import assemble, bolt_app
from qabot.audit.models import Audit
from qabot.db import Database
from qabot.journal import JournalRow
from qabot.outbox import OutboxRow
from tests import databases
from tests.audit.counted import miscounted
from tests.driver import Driver
from tests.factories import make_world
from tests.fakes import FakeSlack
from tests.fuzz.mutations import requests
from tests.fuzz.recording import play
from tests.times import Clock

Payload = dict[str, Any]
TRIES, AT_ONCE = int(os.environ.get("QABOT_FUZZ_TRIES", "500")), 10
SEED = int(os.environ.get("QABOT_FUZZ_SEED", "20261123"))


class Bench:
    """A database in which people have worked, their requests, and a bot on a copy of it for each try."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.copies = folder, 0
        self.origin = folder / "origin.db"
        [_] = databases.fresh("sqlite", folder)
        shutil.move(folder / "qabot.db", self.origin)
        database = Database(f"sqlite:///{self.origin}")
        make_world(database)
        slack = FakeSlack()
        self.recorded = play(Driver(_bot(database, slack), slack), slack)
        database.dispose()
        with Database(f"sqlite:///{self.origin}").engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy(self) -> Database:
        path = self.folder / "copy.db"
        for leftover in self.folder.glob("copy.db*"):
            leftover.unlink()
        shutil.copyfile(self.origin, path)
        return Database(f"sqlite:///{path}")


def _bot(database: Database, slack: FakeSlack) -> Any:
    client = WebClient(base_url="http://127.0.0.1:9/api/")
    bolt = bolt_app("xoxb-test", None, client=client, identity=slack.identity())
    return assemble(database, slack, bolt, now=Clock()).bolt


def deliver(database: Database, payloads: list[Payload]) -> None:
    slack = FakeSlack()
    driver = Driver(_bot(database, slack), slack)
    for payload in payloads:
        with capture_logs() as logged:
            ack = driver.deliver(payload)
        broken = [line for line in logged if line["event"] == "request.broken"]
        assert not broken, f"{broken}\n{payload}"
        assert ack.status in (200, 400, 404), (ack, payload)
    assert half_written(database) == []


def half_written(database: Database) -> list[str]:
    """What a change left behind without the rest of it."""
    with database.reading() as session:
        told = {(row.action, row.thing_id) for row in session.execute(select(JournalRow)).scalars()}
        audits = list(session.execute(select(Audit)).scalars())
        cards = {row.subject for row in session.execute(select(OutboxRow).where(OutboxRow.kind == "post")).scalars()}
        dangling = session.execute(text("PRAGMA foreign_key_check")).all() if database.dialect == "sqlite" else []
        found = miscounted(session) + [f"{row} points nowhere" for row in dangling]
    for audit in audits:
        needed = {"audit.started"} | ({"audit.published"} if audit.published_at else set())
        needed |= {"audit.acknowledged"} if audit.state == "acknowledged" else set()
        found += [f"{name} of {audit.id} is missing" for name in needed if (name, audit.id) not in told]
        if audit.published_at and (audit.submitted_at is None or audit.id not in cards):
            found.append(f"audit {audit.id} is out, but not whole")
    return found


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("fuzz"))


def test_whatever_is_sent_is_answered_and_leaves_nothing_half_written(bench: Bench) -> None:
    @seed(SEED)
    @settings(
        max_examples=max(1, TRIES // AT_ONCE),
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(requests(bench.recorded), min_size=AT_ONCE, max_size=AT_ONCE))
    def tried(payloads: list[Payload]) -> None:
        database = bench.copy()
        try:
            deliver(database, payloads)
        finally:
            database.dispose()

    tried()


def test_it_would_notice(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that breaks on a word, and one that forgets the journal, are found."""
    database = bench.copy()
    with database.transaction() as session:
        session.execute(text("DROP TRIGGER journal_no_delete"))
        session.execute(text("DELETE FROM journal WHERE action = 'audit.published'"))
    assert half_written(database) != []
    database.dispose()


def test_the_recording_has_every_kind_of_request(bench: Bench) -> None:
    kinds = {payload.get("type", "command") for payload in bench.recorded}
    shortcuts = {"shortcut", "message_action"}
    clicks = {"block_actions", "view_submission", "block_suggestion"}
    assert kinds == {"command", "event_callback"} | clicks | shortcuts
