"""What people send while they use the bot: every kind of request once, and a database in the state it belongs to."""

from typing import Any

from qabot.audit import messages
from qabot.dispute import messages as dispute
from qabot.scorecard import messages as scorecard
from tests.audit.auditor import Auditor, chosen
from tests.driver import Driver
from tests.fakes import FakeSlack
from tests.programme.conftest import CARD

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
    _scorecards(bolt, slack)
    bolt.click("bea", messages.DISCARD, view=bea.view)
    bea.types()
    # Bolt itself answers a foreign workspace there: it must not leave this machine.
    nowhere = {"response_url": "http://127.0.0.1:9/"}
    return [payload | (nowhere if "response_url" in payload else {}) for payload in bolt.sent]


def _scorecards(bolt: Driver, slack: FakeSlack) -> None:
    """A new version is imported and published, then retired; another one is a draft."""
    bolt.command("ada", "/qa-audit", "scorecards")
    for number, name in enumerate(("support", "fresh")):
        bolt.click("ada", scorecard.IMPORT, view=slack.opened[-1])
        url = f"https://files.slack.com/{name}.yml"
        slack.files[url] = CARD.replace("key: card", f"key: {name}").encode()
        file = {"id": f"F{number}", "name": f"{name}.yml", "url_private": url, "size": 1}
        upload = {scorecard.FILE_BLOCK: {scorecard.FILE: {"files": [file]}}}
        bolt.submit("ada", slack.updated[-1][1], upload)
    for action, value in (
        (scorecard.PUBLISH, "2"),
        (scorecard.OPEN, "2"),
        (scorecard.LIST, ""),
        (scorecard.DELETE, "3"),
    ):
        bolt.click("ada", action, value, view=slack.opened[-1])
    bolt.click("quinn", scorecard.RETIRE, "2", view=slack.opened[-1])


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
