"""What people send while they use the bot: every kind of request once, and a database in the state it belongs to."""

from typing import Any

from qabot import home
from qabot.audit import messages, messages_correction, messages_form, messages_list, messages_pick, messages_publish
from qabot.delivery import messages as delivery
from qabot.digest import messages as digest
from qabot.digest import messages_form as digest_form
from qabot.digest import wanted
from qabot.dispute import messages as dispute
from qabot.dispute import messages_asking, messages_escalation, messages_revisions
from qabot.keeping import messages as privacy
from qabot.people import messages as admin
from qabot.schedule import messages as schedule
from qabot.scorecard import messages as scorecard
from qabot.slack.port import SlackChannel
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
        bolt.click(person, home.NEXT, "2", home=True)
    bolt.shortcut(
        "bea", messages_pick.THIS_TICKET, {"text": "See https://helpdesk.example/tickets/T-1002", "blocks": []}
    )
    bolt.shortcut("bea", messages_pick.NEXT_TICKET)
    for button in (messages.NEXT, messages.CONTINUE, messages.ACKNOWLEDGE, messages.PICK):
        bolt.click("maya", button, "1")
    _publish(bolt, slack)
    _dispute(bolt, slack)
    _digest(bolt, slack)
    _administer(bolt, slack)
    bolt.command("quinn", "/qa-audit", "void T-1001")
    bolt.submit("quinn", slack.opened[-1], {"audit": {messages.VOID_AUDIT: chosen("1")}})
    _list(bolt, slack)
    _privacy(bolt, slack)
    _scorecards(bolt, slack)
    bolt.command("ada", admin.COMMAND, "delivery")
    for button in (delivery.RETRY, delivery.DROP):
        bolt.click("ada", button, "archived:1")
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
        wanted.WEEKDAY_BLOCK: {digest.WEEKDAY: chosen("0")},
        wanted.TIME_BLOCK: {digest.TIME: {"selected_time": "09:00"}},
        wanted.ZONE_BLOCK: {digest.ZONE: chosen("Europe/Berlin")},
    }
    form = slack.opened[-1]
    for rhythm in wanted.Rhythm:
        then = filled | {wanted.RHYTHM_BLOCK: {digest_form.RHYTHM: chosen(rhythm)}}
        bolt.click("quinn", digest_form.RHYTHM, view=form, values=then, block_id=wanted.RHYTHM_BLOCK)
    for action in digest_form.CHANGES:
        bolt.click("quinn", action, view=form, values=filled)
    bolt.submit("quinn", form, filled)
    bolt.command("quinn", digest.COMMAND, "preview")
    bolt.command("quinn", digest.COMMAND, "list")
    for button in (digest.PREVIEW, digest.PAUSE, digest.RESUME):
        bolt.click("quinn", button, "1", view=slack.opened[-1])
    bolt.command("ada", admin.COMMAND, "schedules")
    bolt.click("ada", schedule.OPEN, "1", view=slack.opened[-1])
    for button in (schedule.PAUSE, schedule.RESUME, schedule.RUN_NOW, schedule.LIST):
        bolt.click("ada", button, view=slack.updated[-1][1])
    for button in (schedule.TURN, schedule.TURN_BACK):
        bolt.click("ada", button, "1", view=slack.updated[-1][1])
    bolt.command("quinn", digest.COMMAND, "list")
    bolt.click("quinn", digest.DELETE, "2", view=slack.opened[-1])


def _list(bolt: Driver, slack: FakeSlack) -> None:
    """The list of audits is narrowed and paged, and one of them opened."""
    bolt.command("quinn", "/qa-audit", "list")
    bolt.click("quinn", messages_list.OPEN)
    for action, value in (
        (messages_list.PERIOD, "90"),
        (messages_list.STATE, "published"),
        (messages_list.STATE, "any"),
        (messages_list.QUEUE, "1"),
        (messages_list.ASSOCIATE, "1"),
        (messages_list.OLDER, ""),
        (messages_list.NEWEST, ""),
    ):
        view = slack.updated[-1][1] if slack.updated else slack.opened[-1]
        bolt.click("quinn", action, value, view=view if view["callback_id"] == messages_list.FORM else slack.opened[-1])
    view = slack.updated[-1][1]
    for action in (messages_list.QUEUE, messages_list.ASSOCIATE):
        bolt.options("quinn", action, "", view=view)
    bolt.click("quinn", messages_list.DETAILS, "1", view=view)


