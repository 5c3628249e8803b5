"""The edge between Slack and the handlers: everybody gets one answer, and each request has one effect."""

import pytest
from sqlalchemy import select

from handlers import requests
from qabot.db import Database
from qabot.errors import InvalidInput, NotAllowed
from qabot.outbox import OutboxRow
from qabot.slack import blocks
from qabot.slack.port import Message, NotSent, Refused, Unknown
from tests.driver import Ack
from tests.edge.conftest import Desk
from tests.factories import World, slack_id
from tests.fakes import TEAM, FakeSlack

VIEW = blocks.modal("Form", [blocks.section("Hello")], callback_id="form", submit="Save")


def test_an_answer_to_a_command_is_seen_by_the_asker_only(desk: Desk) -> None:
    desk.then = requests.say(Message("Hello"))
    ack = desk.driver.command("maya", "/desk")
    assert ack.body == {"response_type": "ephemeral", "text": "Hello"}


def test_a_stranger_is_told_what_to_do(desk: Desk) -> None:
    ack = desk.driver.command("stranger", "/desk")
    assert "I don't know you yet" in ack.text
    assert desk.effects() == 0


def test_a_refusal_is_a_sentence_and_leaves_nothing_behind(desk: Desk) -> None:
    desk.then = NotAllowed("Only leads may do this.")
    assert desk.driver.command("maya", "/desk").text == "Only leads may do this."
    assert desk.effects() == 0


def test_who_tried_what_they_may_not_do_is_in_the_journal(desk: Desk, world: World) -> None:
    desk.then = NotAllowed("Only leads may do this.")
    desk.driver.click("maya", "press")
    [row] = desk.refusals()
    assert (row.actor_id, row.detail) == (world.people["maya"], {"kind": "action", "name": "press"})


def test_a_stranger_is_in_the_journal_without_an_id(desk: Desk) -> None:
    desk.driver.command("stranger", "/desk")
    [row] = desk.refusals()
    assert (row.actor_id, row.thing_id) == (None, 0)


def test_a_wrong_field_is_told_at_the_field_and_can_be_corrected(desk: Desk) -> None:
    desk.then = InvalidInput("Wrong.", {"name": "Please type a name."})
    ack = desk.driver.submit("maya", VIEW)
    assert ack.body == {"response_action": "errors", "errors": {"name": "Please type a name."}}
    desk.then = requests.nothing()
    assert desk.driver.again().body == {}
    assert desk.effects() == 1


def test_a_refused_submission_keeps_the_form_below_the_sentence(desk: Desk) -> None:
    desk.then = NotAllowed("Only leads may do this.")
    ack = desk.driver.submit("maya", VIEW)
    assert ack.body["response_action"] == "push"
    assert "Only leads may do this." in str(ack.view["blocks"])


def test_a_refused_click_in_a_message_is_told_to_the_clicker_only(desk: Desk, slack: FakeSlack) -> None:
    desk.then = NotAllowed("Only leads may do this.")
    desk.driver.click("maya", "press")
    assert [message.text for message in slack.responses] == ["Only leads may do this."]


def test_a_refused_click_in_a_modal_opens_a_notice_above_it(desk: Desk, slack: FakeSlack) -> None:
    desk.then = NotAllowed("Only leads may do this.")
    desk.driver.click("maya", "press", view=VIEW)
    assert "Only leads may do this." in str(slack.pushed)


def test_a_refused_click_on_home_opens_a_notice(desk: Desk, slack: FakeSlack) -> None:
    desk.then = NotAllowed("Only leads may do this.")
    desk.driver.click("maya", "press", home=True)
    assert "Only leads may do this." in str(slack.opened)


@pytest.mark.parametrize("what", ["command", "click", "submit", "event"])
def test_the_same_request_twice_has_one_effect_and_the_same_answer(desk: Desk, what: str) -> None:
    desk.then = requests.say(Message("Done."))
    first = send(desk, what)
    second = desk.driver.again()
    assert (first.status, first.body) == (second.status, second.body)
    assert desk.effects() == 1


def test_two_different_clicks_have_two_effects(desk: Desk) -> None:
    desk.driver.click("maya", "press")
    desk.driver.click("maya", "press")
    assert desk.effects() == 2


