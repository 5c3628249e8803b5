"""What was typed into any field of any form, and is not to be kept, is nowhere behind the guard."""

from dataclasses import dataclass, field

from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from qabot.access import Role
from qabot.app import Qabot
from qabot.audit import messages, messages_correction, messages_pick, messages_publish
from qabot.db import Database
from qabot.digest import messages as digest
from qabot.dispute import messages as dispute
from qabot.dispute import messages_asking, messages_escalation, messages_revisions
from qabot.health import Health
from qabot.keeping import messages as privacy
from qabot.metrics import Pulse
from qabot.people import messages as admin
from qabot.people.models import RoleGrant
from qabot.scorecard import messages as scorecard
from qabot.slack.port import View
from qabot.tables import METADATA
from tests.audit.auditor import Auditor, Values, chosen
from tests.contract.test_access_walk import MAY
from tests.driver import Driver
from tests.factories import PEOPLE
from tests.fakes import FakeSlack
from tests.programme.conftest import CARD
from tests.times import Clock

CANARIES = ("canary.bird@example.com", "4111 1111 1111 1111", "xoxb-1234567890-canarytoken")
TYPED = "Wrote to {}, paid with {}, logged in with {}.".format(*CANARIES)
TEXTS = ("plain_text_input", "number_input")
# Forms in which one only chooses.
NOTHING_TYPED = {
    messages.PICK_FORM,
    messages.REVIEW_FORM,
    messages.DONE_FORM,
    messages_publish.FORM,
    messages_correction.SECTION_FORM,
    admin.PEOPLE_FORM,
    admin.PERSON_FORM,
    admin.ROLES_FORM,
    admin.ROLES_OF_FORM,
    admin.QUEUES_FORM,
    privacy.ERASE_FORM,
    privacy.SURE_FORM,
    digest.SET_UP_FORM,
}


def typed_fields(view: View) -> list[tuple[str, str]]:
    """Every field of a form that takes free text, by block and action."""
    inputs = [block for block in view.get("blocks", []) if block["type"] == "input"]
    return [
        (block["block_id"], block["element"]["action_id"])
        for block in inputs
        if block["element"]["type"] == "plain_text_input"
    ]


def everything(db: Database) -> str:
    """The whole database, as somebody with its file would read it."""
    with db.reading() as session:
        rows = [row for table in METADATA.tables.values() for row in session.execute(select(table))]
    return "\n".join(str(tuple(row)) for row in rows)


