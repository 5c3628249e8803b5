"""Deliveries overtake each other: what left earlier and arrives later changes nothing that is newer."""

import itertools

import pytest

from qabot.audit import messages
from qabot.slack.port import Refused
from tests.audit.auditor import Auditor, chosen
from tests.audit.conftest import Audits
from tests.audit.sheets import block_ids, reads
from tests.audit.test_handlers import only_audit
from tests.driver import Driver
from tests.fakes import FakeSlack

NUMBERS = itertools.count(1)


@pytest.fixture
def arun(bolt: Driver, slack: FakeSlack) -> Auditor:
    return Auditor("arun", bolt, slack)


def arrives_late(bolt: Driver, position: int) -> None:
    """A request that was sent before, as if it came only now: with a trigger of its own, so that it is not a repeat."""
    bolt.deliver({**bolt.sent[position], "trigger_id": f"late-{next(NUMBERS)}"})


def level(audits: Audits, criterion: str) -> int | None:
    return audits.sheet(only_audit(audits)).ratings[criterion].level


def test_the_older_click_at_a_criterion_does_not_win(arun: Auditor, audits: Audits, bolt: Driver) -> None:
    arun.types()
    arun.rates("privacy", "1")
    arun.rates("privacy", "0")
    arrives_late(bolt, -2)
    assert level(audits, "privacy") == 0


def test_a_late_click_brings_no_old_values_of_its_neighbours(arun: Auditor, audits: Audits, bolt: Driver) -> None:
    arun.types()
    arun.rates("identity", "1")
    arun.rates("privacy", "0")
    arun.values["rating:identity"] = {messages.RATE: chosen("0")}
    arun.clicks(messages.RATE, block_id="rating:identity")
    arrives_late(bolt, -2)
    assert (level(audits, "identity"), level(audits, "privacy")) == (0, 0)


def test_a_click_that_comes_after_the_page_was_left_says_nothing(arun: Auditor, audits: Audits, bolt: Driver) -> None:
    arun.types()
    arun.rates("privacy", "0")
    arun.values["rating:privacy"] = {messages.RATE: chosen("1")}
    arun.goes_on()
    assert "Section 2 of 2" in reads(arun.view)
    arrives_late(bolt, 1)
    assert level(audits, "privacy") == 1


def test_two_quick_clicks_at_a_page_are_both_to_be_seen(arun: Auditor, audits: Audits, slack: FakeSlack) -> None:
    arun.types()
    slack.faults = [Refused("hash_conflict")]
    arun.rates("privacy", "0")
    assert "comment:privacy" in block_ids(arun.view)
    assert slack.hashes == [None]


def test_what_changed_while_the_page_was_drawn_again_is_drawn_too(
    arun: Auditor, audits: Audits, bolt: Driver, slack: FakeSlack
) -> None:
    arun.types()
    other = Auditor("arun", bolt, slack, arun.view)
    slack.faults = [Refused("hash_conflict")]
    slack.meanwhile = [None, lambda: other.rates("identity", "0")]
    arun.rates("privacy", "0")
    assert {"comment:identity", "comment:privacy"} <= set(block_ids(slack.updated[-1][1]))


def test_a_page_that_was_left_meanwhile_does_not_come_back(arun: Auditor, slack: FakeSlack) -> None:
    arun.types()
    slack.faults = [Refused("hash_conflict")]
    slack.meanwhile = [arun.goes_on]
    arun.rates("privacy", "1")
    assert slack.updated == []
    assert "Section 2 of 2" in reads(arun.view)


def test_a_click_at_no_criterion_changes_nothing(arun: Auditor, audits: Audits) -> None:
    arun.types()
    arun.values["rating:privacy"] = {messages.RATE: chosen("0")}
    arun.clicks(messages.RATE, block_id="elsewhere")
    assert "privacy" not in audits.sheet(only_audit(audits)).ratings
