"""What people send while they use the bot: every kind of request once, and a database in the state it belongs to."""

from typing import Any

from qabot.audit import messages, messages_correction
from qabot.dispute import messages as dispute
from qabot.dispute import messages_asking, messages_escalation, messages_revisions
from tests.audit.auditor import Auditor, chosen
from tests.driver import Driver
from tests.fakes import FakeSlack

Payload = dict[str, Any]


def play(bolt: Driver, slack: FakeSlack) -> list[Payload]:
    """A result is out, a second audit is half done, a form to choose a ticket is open: the payloads that led there."""
    arun, bea = Auditor("arun", bolt, slack), Auditor("bea", bolt, slack)
    bolt.command("maya", "/qa-audit", "help")
    arun.types()
    arun.rates("privacy", "0")
    arun.explains("privacy", "associate_knowledge", "Named the account to a stranger.")
    arun.clicks(messages.COMMENT, block_id="comment:privacy")
    arun.goes_on()
    arun.clicks(messages.BACK)
    arun.goes_on()
    arun.goes_on()
    arun.submits()
    bea.types("start")
    for action in (messages.QUEUE, messages.ASSOCIATE, messages.TICKET):
        bolt.options("bea", action, "", view=bea.view)
    bea.types()
    bea.rates("identity", "1")
    for person in ("maya", "arun", "max"):
        bolt.opens_home(person)
    for button in (messages.NEXT, messages.CONTINUE, messages.ACKNOWLEDGE, messages.PICK):
        bolt.click("maya", button, "1")
    _dispute(bolt, slack)
    bolt.command("quinn", "/qa-audit", "void T-1001")
    bolt.submit("quinn", slack.opened[-1], {"audit": {messages.VOID_AUDIT: chosen("1")}})
    bolt.click("bea", messages.DISCARD, view=bea.view)
    bea.types()
    # Bolt itself answers a foreign workspace there: it must not leave this machine.
    nowhere = {"response_url": "http://127.0.0.1:9/"}
    return [payload | (nowhere if "response_url" in payload else {}) for payload in bolt.sent]


def _dispute(bolt: Driver, slack: FakeSlack) -> None:
    """Disputed and withdrawn, and disputed again; the forms to concede and to decide are open."""
    reason = {dispute.REASON: {"value": "The account was the caller's own."}}
    proposed = {"proposed:privacy": {dispute.PROPOSED: chosen("1")}, "reason:privacy": reason}
    for number in range(2):
        bolt.click("maya", messages.DISPUTE, "1")
        bolt.submit("maya", slack.opened[-1], proposed)
        if not number:
            bolt.click("maya", messages.WITHDRAW, "1")
    bolt.click("arun", dispute.CONCEDE, "2")
    bolt.submit("arun", slack.opened[-1], {"reason": {dispute.REASON: {"value": ""}}})
    bolt.click("quinn", dispute.DECIDE, "2")
    bolt.click("maya", messages_asking.ASK, "1")
    bolt.submit("maya", slack.opened[-1], {"remark": {messages_asking.TEXT: {"value": "Which SOP is meant?"}}})
    bolt.click("arun", messages_asking.ANSWER, "1")
    bolt.submit("arun", slack.opened[-1], {"remark": {messages_asking.TEXT: {"value": "The one on lockouts."}}})
    decided = {"decided:privacy": {dispute.DECIDED: chosen("0")}, "cause:privacy": {dispute.CAUSE: chosen("sop_wrong")}}
    bolt.submit("quinn", slack.opened[-1], decided | {"reason:privacy": reason})
    _escalate_and_correct(bolt, slack)


def _escalate_and_correct(bolt: Driver, slack: FakeSlack) -> None:
    """What follows a decision; where no other lead is left the escalation is refused, which is a request as well."""
    bolt.click("maya", messages_escalation.ESCALATE, "1")
    why = {"reason": {messages_escalation.REASON: {"value": "Please look again."}}}
    bolt.submit("maya", slack.opened[-1] | {"callback_id": messages_escalation.ESCALATE_FORM}, why)
    bolt.click("arun", messages_correction.CORRECT, "1")
    corrected = {
        "rating:identity": {messages_correction.LEVEL: chosen("0")},
        "cause:identity": {messages_correction.CAUSE: chosen("sop_wrong")},
        "comment:identity": {messages_correction.COMMENT: {"value": "The SOP was wrong."}},
        "reason": {messages_correction.REASON: {"value": "I mixed up two tickets."}},
    }
    bolt.submit("arun", slack.opened[-1], corrected)
    bolt.submit("arun", slack.opened[-1] | {"callback_id": messages_correction.SECTION_FORM})
    bolt.click("maya", messages_revisions.REVISIONS, "1")
