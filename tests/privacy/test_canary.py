"""What was typed into any field of any form, and is not to be kept, is nowhere behind the guard."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from qabot.access import Role
from qabot.app import Qabot
from qabot.audit import messages, messages_correction, messages_pick
from qabot.db import Database
from qabot.dispute import messages as dispute
from qabot.dispute import messages_asking, messages_escalation, messages_revisions
from qabot.keeping import messages as privacy
from qabot.people import messages as admin
from qabot.people.models import RoleGrant
from qabot.scorecard import messages as scorecard
from qabot.tables import METADATA
from tests.audit.auditor import Auditor, chosen
from tests.driver import Driver
from tests.factories import PEOPLE
from tests.fakes import FakeSlack
from tests.programme.conftest import CARD
from tests.times import Clock

Disputing = Callable[[Driver, FakeSlack, Qabot, Clock], None]
CANARIES = ("canary.bird@example.com", "4111 1111 1111 1111", "xoxb-1234567890-canarytoken")
TYPED = "Wrote to {}, paid with {}, logged in with {}.".format(*CANARIES)


def typed_fields(view: dict[str, Any]) -> list[tuple[str, str]]:
    """Every field of a form that takes free text, by block and action."""
    inputs = [block for block in view.get("blocks", []) if block["type"] == "input"]
    return [
        (block["block_id"], block["element"]["action_id"])
        for block in inputs
        if block["element"]["type"].endswith("_input")
    ]


def type_everywhere(person: Auditor) -> int:
    """Fill every free field that is before this person, tell of each letter, and count them."""
    fields = typed_fields(person.view)
    for block, action in fields:
        person.values[block] = {action: {"value": TYPED}}
        person.clicks(action, block_id=block)
        if action == messages.MESSAGE:
            # Slack's client submits nothing but a number.
            person.values[block] = {action: {"value": "4"}}
    return len(fields)


def everything(db: Database) -> str:
    """The whole database, as somebody with its file would read it."""
    with db.reading() as session:
        rows = [row for table in METADATA.tables.values() for row in session.execute(select(table))]
    return "\n".join(str(tuple(row)) for row in rows)


@pytest.fixture
def arun(bolt: Driver, slack: FakeSlack) -> Auditor:
    return Auditor("arun", bolt, slack)


def _type_into_disputes(bolt: Driver, slack: FakeSlack, qabot: Qabot, clock: Clock) -> None:
    """Fill each form of a dispute: one is withdrawn and opened again, then decided; the other audit's is conceded."""
    _fill(bolt, slack, "maya", messages.DISPUTE, "1")
    bolt.click("maya", messages.WITHDRAW, "1")
    _fill(bolt, slack, "maya", messages.DISPUTE, "1")
    _fill(bolt, slack, "arun", dispute.CONCEDE, "2", fields=1)
    clock.forward(minutes=1)
    qabot.sender.run()


def _decide_a_dispute(bolt: Driver, slack: FakeSlack, qabot: Qabot, clock: Clock) -> None:
    _fill(bolt, slack, "maya", messages.DISPUTE, "1")
    _fill(bolt, slack, "quinn", dispute.DECIDE, "1")
    clock.forward(minutes=1)
    qabot.sender.run()


def _type_into_admin(bolt: Driver, slack: FakeSlack) -> None:
    """Names are refused, not masked; what is typed for an address is one, or it is refused."""
    for word, button, fields in (("people", admin.ADD_PERSON, 3), ("queues", admin.ADD_QUEUE, 1)):
        bolt.command("ada", admin.COMMAND, word)
        bolt.click("ada", button, view=slack.opened[-1])
        view = slack.updated[-1][1]
        typed = typed_fields(view)
        assert len(typed) == fields
        values = {block: {action: {"value": TYPED}} for block, action in typed} | {
            "site": {admin.SITE: {"selected_option": {"value": "1"}}},
            "lob": {admin.LOB: {"selected_option": {"value": "1"}}},
        }
        assert bolt.submit("ada", view, values).errors
    bolt.command("ada", admin.COMMAND, TYPED)
    bolt.options("ada", admin.PERSON, TYPED, view=slack.opened[-1])


def _escalate_ask_and_correct(bolt: Driver, slack: FakeSlack, qabot: Qabot, clock: Clock) -> None:
    _fill(bolt, slack, "maya", messages_asking.ASK, "1", fields=1)
    _fill(bolt, slack, "arun", messages_asking.ANSWER, "1", fields=1)
    _fill(bolt, slack, "arun", messages_correction.CORRECT, "1", fields=5, option=1)
    with qabot.database.transaction() as session:
        session.add(RoleGrant(person_id=_id_of("max"), role=Role.QA_LEAD.value))
    _fill(bolt, slack, "maya", messages.DISPUTE, "1", fields=4)
    _fill(bolt, slack, "quinn", dispute.DECIDE, "1", fields=4)
    _fill(bolt, slack, "maya", messages_escalation.ESCALATE, "1", fields=1)
    _fill(bolt, slack, "max", dispute.DECIDE, "1", fields=4)
    bolt.click("maya", messages_revisions.REVISIONS, "1")
    for _ in range(5):
        clock.forward(minutes=1)
        qabot.sender.run()