def _privacy(bolt: Driver, slack: FakeSlack) -> None:
    """A hold is asked for, confirmed and to be released; an export is asked for; an erasure is one click away."""
    person, reason = {privacy.PERSON: chosen("2")}, {privacy.REASON: {"value": "A claim at court."}}
    for word in ("", "help", "retention"):
        bolt.command("sol", privacy.COMMAND, word)
    bolt.command("sol", privacy.COMMAND, "hold")
    view = slack.opened[-1]
    bolt.options("sol", privacy.PERSON, "tom", view=view)
    bolt.options("sol", privacy.AUDIT, "t-1", view=view)
    bolt.submit("sol", view, {"person": person, "reason": reason})
    bolt.click("sara", privacy.CONFIRM_HOLD, "1")
    bolt.click("ada", privacy.DECLINE_HOLD, "1")
    bolt.command("sol", privacy.COMMAND, "release")
    bolt.submit("sol", slack.opened[-1], {"hold": {privacy.HOLD_CHOICE: chosen("1")}, "reason": reason})
    bolt.click("sara", privacy.DECLINE_RELEASE, "1")
    bolt.click("ada", privacy.CONFIRM_RELEASE, "1")
    bolt.command("sol", privacy.COMMAND, "export")
    bolt.submit("sol", slack.opened[-1], {"person": person, "reason": reason})
    bolt.command("sol", privacy.COMMAND, "erase")
    because = {privacy.BASIS: chosen("asked")}
    sure = bolt.submit("sol", slack.opened[-1], {"person": {privacy.PERSON: chosen("8")}, "basis": because})
    bolt.submit("sol", sure.view)


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


def _publish(bolt: Driver, slack: FakeSlack) -> None:
    """An auditor keeps a result for the next batch, and publishes it from the form."""
    bea = Auditor("bea", bolt, slack)
    bea.types()
    bea.goes_on()
    bea.goes_on()
    bea.values[messages_form.WHEN_BLOCK] = {messages.WHEN: chosen(messages_form.IN_BATCH)}
    bea.submits()
    bolt.click("bea", messages_publish.OPEN, home=True)
    bolt.click("bea", messages_publish.ONLY, "1", view=slack.opened[-1])
    box = {"selected_options": [{"value": "2"}]}
    bolt.submit("bea", slack.opened[-1], {messages_publish.boxes_block(1, 0): {messages_publish.RESULTS: box}})


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


def _administer(bolt: Driver, slack: FakeSlack) -> None:
    """Each form of `/qa-admin` is opened and sent once; Slack knows one channel."""
    slack.rooms.append(SlackChannel("C0LOGIN", "login", is_member=True, archived=False, is_shared=False))
    bolt.command("ada", admin.COMMAND, "help")
    for word, action, thing in (
        ("people", admin.PERSON, "5"),
        ("roles", admin.PERSON, "5"),
        ("queues", admin.QUEUE, "2"),
    ):
        bolt.command("ada", admin.COMMAND, word)
        found = slack.opened[-1]
        bolt.options("ada", action, "", view=found)
        opened = bolt.submit("ada", found, {admin.FIND_BLOCK: {action: chosen(thing)}}).view
        if word == "people":
            bolt.options("ada", admin.TEAM, "", view=opened)
            bolt.submit("ada", opened, _place() | {"active": {admin.ACTIVE: chosen("active")}})
            _add(bolt, slack, admin.ADD_PERSON, found, _place() | _named())
        elif word == "roles":
            granted = {"role:0": {admin.ROLE: chosen("trainer")}, "lob:0": {admin.LOB: chosen("1")}}
            view = bolt.submit("ada", opened, granted | {"queue:0": {admin.QUEUE: chosen("1")}}).view
            bolt.click("ada", admin.REVOKE, "999", view=view)
        else:
            queue = {
                "name": {admin.NAME: {"value": "Recovered"}},
                "scorecard": {admin.SCORECARD: chosen("support")},
                "channel": {admin.CHANNEL: {"selected_conversation": "C0LOGIN"}},
            }
            bolt.submit("ada", opened, queue)
            other = {"name": {admin.NAME: {"value": "VIP"}}, "lob": {admin.LOB: chosen("2")}}
            _add(bolt, slack, admin.ADD_QUEUE, found, queue | other)


def _add(bolt: Driver, slack: FakeSlack, button: str, found: Payload, values: Payload) -> None:
    bolt.click("ada", button, view=found)
    bolt.submit("ada", slack.updated[-1][1], values)


def _place() -> Payload:
    return {
        "site": {admin.SITE: chosen("2")},
        "team": {admin.TEAM: chosen("2")},
        "slack": {admin.SLACK_USER: {"selected_user": "UBEA"}},
    }


def _named() -> Payload:
    values = {
        "name": (admin.NAME, "Erin New"),
        "email": (admin.EMAIL, "erin@example.com"),
        "title": (admin.TITLE, "QA"),
    }
    return {block: {action: {"value": value}} for block, (action, value) in values.items()}
