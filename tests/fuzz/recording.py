"""What people send while they use the bot: every kind of request once, and a database in the state it belongs to."""

from typing import Any

from qabot.audit import messages
from tests.audit.auditor import Auditor
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
    bolt.click("bea", messages.DISCARD, view=bea.view)
    bea.types()
    # Bolt itself answers a foreign workspace there: it must not leave this machine.
    nowhere = {"response_url": "http://127.0.0.1:9/"}
    return [payload | (nowhere if "response_url" in payload else {}) for payload in bolt.sent]
