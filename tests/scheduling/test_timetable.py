"""What happens by itself: each beat looks in the database for what is due, and one that fails comes again."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import select, update

from qabot import journal
from qabot.app import TIMETABLE, Qabot
from qabot.db import Database
from qabot.journal import chain
from qabot.keeping.register import Register
from qabot.keeping.rules import Periods
from qabot.metrics import Pulse
from qabot.people.models import Person
from qabot.slack.port import SlackUser, Unknown
from scheduler.runner import Runner, bounded
from scheduler.timetable import Heartbeat, heartbeats
from tests.factories import World
from tests.fakes import FakeSlack
from tests.times import T0, Clock


@pytest.fixture
def beats(qabot: Qabot, clock: Clock, tmp_path: Path) -> dict[str, Heartbeat]:
    made = heartbeats(
        database=qabot.database,
        slack=qabot.slack,
        clock=clock,
        sender=qabot.sender,
        timetable=TIMETABLE,
        register=Register(tmp_path / "erasures.json"),
        periods=Periods(),
    )
    return {beat.name: beat for beat in made}


def test_people_are_matched_to_slack_by_their_address(
    beats: dict[str, Heartbeat], db: Database, world: World, slack: FakeSlack
) -> None:
    with db.transaction() as session:
        session.execute(update(Person).where(Person.key == "maya").values(slack_user_id=None))
    slack.people = [SlackUser("U0NEW", "Maya@Example.com", is_bot=False, deleted=False)]
    beats["people"].beat()
    with db.reading() as session:
        assert session.execute(select(Person.slack_user_id).where(Person.key == "maya")).scalar_one() == "U0NEW"


def test_slack_is_not_asked_for_people_when_all_are_known(
    beats: dict[str, Heartbeat], world: World, slack: FakeSlack
) -> None:
    before = list(slack.calls)
    beats["people"].beat()
    assert slack.calls == before


def test_who_is_not_in_slack_is_looked_for_less_and_less(
    beats: dict[str, Heartbeat], db: Database, world: World, slack: FakeSlack, clock: Clock
) -> None:
    with db.transaction() as session:
        session.execute(update(Person).where(Person.key == "maya").values(slack_user_id=None))
    for _ in range(120):
        beats["people"].beat()
        clock.forward(seconds=30)
    assert 3 <= slack.calls.count("users.list") <= 8
    with db.transaction() as session:
        session.execute(update(Person).where(Person.key == "tom").values(slack_user_id=None))
    before = slack.calls.count("users.list")
    beats["people"].beat()
    assert slack.calls.count("users.list") == before + 1


def test_a_beat_that_fails_is_not_the_end(
    beats: dict[str, Heartbeat], db: Database, world: World, slack: FakeSlack
) -> None:
    with db.transaction() as session:
        session.execute(update(Person).where(Person.key == "maya").values(slack_user_id=None))
    slack.faults = [Unknown("connection_lost")]
    bounded(beats["people"], Pulse())()
    assert slack.calls[-1] == "users.list"


def test_the_runner_beats_and_stops() -> None:
    beaten = threading.Event()
    runner = Runner([Heartbeat("once", 0.01, beaten.set)])
    runner.start()
    assert beaten.wait(5)
    runner.stop()


def test_each_heartbeat_has_a_name_of_its_own(beats: dict[str, Heartbeat]) -> None:
    assert set(beats) == {
        "sender",
        "files",
        "schedules",
        "reconciler",
        "verifier",
        "mender",
        "operators",
        "people",
        "deadlines",
        "journal",
        "late journal rows",
        "sweep",
        "privacy orders",
        "erasure register",
        "retention",
    }


def test_the_journal_is_sealed_by_itself(beats: dict[str, Heartbeat], db: Database, world: World) -> None:
    with db.transaction() as session:
        journal.record(session, now=T0, actor_id=None, action="x.y", thing="x", thing_id=1)
    beats["journal"].beat()
    with db.reading() as session:
        assert not chain.waiting(session, everything=True)
        assert chain.head(session).position > 0