def _id_of(key: str) -> int:
    return next(number for number, person in enumerate(PEOPLE, 1) if person[0] == key)


def _fill(
    bolt: Driver, slack: FakeSlack, person: str, button: str, value: str, *, fields: int = 3, option: int = 0
) -> None:
    """Open a form, choose the best of each list, or another one, type into every field, and submit."""
    bolt.click(person, button, value)
    view = slack.opened[-1]
    typed = typed_fields(view)
    assert len(typed) == fields
    values = {block: {action: {"value": TYPED}} for block, action in typed}
    for block in view["blocks"]:
        if block["type"] == "input" and block["element"]["type"] == "static_select":
            values[block["block_id"]] = {
                block["element"]["action_id"]: {"selected_option": block["element"]["options"][option]}
            }
    assert bolt.submit(person, view, values).body["response_action"] == "update"


def _type_into_privacy_forms(bolt: Driver, slack: FakeSlack) -> None:
    """A hold, its release, and an export, each with a reason."""
    for word, fields in (
        ("hold", about(2)),
        ("release", {"hold": {privacy.HOLD_CHOICE: chosen("1")}}),
        ("export", about(2)),
    ):
        bolt.command("sol", privacy.COMMAND, word)
        view = slack.opened[-1]
        [(block, action)] = typed_fields(view)
        ack = bolt.submit("sol", view, {**fields, block: {action: {"value": TYPED}}})
        assert ack.body["response_action"] == "update"
        bolt.click("sara", privacy.CONFIRM_HOLD, "1")


def about(person_id: int) -> dict[str, Any]:
    return {"person": {privacy.PERSON: chosen(str(person_id))}}


@pytest.mark.parametrize("dispute_it", [_type_into_disputes, _decide_a_dispute, _escalate_ask_and_correct])
def test_a_canary_is_nowhere(
    dispute_it: Disputing, arun: Auditor, bolt: Driver, qabot: Qabot, db: Database, slack: FakeSlack, clock: Clock
) -> None:
    with capture_logs() as logged:
        arun.types()
        for criterion in ("identity", "privacy"):
            arun.rates(criterion, "0")
            arun.explains(criterion, "associate_knowledge", "")
        assert type_everywhere(arun) == 4
        arun.goes_on()
        arun.rates("answer", "0")
        arun.explains("answer", "tool_or_bug", "")
        assert type_everywhere(arun) == 2
        arun.goes_on()
        arun.submits()
        clock.forward(minutes=1)
        qabot.sender.run()
        dispute_it(bolt, slack, qabot, clock)
        _type_into_admin(bolt, slack)
        _type_into_privacy_forms(bolt, slack)
        clock.forward(minutes=1)
        qabot.sender.run()
        _import_a_scorecard(bolt, slack)
        bolt.command("maya", "/qa-audit", TYPED)
        bolt.command("quinn", "/qa-digest", TYPED)
        bolt.command("sol", privacy.COMMAND, TYPED)
        bolt.shortcut("arun", messages_pick.THIS_TICKET, {"text": f"{TYPED} T-1002"})
        bolt.options("arun", messages.TICKET, TYPED, view=_pick_form(arun))
        for person in ("maya", "arun"):
            bolt.opens_home(person)

    shown = str([slack.opened, slack.pushed, slack.updated, slack.homes, slack.posts, slack.responses])
    kept, told = everything(db), str(logged)
    assert "[e-mail removed]" in kept
    assert "[e-mail removed]" in shown
    for canary in CANARIES:
        for where, text in {"database": kept, "Slack": shown, "log": told}.items():
            assert canary not in text, f"{canary} is in the {where}"


def _import_a_scorecard(bolt: Driver, slack: FakeSlack) -> None:
    """Into a name, where it is refused, and into the file's own."""
    bolt.command("ada", "/qa-audit", "scorecards")
    bolt.click("ada", scorecard.IMPORT, view=slack.opened[-1])
    slack.files["https://files.slack.com/1"] = CARD.replace("Be kind", TYPED).replace("weight: 60", TYPED).encode()
    file = {"name": f"{CANARIES[0]}.yml", "url_private": "https://files.slack.com/1"}
    upload = {scorecard.FILE_BLOCK: {scorecard.FILE: {"files": [file]}}}
    ack = bolt.submit("ada", slack.updated[-1][1], upload)
    assert "Nothing was imported" in str(ack.view)
    slack.opened.append(ack.view)


def _pick_form(person: Auditor) -> dict[str, Any]:
    person.types("start")
    return person.view
