"""Home shows what matters to this person now, and is published again when that changes."""

import pytest

from qabot import home
from qabot.app import Qabot
from qabot.audit import messages_home, messages_list
from qabot.db import Database
from qabot.slack import blocks
from tests.driver import Driver
from tests.factories import World, slack_id
from tests.fakes import FakeSlack
from tests.times import T0


def shown(slack: FakeSlack, person: str) -> str:
    return str(slack.homes[slack_id(person)]["blocks"])


def test_an_auditor_sees_what_waits(bolt: Driver, slack: FakeSlack) -> None:
    bolt.opens_home("arun")
    assert "4 tickets wait for you" in shown(slack, "arun")
    assert "Your audits" not in shown(slack, "arun")


def test_an_auditor_of_one_line_of_business_sees_its_tickets_only(bolt: Driver, slack: FakeSlack) -> None:
    bolt.opens_home("bea")
    assert "3 tickets wait for you" in shown(slack, "bea")


def test_an_associate_sees_their_results(bolt: Driver, slack: FakeSlack) -> None:
    bolt.opens_home("maya")
    assert "Your audits" in shown(slack, "maya")
    assert "Audits to score" not in shown(slack, "maya")


def test_who_is_both_sees_both(bolt: Driver, slack: FakeSlack) -> None:
    bolt.opens_home("nora")
    assert "Audits to score" in shown(slack, "nora")
    assert "Your audits" in shown(slack, "nora")


def test_who_has_nothing_to_do_is_told_so(bolt: Driver, slack: FakeSlack) -> None:
    bolt.opens_home("max")
    assert "There is nothing for you here yet" in shown(slack, "max")


def test_an_admin_is_told_of_their_command(bolt: Driver, slack: FakeSlack) -> None:
    bolt.opens_home("ada")
    assert "/qa-admin help" in shown(slack, "ada")
    bolt.opens_home("max")
    assert "/qa-admin" not in shown(slack, "max")


def test_a_stranger_is_told_whom_to_ask(bolt: Driver, slack: FakeSlack) -> None:
    ack = bolt.opens_home("stranger")
    assert ack.status == 200
    assert "Ask an admin" in shown(slack, "stranger")


def test_a_draft_appears_as_soon_as_it_is_there(bolt: Driver, slack: FakeSlack, qabot: Qabot) -> None:
    bolt.command("arun", "/qa-audit")
    qabot.sender.run()
    assert "Continue" in shown(slack, "arun")


@pytest.mark.parametrize("person", ["maya", "arun"])
def test_it_never_outgrows_what_slack_takes(db: Database, world: World, person: str) -> None:
    with db.reading() as session:
        view = home.render_for_slack_user(session, slack_id(person), T0)
    assert view is not None
    assert len(view["blocks"]) <= 100


def test_all_audits_are_one_click_away(bolt: Driver, slack: FakeSlack) -> None:
    bolt.opens_home("arun")
    assert "All audits" in shown(slack, "arun")
    bolt.click("arun", messages_list.OPEN)
    assert slack.opened[-1]["callback_id"] == messages_list.FORM
    bolt.opens_home("max")
    assert "All audits" not in shown(slack, "max")


def test_what_is_always_there_stays_however_much_there_is(
    bolt: Driver, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [blocks.section(f"Line {number}") for number in range(150)]
    monkeypatch.setattr(messages_home, "auditor", lambda _home: many)
    bolt.opens_home("arun")
    assert len(slack.homes[slack_id("arun")]["blocks"]) == blocks.VIEW_BLOCKS
    assert "All audits" in shown(slack, "arun")
    assert home.HELP in shown(slack, "arun")
