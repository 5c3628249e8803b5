"""An admin in front of the forms of `/qa-admin`, as Slack's client would carry them through."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select, text

from qabot.app import Qabot
from qabot.db import Database
from qabot.journal import JournalRow
from qabot.people import messages
from qabot.people.models import Person, RoleGrant
from qabot.slack.port import View
from tests.audit.auditor import chosen
from tests.databases import as_owner
from tests.driver import Ack, Driver
from tests.factories import World
from tests.fakes import FakeSlack
from tests.times import Clock

Values = dict[str, dict[str, Any]]


def picked(value: str | None) -> dict[str, Any]:
    return {"type": "users_select", "selected_user": value}


def channel(value: str | None) -> dict[str, Any]:
    return {"type": "conversations_select", "selected_conversation": value}


def typed(value: str) -> dict[str, Any]:
    return {"value": value}


@dataclass
class Admin:
    db: Database
    world: World
    bolt: Driver
    slack: FakeSlack
    qabot: Qabot
    clock: Clock
    name: str = "ada"
    view: View = field(default_factory=dict)

    def types(self, words: str) -> Ack:
        seen = len(self.slack.opened)
        ack = self.bolt.command(self.name, messages.COMMAND, words)
        if len(self.slack.opened) > seen:
            self.view = self.slack.opened[-1]
        return ack

    def opens(self, word: str, thing: int | str) -> Ack:
        """Find somebody, or a queue, and open their form."""
        self.types(word)
        action = messages.QUEUE if word == "queues" else messages.PERSON
        return self.submits({messages.FIND_BLOCK: {action: chosen(str(thing))}})

    def finds(self, word: str, action: str, part: str) -> list[str]:
        self.types(word)
        return self.bolt.options(self.name, action, part, view=self.view)

    def presses(self, action: str, value: str = "") -> None:
        seen = len(self.slack.updated)
        self.bolt.click(self.name, action, value, view=self.view)
        if len(self.slack.updated) > seen:
            self.view = self.slack.updated[-1][1]

    def submits(self, values: Values) -> Ack:
        """With what the fields hold from the start, where nothing else is said."""
        ack = self.bolt.submit(self.name, self.view, self._initial() | values)
        if ack.body.get("response_action") == "update":
            self.view = ack.view
        return ack

    def _initial(self) -> Values:
        shown = {block["block_id"]: block["element"] for block in self.view["blocks"] if block["type"] == "input"}
        return {block: {element["action_id"]: _held(element)} for block, element in shown.items()}

    def person(self, key: str) -> Person:
        with self.db.reading() as session:
            return session.execute(select(Person).where(Person.key == key)).scalar_one()

    def roles(self, key: str) -> set[tuple[str, int | None, int | None, int | None]]:
        with self.db.reading() as session:
            rows = session.query(RoleGrant).filter_by(person_id=self.person(key).id)
            return {(row.role, row.lob_id, row.queue_id, row.site_id) for row in rows}

    def grants(self, key: str) -> list[int]:
        with self.db.reading() as session:
            return [row.id for row in session.query(RoleGrant).filter_by(person_id=self.person(key).id)]

    def grants_of(self, key: str, role: str) -> list[int]:
        with self.db.reading() as session:
            return [row.id for row in session.query(RoleGrant).filter_by(person_id=self.person(key).id, role=role)]

    def journal(self) -> list[JournalRow]:
        with self.db.reading() as session:
            return list(session.execute(select(JournalRow).order_by(JournalRow.id)).scalars())

    def told(self) -> None:
        for _ in range(3):
            self.clock.forward(minutes=1)
            self.qabot.sender.run()


def _held(element: dict[str, Any]) -> dict[str, Any]:
    return {
        "value": element.get("initial_value"),
        "selected_option": element.get("initial_option"),
        "selected_user": element.get("initial_user"),
        "selected_conversation": element.get("initial_conversation"),
    }


def _count_on(db: Database) -> None:
    """The department came with its numbers; new rows are counted from there."""
    if db.dialect == "postgresql":
        with as_owner(db).transaction() as session:
            for table in ("person", "queue"):
                session.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))


@pytest.fixture
def admin(db: Database, world: World, bolt: Driver, slack: FakeSlack, qabot: Qabot, clock: Clock) -> Admin:
    _count_on(db)
    return Admin(db, world, bolt, slack, qabot, clock)
