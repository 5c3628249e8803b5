"""Every command with its words, every action, form, list of choices and event, against every role.

Who may is written down here a second time, on purpose: a change of the table in the code has to be meant.
"""

from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from slack_bolt import App
from sqlalchemy import func, select

import handlers
from handlers import audit_list
from handlers.edge import Deps, Route
from handlers.middleware import Wiring
from handlers.requests import Kind, nothing
from qabot import home
from qabot.access import REFUSALS, Action, Role
from qabot.audit import messages, messages_correction, messages_list, messages_pick, messages_publish, messages_reminder
from qabot.db import Database
from qabot.delivery import messages as delivery
from qabot.digest import messages as digest
from qabot.digest import messages_form as digest_form
from qabot.dispute import messages as dispute
from qabot.dispute import messages_asking, messages_escalation, messages_revisions
from qabot.journal import JournalRow
from qabot.keeping import messages as privacy
from qabot.people import messages as admin
from qabot.people.models import Person, RoleGrant
from qabot.schedule import messages as schedule
from qabot.scorecard import messages as scorecard
from qabot.tables import METADATA
from tests.fakes import FakeSlack
from tests.times import Clock

SCORERS = {Role.AUDITOR, Role.QA_LEAD}
AUDITED = {Role.ASSOCIATE, Role.TEAM_LEAD}
ADMINS = {Role.ADMIN}
SEERS = SCORERS | AUDITED | {Role.MANAGER, Role.ADMIN}
EVERYBODY = set(Role)
REPORTERS = {Role.QA_LEAD, Role.MANAGER, Role.ADMIN}
OFFICER = {Role.SECURITY_OFFICER}
MAY: dict[tuple[str, str], set[Role]] = {
    ("command", messages.COMMAND): AUDITED | SCORERS,
    ("command", f"{messages.COMMAND} start"): SCORERS,
    ("command", f"{messages.COMMAND} help"): EVERYBODY,
    ("command", f"{messages.COMMAND} void"): {Role.QA_LEAD},
    ("command", f"{messages.COMMAND} scorecards"): SEERS,
    ("action", scorecard.LIST): SEERS,
    ("action", scorecard.OPEN): SEERS,
    ("action", scorecard.IMPORT): {Role.QA_LEAD, Role.ADMIN},
    ("action", scorecard.PUBLISH): {Role.QA_LEAD, Role.ADMIN},
    ("action", scorecard.RETIRE): {Role.QA_LEAD, Role.ADMIN},
    ("action", scorecard.DELETE): {Role.QA_LEAD, Role.ADMIN},
    ("submission", scorecard.IMPORT_FORM): {Role.QA_LEAD, Role.ADMIN},
    ("submission", messages.VOID_FORM): {Role.QA_LEAD},
    ("command", f"{messages.COMMAND} …"): EVERYBODY,
    ("action", messages.NEXT): SCORERS,
    ("action", messages.CONTINUE): SCORERS,
    ("shortcut", messages_pick.NEXT_TICKET): SCORERS,
    ("shortcut", messages_pick.THIS_TICKET): SCORERS,
    ("command", f"{messages.COMMAND} publish"): SCORERS,
    ("action", messages_publish.OPEN): SCORERS,
    ("action", messages_publish.ONLY): SCORERS,
    ("submission", messages_publish.FORM): SCORERS,
    ("action", messages.PICK): SCORERS,
    ("action", messages.QUEUE): SCORERS,
    ("action", messages.ASSOCIATE): SCORERS,
    ("action", messages.ACKNOWLEDGE): AUDITED,
    ("action", messages.RATE): SCORERS,
    ("action", messages.CAUSE): SCORERS,
    ("action", messages.COMMENT): SCORERS,
    ("action", messages.MESSAGE): SCORERS,
    ("action", messages.BACK): SCORERS,
    ("action", messages.DISCARD): SCORERS,
    ("options", messages.QUEUE): SCORERS,
    ("options", messages.ASSOCIATE): SCORERS,
    ("options", messages.TICKET): SCORERS,
    ("submission", messages.PICK_FORM): SCORERS,
    ("submission", messages.PAGE_FORM): SCORERS,
    ("submission", messages.REVIEW_FORM): SCORERS,
    ("submission", messages.DONE_FORM): SCORERS,
    ("action", messages.DISPUTE): AUDITED,
    ("action", messages.WITHDRAW): AUDITED,
    ("action", dispute.CONCEDE): SCORERS,
    ("action", dispute.DECIDE): {Role.QA_LEAD},
    ("submission", dispute.OPEN_FORM): AUDITED,
    ("submission", dispute.CONCEDE_FORM): SCORERS,
    ("submission", dispute.DECIDE_FORM): {Role.QA_LEAD},
    ("command", f"{admin.COMMAND} …"): EVERYBODY,
    ("command", admin.COMMAND): EVERYBODY,
    ("command", f"{admin.COMMAND} help"): EVERYBODY,
    ("command", f"{admin.COMMAND} people"): ADMINS,
    ("command", f"{admin.COMMAND} roles"): ADMINS,
    ("command", f"{admin.COMMAND} queues"): ADMINS,
    ("options", admin.PERSON): ADMINS,
    ("options", admin.TEAM): ADMINS,
    ("options", admin.QUEUE): ADMINS,
    ("action", admin.ADD_PERSON): ADMINS,
    ("action", admin.ADD_QUEUE): ADMINS,
    ("action", admin.REVOKE): ADMINS,
    ("submission", admin.PEOPLE_FORM): ADMINS,
    ("submission", admin.PERSON_FORM): ADMINS,
    ("submission", admin.NEW_PERSON_FORM): ADMINS,
    ("submission", admin.ROLES_FORM): ADMINS,
    ("submission", admin.ROLES_OF_FORM): ADMINS,
    ("submission", admin.QUEUES_FORM): ADMINS,
    ("submission", admin.QUEUE_FORM): ADMINS,
    ("submission", admin.NEW_QUEUE_FORM): ADMINS,
    ("command", privacy.COMMAND): OFFICER,
    **{("command", f"{privacy.COMMAND} {word}"): OFFICER for word in "hold release export erase retention".split()},
    ("command", f"{privacy.COMMAND} help"): EVERYBODY,
    ("command", f"{privacy.COMMAND} …"): EVERYBODY,
    ("options", privacy.PERSON): OFFICER,
    ("options", privacy.AUDIT): OFFICER,
    ("submission", privacy.HOLD_FORM): OFFICER,
    ("submission", privacy.RELEASE_FORM): OFFICER,
    ("submission", privacy.EXPORT_FORM): OFFICER,
    ("submission", privacy.ERASE_FORM): OFFICER,
    ("submission", privacy.SURE_FORM): OFFICER,
    ("action", privacy.CONFIRM_HOLD): {Role.SECURITY_OFFICER, Role.ADMIN},
    ("action", privacy.DECLINE_HOLD): {Role.SECURITY_OFFICER, Role.ADMIN},
    ("action", privacy.CONFIRM_RELEASE): {Role.SECURITY_OFFICER, Role.ADMIN},
    ("action", privacy.DECLINE_RELEASE): {Role.SECURITY_OFFICER, Role.ADMIN},
    ("action", messages_escalation.ESCALATE): AUDITED,
    ("submission", messages_escalation.ESCALATE_FORM): AUDITED,
    ("action", messages_asking.ASK): AUDITED,
    ("submission", messages_asking.ASK_FORM): AUDITED,
    ("action", messages_asking.ANSWER): SCORERS,
    ("submission", messages_asking.ANSWER_FORM): SCORERS,
    ("action", messages_revisions.REVISIONS): AUDITED | SCORERS,
    ("action", messages_correction.CORRECT): SCORERS,
    ("submission", messages_correction.SECTION_FORM): SCORERS,
    ("submission", messages_correction.FORM): SCORERS,
    ("command", f"{admin.COMMAND} delivery"): ADMINS,
    ("action", delivery.RETRY): ADMINS,
    ("action", delivery.DROP): ADMINS,
    ("command", f"{messages.COMMAND} list"): AUDITED | SCORERS,
    **{("action", action): AUDITED | SCORERS for action in audit_list.CHANGES},
    ("options", messages_list.QUEUE): AUDITED | SCORERS,
    ("options", messages_list.ASSOCIATE): AUDITED | SCORERS,
    ("action", messages_list.OPEN): AUDITED | SCORERS,
    ("action", messages_list.OLDER): AUDITED | SCORERS,
    ("action", messages_list.NEWEST): AUDITED | SCORERS,
    ("action", messages_list.DETAILS): AUDITED | SCORERS,
    ("command", digest.COMMAND): REPORTERS,
    ("command", f"{digest.COMMAND} list"): REPORTERS,
    ("command", f"{digest.COMMAND} preview"): REPORTERS,
    ("command", f"{digest.COMMAND} help"): EVERYBODY,
    ("command", f"{digest.COMMAND} …"): EVERYBODY,
    ("submission", digest.SET_UP_FORM): REPORTERS,
    **{("action", action): REPORTERS for action in digest_form.CHANGES},
    ("action", digest.PREVIEW): REPORTERS,
    ("action", digest.PAUSE): REPORTERS,
    ("action", digest.RESUME): REPORTERS,
    ("action", digest.DELETE): REPORTERS,
    ("command", f"{admin.COMMAND} schedules"): ADMINS,
    ("action", schedule.OPEN): ADMINS,
    ("action", schedule.TURN_BACK): ADMINS,
    ("action", schedule.TURN): ADMINS,
    ("action", schedule.LIST): ADMINS,
    ("action", schedule.PAUSE): ADMINS,
    ("action", schedule.RESUME): ADMINS,
    ("action", schedule.RUN_NOW): ADMINS,
    ("action", messages_reminder.READ): AUDITED | SCORERS,
    ("event", "app_home_opened"): EVERYBODY,
    ("action", home.PREVIOUS): EVERYBODY,
    ("action", home.NEXT): EVERYBODY,
}


