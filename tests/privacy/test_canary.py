"""What was typed into any field of any form, and is not to be kept, is nowhere behind the guard."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from qabot.app import Qabot
from qabot.audit import messages
from qabot.db import Database
from qabot.dispute import messages as dispute
from qabot.tables import METADATA
from tests.audit.auditor import Auditor
from tests.driver import Driver
from tests.fakes import FakeSlack
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


def _fill(bolt: Driver, slack: FakeSlack, person: str, button: str, value: str, *, fields: int = 3) -> None:
    """Open a form, choose the best of each list, type into every field, and submit."""
    bolt.click(person, button, value)
    view = slack.opened[-1]
    typed = typed_fields(view)
    assert len(typed) == fields
    values = {block: {action: {"value": TYPED}} for block, action in typed}
    for block in view["blocks"]:
        if block["type"] == "input" and block["element"]["type"] == "static_select":
            values[block["block_id"]] = {
                block["element"]["action_id"]: {"selected_option": block["element"]["options"][0]}
            }
    assert bolt.submit(person, view, values).body["response_action"] == "update"


@pytest.mark.parametrize("dispute_it", [_type_into_disputes, _decide_a_dispute])
def test_a_canary_is_nowhere(
    dispute_it: Disputing, arun: Auditor, bolt: Driver, qabot: Qabot, db: Database, slack: FakeSlack, clock: Clock
) -> None:
    with capture_logs() as logged:
        arun.types()
        for criterion in ("identity", "privacy"):
            arun.rates(criterion, "0")
            arun.explains(criterion, "associate_knowledge", "")
        assert type_everywhere(arun) == 2
        arun.goes_on()
        arun.rates("answer", "0")
        arun.explains("answer", "tool_or_bug", "")
        assert type_everywhere(arun) == 1
        arun.goes_on()
        arun.submits()
        clock.forward(minutes=1)
        qabot.sender.run()
        dispute_it(bolt, slack, qabot, clock)
        bolt.command("maya", "/qa-audit", TYPED)
        bolt.command("quinn", "/qa-digest", TYPED)
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


def _pick_form(person: Auditor) -> dict[str, Any]:
    person.types("start")
    return person.view
