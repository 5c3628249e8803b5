"""What every test can ask for: a database of each kind, a department, a strict fake Slack, and the real Bolt app."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from slack_sdk import WebClient

from qabot.app import Qabot, assemble, bolt_app
from qabot.db import Database
from tests import databases, factories
from tests.driver import Driver
from tests.fakes import FakeSlack
from tests.times import Clock


def pytest_configure(config: pytest.Config) -> None:
    # By itself structlog paints each traceback, with all that its frames hold: that takes longer than most tests.
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])
    if not hasattr(config, "workerinput"):
        databases.prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.remove()


@pytest.fixture(params=databases.BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from databases.fresh(request.param, tmp_path)


@pytest.fixture(params=databases.BACKENDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from databases.empty(request.param, tmp_path)


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def world(db: Database) -> factories.World:
    return factories.make_world(db)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack() -> FakeSlack:
    return FakeSlack()


@pytest.fixture
def qabot(db: Database, slack: FakeSlack, clock: Clock) -> Qabot:
    """The bot, wired up as in production but for Slack; nothing of it runs by itself."""
    # Bolt must not reach anything: the port is closed, and whatever is said goes through the fake.
    client = WebClient(base_url="http://127.0.0.1:9/api/")
    bolt = bolt_app("xoxb-test", None, client=client, identity=slack.identity())
    return assemble(db, slack, bolt, now=clock)


@pytest.fixture
def bolt(qabot: Qabot, world: factories.World, slack: FakeSlack) -> Driver:
    return Driver(qabot.bolt, slack)
