"""What people send while they use the bot: every kind of request once, and a database in the state it belongs to."""

from typing import Any

from qabot.audit import messages
from qabot.digest import messages as digest
from qabot.dispute import messages as dispute
from qabot.slack.port import SlackChannel
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
    _digest(bolt, slack)
    bolt.command("quinn", "/qa-audit", "void T-1001")
    bolt.submit("quinn", slack.opened[-1], {"audit": {messages.VOID_AUDIT: chosen("1")}})
    bolt.click("bea", messages.DISCARD, view=bea.view)
    bea.types()
    # Bolt itself answers a foreign workspace there: it must not leave this machine.
    nowhere = {"response_url": "http://127.0.0.1:9/"}
    return [payload | (nowhere if "response_url" in payload else {}) for payload in bolt.sent]


def _digest(bolt: Driver, slack: FakeSlack) -> None:
    """Set up in a channel, and every button of the list but the last one."""
    slack.rooms = [*slack.rooms, SlackChannel("C0DIGEST", "digests", True, False, False)]
    bolt.command("quinn", digest.COMMAND, "help")
    bolt.command("quinn", digest.COMMAND)
    filled = {
        digest.LOB_BLOCK: {digest.LOB: chosen("1")},
        digest.CHANNEL_BLOCK: {digest.CHANNEL: {"selected_conversation": "C0DIGEST"}},
        digest.WEEKDAY_BLOCK: {digest.WEEKDAY: chosen("0")},
        digest.TIME_BLOCK: {digest.TIME: {"selected_time": "09:00"}},
        digest.ZONE_BLOCK: {digest.ZONE: chosen("Europe/Berlin")},
    }
    bolt.submit("quinn", slack.opened[-1], filled)
    bolt.command("quinn", digest.COMMAND, "preview")
    bolt.command("quinn", digest.COMMAND, "list")
    for button in (digest.PREVIEW, digest.PAUSE, digest.RESUME):
        bolt.click("quinn", button, "1", view=slack.opened[-1])
    bolt.click("quinn", digest.DELETE, "2", view=slack.opened[-1])


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
    decided = {"decided:privacy": {dispute.DECIDED: chosen("0")}, "cause:privacy": {dispute.CAUSE: chosen("sop_wrong")}}
    bolt.submit("quinn", slack.opened[-1], decided | {"reason:privacy": reason})