NUMBERS = count(1)
COUNTS = select(
    *(select(func.count()).select_from(table).scalar_subquery().label(name) for name, table in METADATA.tables.items())
)


class Recorder:
    """Stands where Bolt's app stands, and keeps the listener of each kind of request."""

    def __init__(self) -> None:
        self.listeners: dict[str, Any] = {}

    def __getattr__(self, kind: str) -> Any:
        def register(_name: Any, **_matchers: Any) -> Any:
            def keep(listener: Any) -> Any:
                self.listeners[kind] = listener
                return listener

            return keep

        return register


@dataclass
class Walk:
    """All that is registered, and a database with one person who has whatever role is tried."""

    db: Database
    slack: FakeSlack
    wiring: Wiring
    app: Recorder

    def holes(self, only: str = "") -> list[str]:
        """What is open to somebody who may not, closed to somebody who may, or not written down at all.

        `only` is the beginning of what is walked.
        """
        walked = [route for route in self.wiring.routes if route.name.startswith(only)]
        return [hole for route in walked for hole in self._holes(route)]

    def _holes(self, route: Route) -> list[str]:
        name = (route.kind.value, route.name)
        if name not in MAY:
            return [f"{name}: nobody has written down who may"]
        return [f"{name}: {role}" for role in Role if self._gets_in(route, role) != (role in MAY[name])]

    def _gets_in(self, route: Route, role: Role) -> bool:
        self._be(role)
        refused_before = self._refused_rows()
        before = self._rows()
        told: list[dict[str, Any]] = []
        self._listener(route)(lambda **answer: told.append(answer), self._body(route))
        if not self._refused_rows() - refused_before:
            return True
        said = f"{told} {self.slack.responses} {self.slack.opened} {self.slack.pushed} {self.slack.homes}"
        in_words = route.kind is Kind.OPTIONS or any(words.split("{")[0] in said for words in REFUSALS.values())
        assert in_words, f"{route.name}: refused without a word"
        assert self._rows() == before | {"journal": before["journal"] + 1}, f"{route.name}: a refusal changed something"
        return False

    def _refused_rows(self) -> int:
        with self.db.reading() as session:
            refused = select(func.count()).where(JournalRow.action == "access.refused")
            return session.execute(refused).scalar_one()

    def _listener(self, route: Route) -> Any:
        return self.app.listeners["view_submission" if route.kind is Kind.SUBMISSION else route.kind.value]

    def _body(self, route: Route) -> dict[str, Any]:
        number = next(NUMBERS)
        person: dict[str, Any] = {"user": {"id": "U0WALK"}, "trigger_id": f"walk.{number}", "response_url": "https://x"}
        view = {"id": "V1", "hash": str(number), "private_metadata": "no such form", "state": {"values": {}}}
        if route.kind is Kind.COMMAND:
            word = route.name.partition(" ")[2].replace("…", "sing")
            return {"command": route.name.split(" ")[0], "text": word, "user_id": "U0WALK", **person}
        if route.kind is Kind.EVENT:
            return {
                "type": "event_callback",
                "event_id": f"Ev{number}",
                "event": {"type": route.name, "user": "U0WALK"},
            }
        if route.kind is Kind.SUBMISSION:
            return {"type": "view_submission", "view": {**view, "callback_id": route.name}, **person}
        if route.kind is Kind.SHORTCUT:
            return {"type": "message_action", "callback_id": route.name, "message": {"text": "T-1001"}, **person}
        if route.kind is Kind.OPTIONS:
            return {"type": "block_suggestion", "action_id": route.name, "value": "", "view": view, **person}
        actions = [{"action_id": route.name, "block_id": "b", "value": "1", "action_ts": f"{number}.1"}]
        return {"type": "block_actions", "actions": actions, "message": {"ts": "1.1"}, **person}

    def _be(self, role: Role) -> None:
        self.slack.responses.clear()
        self.slack.opened.clear()
        self.slack.pushed.clear()
        with self.db.transaction() as session:
            walker = session.execute(select(Person).where(Person.key == "max")).scalar_one()
            walker.slack_user_id = "U0WALK"
            session.query(RoleGrant).filter_by(person_id=walker.id).delete()
            session.add(RoleGrant(person_id=walker.id, role=role.value))

    def _rows(self) -> dict[str, int]:
        with self.db.reading() as session:
            return dict(session.execute(COUNTS).mappings().one())


