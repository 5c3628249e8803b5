"""`/qa-privacy` through the real Bolt app: what the officers do, what they see, and what others are told."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from qabot.app import Qabot
from qabot.db import Database
from qabot.journal import JournalRow
from qabot.keeping import messages, queries
from qabot.keeping.models import LegalHold, PrivacyOrder
from qabot.keeping.rules import HoldState
from qabot.slack.port import NotSent, Refused, Unknown
from scheduler import files
from tests.audit.auditor import chosen
from tests.audit.conftest import Audits
from tests.audit.sheets import buttons
from tests.driver import Ack, Driver
from tests.factories import slack_id
from tests.fakes import FakeSlack
from tests.keeping.conftest import Keeping, everything
from tests.times import Clock

MAIL = "canary.bird@example.com"


class Officers:
    def __init__(self, bolt: Driver, slack: FakeSlack, qabot: Qabot, clock: Clock, beat: Callable[[], None]) -> None:
        self.bolt, self.slack, self.qabot, self.clock, self.beat = bolt, slack, qabot, clock, beat

    def told(self) -> None:
        for _ in range(4):
            self.clock.forward(minutes=1)
            self.beat()
            self.qabot.sender.run()

    def fills(self, by: str, word: str, **fields: dict[str, Any]) -> Ack:
        """Open a form by its word and submit it with these fields."""
        self.bolt.command(by, messages.COMMAND, word)
        return self.bolt.submit(by, self.slack.opened[-1], fields)

    def last(self, person: str) -> str:
        self.told()
        return self.slack.messages_to(slack_id(person))[-1].text

    def presses(self, person: str, button: str) -> Ack:
        self.told()
        cards = [message for message in self.slack.messages_to(slack_id(person)) if message.blocks]
        element = buttons(cards[-1].blocks)[button]
        return self.bolt.click(person, element["action_id"], element["value"])


def about(person_id: int) -> dict[str, Any]:
    return {messages.PERSON: chosen(str(person_id))}


def because(reason: str = "A claim at court.") -> dict[str, Any]:
    return {messages.REASON: {"value": reason}}


@pytest.fixture
def officers(bolt: Driver, slack: FakeSlack, qabot: Qabot, clock: Clock, orders_beat: Callable[[], None]) -> Officers:
    return Officers(bolt, slack, qabot, clock, orders_beat)


def shown(ack: Ack) -> str:
    return str(ack.view["blocks"])


def test_help_and_unknown_words(officers: Officers) -> None:
    for word in ("hold", "release", "export", "erase", "retention", "help"):
        assert f"`/qa-privacy {word}`" in officers.bolt.command("sol", messages.COMMAND, "help").text
    assert "Did you mean `/qa-privacy erase`?" in officers.bolt.command("sol", messages.COMMAND, "earse").text
    assert "I don't know “sing”" in officers.bolt.command("sol", messages.COMMAND, "sing").text


@pytest.mark.parametrize("word", ["", "hold", "release", "export", "erase", "retention"])
def test_others_are_refused_in_words_and_in_the_journal(officers: Officers, db: Database, word: str) -> None:
    for person in ("maya", "quinn", "ada"):
        assert "Only security officers" in officers.bolt.command(person, messages.COMMAND, word).text
    with db.reading() as session:
        refused = session.execute(select(JournalRow).where(JournalRow.action == "access.refused")).scalars().all()
    assert [row.detail["name"] for row in refused] == [f"/qa-privacy {word}".rstrip()] * 3


def test_a_hold_is_asked_for_confirmed_and_released(officers: Officers, db: Database) -> None:
    ack = officers.fills("sol", "hold", person=about(1), reason=because())
    assert "as soon as Ada Example or Sara Example confirms" in shown(ack)
    card = officers.last("ada")
    assert "Sol Example asks to put a legal hold on *all data of Maya Example*." in card
    assert "> A claim at court." in card
    officers.presses("ada", "Confirm hold")
    assert "Confirmed by Ada Example" in officers.last("ada")
    assert "Confirmed by Ada Example" in officers.last("sol")
    assert "Confirmed by Ada Example" in officers.last("sara"), "nobody else is left with buttons"
    assert "All data of Maya Example: active" in officers.bolt.command("sara", messages.COMMAND).text

    ack = officers.fills(
        "sara", "release", hold={messages.HOLD_CHOICE: chosen("1")}, reason=because("The claim is settled.")
    )
    assert "until Ada Example or Sol Example confirms" in shown(ack)
    officers.presses("sol", "Confirm release")
    assert "It holds no more." in officers.last("sara")
    assert "There are no legal holds." in officers.bolt.command("sara", messages.COMMAND).text
    with db.reading() as session:
        assert session.execute(select(LegalHold.state)).scalar_one() == HoldState.RELEASED


def test_a_hold_waits_on_home(officers: Officers, slack: FakeSlack) -> None:
    officers.fills("sol", "hold", person=about(1), reason=because())
    for person in ("ada", "sara", "sol", "quinn"):
        officers.bolt.opens_home(person)
    waits = {
        person for person in ("ada", "sara", "sol", "quinn") if "Legal holds" in str(slack.homes[slack_id(person)])
    }
    assert waits == {"ada", "sara"}
    button = buttons(slack.homes["UADA"]["blocks"])["Confirm hold"]
    officers.bolt.click("ada", button["action_id"], button["value"], home=True)
    officers.told()
    assert "Legal holds" not in str(slack.homes["UADA"])
    assert "Legal holds" not in str(slack.homes["USARA"])


def test_a_hold_that_is_declined(officers: Officers) -> None:
    officers.fills("sol", "hold", person=about(1), reason=because())
    officers.presses("sara", "Decline hold")
    assert "Declined by Sara Example" in officers.last("sol")
    assert "It does not hold." in officers.last("sol")


def test_a_hold_on_an_audit_is_found_by_its_ticket(officers: Officers, audits: Audits, slack: FakeSlack) -> None:
    audit_id = audits.complete("arun", "T-1001")
    officers.bolt.command("sol", messages.COMMAND, "hold")
    view = slack.opened[-1]
    assert officers.bolt.options("sol", messages.AUDIT, "t-10", view=view) == [str(audit_id)]
    chosen_audit = {messages.AUDIT: chosen(str(audit_id))}
    ack = officers.bolt.submit("sol", view, {"audit": chosen_audit, "reason": because()})
    assert ack.body["response_action"] == "update"
    assert "the audit of ticket T-1001" in officers.last("sara")


def test_faults_are_at_their_fields(officers: Officers) -> None:
    assert set(officers.fills("sol", "hold", reason=because()).errors) == {"person"}
    assert set(officers.fills("sol", "hold", person=about(1)).errors) == {"reason"}
    assert set(officers.fills("sol", "hold", person=about(10), reason=because()).errors) == {"person"}
    assert set(officers.fills("sol", "export", reason=because()).errors) == {"person"}
    assert set(officers.fills("sol", "export", person=about(1)).errors) == {"reason"}
    assert set(officers.fills("sol", "erase", person=about(1)).errors) == {"basis"}
    assert "no legal hold that could be released" in officers.bolt.command("sol", messages.COMMAND, "release").text


def test_somebody_who_is_not_there_is_not_found(officers: Officers) -> None:
    for chosen_id in (999, 0):
        ack = officers.fills("sol", "export", person=about(chosen_id), reason=because())
        assert queries.NO_PERSON in str(ack.body)


def test_people_are_found_by_name(officers: Officers, slack: FakeSlack, kept: Keeping) -> None:
    officers.bolt.command("sol", messages.COMMAND, "export")
    view = slack.opened[-1]
    assert officers.bolt.options("sol", messages.PERSON, "MAY", view=view) == ["1"]
    assert officers.bolt.options("quinn", messages.PERSON, "MAY", view=view) == []
    kept.erase("maya")
    assert officers.bolt.options("sol", messages.PERSON, "MAY", view=view) == []


def test_an_export_comes_as_a_file(officers: Officers, slack: FakeSlack, db: Database) -> None:
    ack = officers.fills("sol", "export", person=about(1), reason=because(f"She asked, from {MAIL}."))
    assert "We removed 1 e-mail address" in shown(ack)
    officers.told()
    [file] = slack.files_of(slack.messages_to("USOL")[-1])
    assert file.name == "export-1.json"
    assert json.loads(file.content)["person"]["name"] == "Maya Example"
    assert MAIL not in everything(db)
    officers.told()
    assert len(slack.there) == 1
    with db.reading() as session:
        assert session.execute(select(PrivacyOrder.state)).scalar_one() == "done"


def test_an_export_is_tried_again_and_then_given_up_in_words(officers: Officers, slack: FakeSlack) -> None:
    officers.fills("sol", "export", person=about(1), reason=because())
    slack.faults = [NotSent("no_connection")]
    officers.told()
    assert len(slack.there) == 1
    officers.fills("sol", "export", person=about(2), reason=because())
    slack.faults = [Refused("missing_scope")]
    officers.told()
    assert len(slack.there) == 1
    assert "Slack did not take the file (missing_scope)" in officers.last("sol")


def test_an_export_that_cannot_be_sent_for_an_hour_is_given_up_in_words(officers: Officers, slack: FakeSlack) -> None:
    officers.fills("sol", "export", person=about(1), reason=because())
    slack.faults = [Unknown("some_new_error")] * 500
    for _ in range(14):
        officers.told()
    slack.faults = []
    officers.clock.forward(minutes=5)
    assert "Slack did not take the file (some_new_error)" in officers.last("sol")
    officers.clock.forward(minutes=11)
    for _ in range(2):
        files.sweeping(officers.qabot.database, slack, officers.clock)()
    assert (slack.there, slack.begun) == ({}, {})


def test_an_export_goes_before_the_erasure(officers: Officers, slack: FakeSlack, db: Database) -> None:
    officers.fills("sol", "export", person=about(1), reason=because())
    ack = officers.fills("sol", "erase", person=about(1), basis={messages.BASIS: chosen("left")})
    officers.bolt.submit("sol", ack.view)
    assert "now “Former member 1”" in officers.last("sol")
    [file] = slack.there.values()
    assert json.loads(file.content)["person"]["name"] == "Maya Example"
    with db.reading() as session:
        assert list(session.execute(select(PrivacyOrder.state)).scalars()) == ["done", "done"]


def test_an_export_that_is_held_up_stops_no_erasure(officers: Officers, slack: FakeSlack, clock: Clock) -> None:
    officers.fills("sol", "export", person=about(1), reason=because())
    ack = officers.fills("sol", "erase", person=about(1), basis={messages.BASIS: chosen("left")})
    officers.bolt.submit("sol", ack.view)
    officers.beat()
    clock.forward(minutes=6)
    officers.beat()
    officers.told()
    told = [message.text for message in slack.messages_to("USOL")]
    assert any("now “Former member 1”" in text for text in told)
    assert f"The export that you asked for was not done. {queries.NO_PERSON}" in told
    assert slack.there == {}


def test_the_file_goes_with_the_officer_who_is_erased(officers: Officers, slack: FakeSlack, kept: Keeping) -> None:
    officers.fills("sara", "export", person=about(1), reason=because())
    officers.told()
    assert len(slack.there) == 1
    kept.erase("sara")
    officers.clock.forward(minutes=11)
    files.sweeping(kept.db, slack, officers.clock)()
    assert slack.there == {}


def test_an_erasure_shows_what_goes_and_asks_again(officers: Officers, db: Database, audits: Audits) -> None:
    audits.complete("arun", "T-1001")
    ack = officers.fills("sol", "erase", person=about(1), basis={messages.BASIS: chosen("left")})
    assert "Maya Example" in shown(ack)
    assert "1 audit, with scores and ratings, as those of “Former member 1”" in shown(ack)
    assert "Maya Example" in everything(db), "nothing is erased yet"
    sure = officers.bolt.submit("sol", ack.view)
    assert "is erased within a minute" in shown(sure)
    assert "now “Former member 1”" in officers.last("sol")
    assert "Maya Example" not in everything(db)


def test_an_erasure_against_a_hold_is_refused_at_the_field(officers: Officers, kept: Keeping) -> None:
    kept.hold(person="maya")
    ack = officers.fills("sol", "erase", person=about(1), basis={messages.BASIS: chosen("left")})
    assert "legal hold" in ack.errors["person"]


def test_a_hold_that_comes_before_the_erasure_is_carried_out_wins(
    officers: Officers, kept: Keeping, db: Database
) -> None:
    ack = officers.fills("sol", "erase", person=about(1), basis={messages.BASIS: chosen("left")})
    officers.bolt.submit("sol", ack.view)
    kept.hold(person="maya")
    assert "The erasure that you asked for was not done. There is a legal hold" in officers.last("sol")
    assert "Maya Example" in everything(db)
    with db.reading() as session:
        assert session.execute(select(PrivacyOrder.state)).scalar_one() == "refused"


def test_a_hold_between_the_two_pages_is_told_of(officers: Officers, kept: Keeping) -> None:
    ack = officers.fills("sol", "erase", person=about(1), basis={messages.BASIS: chosen("left")})
    kept.hold(person="maya")
    assert "legal hold" in shown(officers.bolt.submit("sol", ack.view))


def test_nobody_erases_themselves(officers: Officers) -> None:
    ack = officers.fills("sol", "erase", person=about(10), basis={messages.BASIS: chosen("left")})
    assert "another security officer" in ack.errors["person"]


def test_retention_is_shown(officers: Officers) -> None:
    text = officers.bolt.command("sol", messages.COMMAND, "retention").text
    assert "Comments and reasons in audits and disputes: 730 days, none due now." in text
    assert "the journal" in text


def test_who_was_erased_is_a_stranger(officers: Officers, kept: Keeping) -> None:
    kept.erase("maya")
    assert "I don't know you yet" in officers.bolt.command("maya", "/qa-audit").text
