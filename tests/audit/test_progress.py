"""Weekly targets and capacities: what Home shows of them, and that the next ticket comes from where one is missing."""

from datetime import timedelta

import pytest

from qabot.audit import progress
from qabot.audit.progress import QueueProgress
from qabot.db import Database
from qabot.people.models import Person, Queue
from tests.audit.conftest import Audits
from tests.audit.sheets import reads
from tests.driver import Driver
from tests.factories import slack_id
from tests.fakes import FakeSlack
from tests.times import T0

MONDAY = T0.replace(hour=0)


def target(db: Database, queue_id: int, audits: int | None) -> None:
    with db.transaction() as session:
        session.get_one(Queue, queue_id).weekly_target = audits


def next_reference(audits: Audits, auditor: str) -> str:
    return audits.sheet(audits.next(auditor)).reference


def test_home_shows_how_far_the_week_is(audits: Audits, db: Database, bolt: Driver, slack: FakeSlack) -> None:
    target(db, 1, 10)
    target(db, 3, 2)
    with db.transaction() as session:
        session.get_one(Person, audits.world.people["arun"]).weekly_capacity = 8
    audits.complete("arun", "T-1001")
    audits.complete("bea", "T-1002")
    bolt.opens_home("arun")
    shown = reads(slack.homes[slack_id("arun")])
    assert "You submitted 1 of 8 audits this week." in shown
    assert "All auditors together this week: Login 2 of 10 · Refunds 0 of 2" in shown
    bolt.opens_home("bea")
    shown = reads(slack.homes[slack_id("bea")])
    assert "You submitted 1 audit this week." in shown
    assert "Login 2 of 10" in shown
    assert "Refunds" not in shown


def test_what_counts_is_out_and_of_this_week(audits: Audits, db: Database) -> None:
    target(db, 1, 10)
    audits.complete("arun", "T-1001", at=T0 - timedelta(days=3))
    audits.complete("arun", "T-1002")
    audits.pick("bea", "T-1001")
    with db.reading() as session:
        found = progress.of_queues(session, audits.actor("arun"), since=MONDAY)
    assert found == [QueueProgress(1, "Login", 1, 10)]


@pytest.mark.parametrize(("queue", "reference"), [(1, "T-1001"), (2, "T-1003"), (3, "T-2001")])
def test_the_next_ticket_is_of_a_queue_below_its_target(
    audits: Audits, db: Database, queue: int, reference: str
) -> None:
    target(db, queue, 1)
    assert next_reference(audits, "arun") == reference


def test_a_queue_that_has_what_it_wants_waits_its_turn(audits: Audits, db: Database) -> None:
    """Maya was audited once and Tom never, so that without a target left it is Tom's turn."""
    target(db, 1, 1)
    target(db, 2, 1)
    audits.complete("bea", "T-1001")
    assert next_reference(audits, "arun") == "T-1003"
    target(db, 2, None)
    assert next_reference(audits, "nora") == "T-2001"