@pytest.fixture
def walk(db: Database, world: object, slack: FakeSlack, clock: Clock) -> Walk:
    app = Recorder()
    wiring = handlers.register(app, Deps(database=db, slack=slack, clock=clock))  # type: ignore[arg-type]  # a stand-in
    return Walk(db, slack, wiring, app)


def test_there_is_no_hole(walk: Walk) -> None:
    assert walk.holes() == []


def test_each_line_of_the_table_is_walked(walk: Walk) -> None:
    assert {(route.kind.value, route.name) for route in walk.wiring.routes} == set(MAY)


def test_a_new_command_is_a_hole_until_somebody_writes_down_who_may(walk: Walk) -> None:
    walk.wiring.command("/qa-new", {}, otherwise=lambda _: nothing())
    assert walk.holes("/qa-new") == ["('command', '/qa-new …'): nobody has written down who may"]


def test_an_action_that_is_open_to_all_is_a_hole(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    walk.wiring.action("audit.secret", lambda _: nothing(), needs=None)
    monkeypatch.setitem(MAY, ("action", "audit.secret"), {Role.ADMIN})
    assert len(walk.holes("audit.secret")) == len(Role) - 1


def test_every_right_has_a_sentence_for_who_lacks_it() -> None:
    assert set(REFUSALS) == set(Action)


def test_bolt_has_what_the_recorder_stands_for(walk: Walk) -> None:
    assert set(walk.app.listeners) == {"command", "action", "shortcut", "view_submission", "options", "event"}
    assert all(callable(getattr(App, kind)) for kind in walk.app.listeners)
