"""An outbox in trouble, and a sender to make it so."""

import pytest

from qabot.db import Database
from tests.factories import World
from tests.fakes import FakeSlack
from tests.outbox.conftest import Office
from tests.times import Clock


@pytest.fixture
def office(db: Database, world: World, slack: FakeSlack, clock: Clock) -> Office:
    return Office(db, slack, clock)
