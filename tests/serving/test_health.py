"""What the machine's keepers are told: is it alive, can it serve, how is delivery doing."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qabot.db import Database
from qabot.health import Health
from qabot.metrics import Pulse
from qabot.outbox import LATER, OutboxRow, State
from qabot.slack.port import Refused, Unknown
from tests.outbox.conftest import Office
from tests.times import Clock


@dataclass
class Kept:
    """A process that is asked about itself."""

    http: TestClient
    health: Health
    pulse: Pulse
    connected: bool = True

    def get(self, path: str) -> httpx.Response:
        answer: httpx.Response = self.http.get(path)
        return answer

    def metric(self, name: str) -> float:
        lines = [line for line in self.get("/metrics").text.splitlines() if line.startswith(f"{name} ")]
        return float(lines[0].rsplit(" ", 1)[1])


@pytest.fixture
def office(db: Database, slack: object, clock: Clock) -> Office:
    return Office(db, slack, clock)  # type: ignore[arg-type]  # the fixture of the same name


@pytest.fixture
def kept(db: Database, clock: Clock) -> Iterator[Kept]:
    pulse = Pulse()
    health = Health(db, pulse, clock, lambda: made.connected)
    with TestClient(Starlette(routes=health.routes())) as http:
        made = Kept(http, health, pulse)
        yield made


def test_alive_and_ready(kept: Kept) -> None:
    assert (kept.get("/healthz").status_code, kept.get("/readyz").status_code) == (200, 200)


def test_without_slack_it_is_alive_and_not_ready(kept: Kept) -> None:
    kept.connected = False
    ready = kept.get("/readyz")
    assert (ready.status_code, ready.text) == (503, "not connected to Slack\n")
    assert kept.get("/healthz").status_code == 200
    assert kept.metric("qabot_connected") == 0


def test_who_stops_wants_no_more_requests(kept: Kept) -> None:
    kept.health.stop()
    assert kept.get("/readyz").text == "stopping\n"


def test_without_a_heartbeat_it_is_started_anew(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept.pulse, "_last", kept.pulse._last - 301)
    assert kept.get("/healthz").status_code == 503
    assert "no heartbeat" in kept.get("/readyz").text


def test_a_database_that_is_away_is_said(kept: Kept, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setattr(kept.health, "_database", away)
    assert "database" in kept.get("/readyz").text
    assert kept.metric("qabot_database_up") == 0


def test_the_outbox_is_counted_by_state(kept: Kept, office: Office) -> None:
    office.say("dead")
    office.slack.faults = [Refused("is_archived")]
    office.run()
    office.say("unknown", channel="C2")
    office.slack.faults = [Unknown("timeout")]
    office.sender().run()
    office.say("waits", channel="C2")
    office.clock.forward(seconds=90)
    for state in (State.DEAD, State.UNKNOWN, State.PENDING):
        assert kept.metric(f'qabot_outbox_rows{{state="{state}"}}') == 1
    assert kept.metric("qabot_outbox_oldest_seconds") >= 90
    assert kept.metric("qabot_database_up") == 1


def test_heartbeats_are_counted_by_how_they_ended(kept: Kept, db: Database) -> None:
    name = f"a test on {db.dialect}"
    with kept.pulse.beat(name, 1.0):
        pass
    with pytest.raises(RuntimeError), kept.pulse.beat(name, 1.0):
        raise RuntimeError
    for outcome in ("done", "failed"):
        assert kept.metric(f'qabot_ticks_total{{heartbeat="{name}",outcome="{outcome}"}}') == 1


def test_what_waits_for_the_morning_is_not_late(kept: Kept, office: Office) -> None:
    office.say("in the morning", channel="U1")
    with office.db.transaction() as session:
        session.execute(update(OutboxRow).values(line=f"{LATER}U1"))
    office.clock.forward(hours=12)
    assert kept.metric("qabot_outbox_oldest_seconds") == 0