@pytest.mark.parametrize("what", ["command", "click", "submit"])
def test_a_broken_handler_answers_with_a_reference_and_saves_nothing(
    desk: Desk, slack: FakeSlack, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk.then = RuntimeError("a secret thought")
    ack = send(desk, what)
    told = str(ack.body) + "".join(message.text for message in slack.responses)
    assert ack.status == 200
    assert "Something went wrong on my side" in told
    assert "a secret thought" not in told
    assert desk.effects() == 0


def test_a_broken_event_is_sent_again_by_slack(desk: Desk) -> None:
    desk.then = RuntimeError("broken")
    assert send(desk, "event").status == 500
    desk.then = requests.nothing()
    assert desk.driver.again().status == 200
    assert desk.effects() == 1


def test_a_form_that_slack_shows_too_late_is_said_in_words(desk: Desk, slack: FakeSlack) -> None:
    desk.then = requests.open_modal(VIEW)
    slack.faults = [Refused("expired_trigger_id")]
    assert "Slack did not show the form in time" in desk.driver.command("maya", "/desk").text


def test_a_form_that_slack_refuses_is_said_with_its_code(desk: Desk, slack: FakeSlack) -> None:
    desk.then = requests.open_modal(VIEW)
    slack.faults = [Refused("invalid_blocks")]
    assert "Slack refused to show the form (invalid_blocks)" in desk.driver.command("maya", "/desk").text


def test_a_click_whose_form_did_not_open_is_answered_where_it_was_made(desk: Desk, slack: FakeSlack) -> None:
    desk.then = requests.open_modal(VIEW)
    slack.faults = [NotSent("no_connection")]
    desk.driver.click("maya", "press")
    assert ["Slack did not show the form in time" in told.text for told in slack.responses] == [True]


def test_a_home_that_was_not_shown_is_published_later(desk: Desk, slack: FakeSlack) -> None:
    desk.then = requests.publish(blocks.home([blocks.section("Hello")]))
    slack.faults = [Unknown("timeout")]
    assert desk.driver.opens_home("maya").status == 200
    with desk.db.reading() as session:
        waiting = session.execute(select(OutboxRow.kind, OutboxRow.target)).all()
    assert [tuple(row) for row in waiting] == [("home", slack_id("maya"))]


def test_what_was_saved_but_not_shown_is_told_so(desk: Desk, slack: FakeSlack) -> None:
    desk.then = requests.open_modal(VIEW)
    slack.faults = [RuntimeError("nobody foresaw it")]
    told = desk.driver.command("maya", "/desk").text
    assert "was saved, but I could not show it" in told
    assert desk.effects() == 1


def test_a_form_that_was_closed_meanwhile_is_no_fault(desk: Desk, slack: FakeSlack) -> None:
    desk.then = requests.replace(VIEW)
    slack.faults = [Refused("not_found")]
    ack = desk.driver.click("maya", "press", view=VIEW)
    assert (ack.status, ack.body) == (200, {})


def test_a_redrawn_form_does_not_come_back_over_what_took_its_place(desk: Desk, slack: FakeSlack) -> None:
    desk.then = requests.redraw(VIEW)
    desk.driver.click("maya", "press", view=VIEW)
    assert slack.hashes == [desk.driver.sent[-1]["view"]["hash"]]
    desk.then = requests.replace(VIEW)
    desk.driver.click("maya", "press", view=VIEW)
    assert slack.hashes[-1] is None


def test_another_workspace_is_not_answered(desk: Desk) -> None:
    desk.driver.command("maya", "/desk")
    foreign = desk.driver.sent[-1] | {"team_id": "T0OTHER", "trigger_id": "foreign"}
    desk.driver.deliver(foreign)
    assert desk.effects() == 1


def test_a_request_of_no_kind_with_no_view_is_told_that_it_cannot_be_read(desk: Desk) -> None:
    """Bolt itself stumbles over it."""
    assert desk.driver.deliver({"type": None, "view": None, "team_id": TEAM}).status == 400


def test_a_person_who_left_is_refused_at_the_next_click(desk: Desk, db: Database) -> None:
    from qabot.people.models import Person

    with db.transaction() as session:
        session.query(Person).filter_by(slack_user_id=slack_id("maya")).update({"active": False})
    assert "I don't know you yet" in desk.driver.command("maya", "/desk").text


def send(desk: Desk, what: str) -> Ack:
    if what == "command":
        return desk.driver.command("maya", "/desk")
    if what == "click":
        return desk.driver.click("maya", "press")
    if what == "submit":
        return desk.driver.submit("maya", VIEW)
    return desk.driver.opens_home("maya")