@dataclass
class Canary:
    """Types into every field of every form that anybody gets to see, and notes which forms these were."""

    bolt: Driver
    slack: FakeSlack
    qabot: Qabot
    clock: Clock
    typed: set[str] = field(default_factory=set)

    def plays(self) -> None:
        """The whole life of two audits, and all that is done around them."""
        arun = Auditor("arun", self.bolt, self.slack)
        arun.types()
        self.scores(arun)
        arun.types("start")
        arun.values[messages_pick.ticket_block(None, None)] = {messages.TICKET: chosen("2")}
        arun.submits()
        self.scores(arun)
        self.sends()
        self.asks_and_corrects()
        self.disputes()
        self.administers()
        self.keeps()
        self.imports_a_scorecard()
        self.says_and_searches(arun)
        self.sends()

    def scores(self, arun: Auditor) -> None:
        for criteria in (("identity", "privacy"), ("answer", "tone")):
            for criterion in criteria:
                arun.rates(criterion, "0")
                arun.explains(criterion, "associate_knowledge", "")
            self.types_into_the_page(arun)
            arun.goes_on()
        assert arun.submits().view["callback_id"] == messages.DONE_FORM

    def types_into_the_page(self, arun: Auditor) -> None:
        """Each field tells of each letter; then comes what Slack's client would submit: a number, where one is due."""
        fields = [held for held in arun.view["blocks"] if held["type"] == "input" and held["element"]["type"] in TEXTS]
        for block in fields:
            action = block["element"]["action_id"]
            arun.values[block["block_id"]] = {action: {"value": TYPED}}
            arun.clicks(action, block_id=block["block_id"])
            if block["element"]["type"] == "number_input":
                arun.values[block["block_id"]] = {action: {"value": "4"}}
        self.typed.add(arun.view["callback_id"])

    def asks_and_corrects(self) -> None:
        self.fills("maya", messages_asking.ASK, "1", fields=1)
        self.fills("arun", messages_asking.ANSWER, "1", fields=1)
        self.fills("arun", messages_correction.CORRECT, "1", fields=5, option=1)

    def disputes(self) -> None:
        """One is withdrawn, decided, escalated and decided for good; the other one conceded, and its audit voided."""
        self.fills("maya", messages.DISPUTE, "1", fields=4)
        self.bolt.click("maya", messages.WITHDRAW, "1")
        self.fills("maya", messages.DISPUTE, "1", fields=4)
        with self.qabot.database.transaction() as session:
            session.add(RoleGrant(person_id=_id_of("max"), role=Role.QA_LEAD.value))
        self.fills("quinn", dispute.DECIDE, "2", fields=4)
        self.fills("maya", messages_escalation.ESCALATE, "1", fields=1)
        self.fills("max", dispute.DECIDE, "2", fields=4)
        self.bolt.click("maya", messages_revisions.REVISIONS, "1")
        self.fills("maya", messages.DISPUTE, "2", fields=4)
        self.fills("arun", dispute.CONCEDE, "3", fields=1)
        self.bolt.command("quinn", messages.COMMAND, "void T-1002")
        self.submits("quinn", self.slack.opened[-1], fields=1, chosen={"audit": {messages.VOID_AUDIT: chosen("2")}})
        self.sends()

    def administers(self) -> None:
        """Names are refused, not masked; what is typed for an address is one, or it is refused."""
        places = {
            "site": {admin.SITE: {"selected_option": {"value": "1"}}},
            "lob": {admin.LOB: {"selected_option": {"value": "1"}}},
        }
        for word, button, fields in (("people", admin.ADD_PERSON, 3), ("queues", admin.ADD_QUEUE, 1)):
            self.bolt.command("ada", admin.COMMAND, word)
            self.bolt.click("ada", button, view=self.slack.opened[-1])
            view = self.slack.updated[-1][1]
            assert self.bolt.submit("ada", view, self.fields(view, fields) | places).errors
        self.bolt.command("ada", admin.COMMAND, "queues")
        found = {admin.FIND_BLOCK: {admin.QUEUE: chosen("1")}}
        view = self.bolt.submit("ada", self.slack.opened[-1], found).view
        assert self.bolt.submit("ada", view, self.fields(view, 1)).errors

    def keeps(self) -> None:
        """A hold, its release, and an export, each with a reason."""
        for word, chosen_there in (
            ("hold", about(2)),
            ("release", {"hold": {privacy.HOLD_CHOICE: chosen("1")}}),
            ("export", about(2)),
        ):
            self.bolt.command("sol", privacy.COMMAND, word)
            self.submits("sol", self.slack.opened[-1], fields=1, chosen=chosen_there)
            self.bolt.click("sara", privacy.CONFIRM_HOLD, "1")

    def imports_a_scorecard(self) -> None:
        """Into a name, where it is refused, and into the file's own."""
        self.bolt.command("ada", messages.COMMAND, "scorecards")
        self.bolt.click("ada", scorecard.IMPORT, view=self.slack.opened[-1])
        content = CARD.replace("Be kind", TYPED).replace("weight: 60", TYPED).encode()
        self.slack.files["https://files.slack.com/1"] = content
        file = {"name": f"{CANARIES[0]}.yml", "url_private": "https://files.slack.com/1"}
        upload = {scorecard.FILE_BLOCK: {scorecard.FILE: {"files": [file]}}}
        ack = self.bolt.submit("ada", self.slack.updated[-1][1], upload)
        assert "Nothing was imported" in str(ack.view)
        self.slack.opened.append(ack.view)
        self.typed.add(scorecard.IMPORT_FORM)

    def says_and_searches(self, arun: Auditor) -> None:
        asked = {"maya": messages.COMMAND, "sol": privacy.COMMAND, "ada": admin.COMMAND, "quinn": digest.COMMAND}
        for person, command in asked.items():
            self.bolt.command(person, command, TYPED)
        self.bolt.options("ada", admin.PERSON, TYPED, view=self.slack.opened[-1])
        self.bolt.shortcut("arun", messages_pick.THIS_TICKET, {"text": f"{TYPED} T-1003"})
        arun.types("start")
        self.bolt.options("arun", messages.TICKET, TYPED, view=arun.view)
        for person in ("maya", "arun"):
            self.bolt.opens_home(person)

    def fills(self, person: str, button: str, value: str, *, fields: int, option: int = 0) -> None:
        """Open a form, choose the first of each list, or another one, type into every field, and submit."""
        self.bolt.click(person, button, value)
        view = self.slack.opened[-1]
        lists = [block for block in view["blocks"] if block.get("element", {}).get("type") == "static_select"]
        picked = {
            block["block_id"]: {block["element"]["action_id"]: {"selected_option": block["element"]["options"][option]}}
            for block in lists
        }
        self.submits(person, view, fields=fields, chosen=picked)

    def submits(self, person: str, view: View, *, fields: int, chosen: Values | None = None) -> None:
        ack = self.bolt.submit(person, view, self.fields(view, fields) | (chosen or {}))
        assert ack.body["response_action"] == "update"

    def fields(self, view: View, expected: int) -> Values:
        """Every field of a form with what was typed into it."""
        found = typed_fields(view)
        assert len(found) == expected
        self.typed.add(view["callback_id"])
        return {block: {action: {"value": TYPED}} for block, action in found}

    def sends(self) -> None:
        for _ in range(6):
            self.clock.forward(minutes=1)
            self.qabot.sender.run()


def about(person_id: int) -> Values:
    return {"person": {privacy.PERSON: chosen(str(person_id))}}


def _id_of(key: str) -> int:
    return next(number for number, person in enumerate(PEOPLE, 1) if person[0] == key)


def test_a_canary_is_nowhere(bolt: Driver, qabot: Qabot, db: Database, slack: FakeSlack, clock: Clock) -> None:
    canary = Canary(bolt, slack, qabot, clock)
    with capture_logs() as logged:
        canary.plays()

    shown = str([slack.opened, slack.pushed, slack.updated, slack.homes, slack.posts, slack.responses])
    kept, told = everything(db), str(logged)
    measured = TestClient(Starlette(routes=Health(db, Pulse(), clock, lambda: True).routes())).get("/metrics").text
    assert "[e-mail removed]" in kept
    assert "[e-mail removed]" in shown
    for secret in CANARIES:
        for where, text in {"database": kept, "Slack": shown, "log": told, "metrics": measured}.items():
            assert secret not in text, f"{secret} is in the {where}"
    submissions = {name for kind, name in MAY if kind == "submission"}
    assert submissions - NOTHING_TYPED == canary.typed, "a form that nobody typed into"
