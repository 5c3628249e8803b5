"""A desk: the edge with one handler of each kind behind it."""

from collections.abc import Callable

import pytest
from slack_sdk import WebClient

from handlers import requests
from handlers.edge import Deps
from handlers.middleware import Wiring
from handlers.requests import Answer, Request
from qabot import journal
from qabot.app import bolt_app
from qabot.db import Database
from qabot.journal import JournalRow
from tests.driver import Driver
from tests.factories import World
from tests.fakes import FakeSlack
from tests.times import Clock


class Desk:
    """An app with one handler of each kind, which writes a journal row and then does what `then` says."""

    def __init__(self, db: Database, slack: FakeSlack, clock: Clock) -> None:
        self.db = db
        client = WebClient(base_url="http://127.0.0.1:9/api/")
        app = bolt_app("xoxb-test", None, client=client, identity=slack.identity())
        wiring = Wiring(app, Deps(database=db, slack=slack, clock=clock))
        wiring.command("/desk", {}, otherwise=self.handle)
        wiring.action("press", self.handle, needs=None)
        wiring.submission("form", self.handle, needs=None)
        wiring.event("app_home_opened", self.handle, needs=None)
        self.then: Answer | Exception | Callable[[Request], Answer] = requests.nothing()
        self.driver = Driver(app, slack)

    def handle(self, request: Request) -> Answer:
        journal.record(
            request.session, now=request.now, actor_id=request.actor.person_id, action="x", thing="desk", thing_id=1
        )
        if isinstance(self.then, Exception):
            raise self.then
        return self.then if isinstance(self.then, Answer) else self.then(request)

    def effects(self) -> int:
        with self.db.reading() as session:
            return session.query(JournalRow).filter_by(action="x").count()

    def refusals(self) -> list[JournalRow]:
        with self.db.reading() as session:
            return session.query(JournalRow).filter_by(action="access.refused").all()


@pytest.fixture
def desk(db: Database, world: World, slack: FakeSlack, clock: Clock) -> Desk:
    return Desk(db, slack, clock)
