"""What is to be said meanwhile, written as the slices write it: in one transaction with the change it tells about."""

import random
import threading
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from qabot import clock, outbox
from qabot.db import Database
from qabot.health import WAITING
from qabot.outbox import Kind, OutboxRow, State
from qabot.slack.port import Message
from tests.chaos import things

CHANNELS = tuple(f"CROOM{number}" for number in range(6))
PEOPLE = ("UMAYA", "UTOM", "UIDA")
AT_MOST_WAITING = 80
PAUSE = 0.05


class ThoughtBetterOfIt(Exception):
    """The transaction is rolled back: of what it wrote, nothing may ever be said."""


@dataclass
class Load:
    """One writer, so that the order of rows is the order in which things were meant."""

    database: Database
    seed: int
    failed: int = 0
    taken_back: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _written: int = 0
    _things: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(f"load {self.seed}")  # noqa: S311  # repeatable, not secret
        self._thread = threading.Thread(target=self._run, name="load", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(PAUSE):
            try:
                if self._waiting() < AT_MOST_WAITING:
                    self.step()
            except SQLAlchemyError:
                # The database is away. Whether this was committed nobody knows; the judge asks the outbox.
                self.failed += 1

    def step(self) -> None:
        """One thing that happens, with all that is said about it."""
        does = self._chance.choices((self._say, self._appear, self._change, self._answer), (6, 1, 3, 1))[0]
        takes_back = self._chance.random() < 0.05
        try:
            with self.database.transaction() as session:
                does(session)
                if takes_back:
                    raise ThoughtBetterOfIt
        except ThoughtBetterOfIt:
            self.taken_back += 1

    def _waiting(self) -> int:
        with self.database.reading() as session:
            waiting = select(func.count()).select_from(OutboxRow).where(text(f"outbox.{WAITING}"))
            return session.execute(waiting).scalar_one()

    def _say(self, session: Session) -> None:
        for _ in range(self._chance.randint(1, 3)):
            where = self._chance.choice((*CHANNELS, *CHANNELS, *PEOPLE))
            soon = timedelta(seconds=5) if self._chance.random() < 0.02 else None
            self._enqueue(session, where, expires_at=clock.now() + soon if soon else None)

    def _answer(self, session: Session) -> None:
        """In the thread of something that was said."""
        where = self._chance.choice(CHANNELS)
        said = select(OutboxRow.sent_ts).where(
            OutboxRow.line == where,
            OutboxRow.state == State.SENT,
            OutboxRow.kind == Kind.POST,
            OutboxRow.attempts == 1,
            OutboxRow.thread_ts.is_(None),
            OutboxRow.sent_ts.is_not(None),
        )
        parent = session.execute(said.order_by(OutboxRow.id.desc()).limit(1)).scalar_one_or_none()
        self._enqueue(session, where, thread_ts=parent)

    def _appear(self, session: Session) -> None:
        self._things += 1
        owner = self._chance.choice(PEOPLE)
        things.add(session, self._things, owner)
        where = self._chance.choice((*CHANNELS, *PEOPLE))
        outbox.post_card(session, card=things.CARD, subject=self._things, channel=where, now=clock.now())
        outbox.refresh_home(session, slack_user_id=owner, now=clock.now())

    def _change(self, session: Session) -> None:
        thing = self._chance.randint(max(1, self._things - 10), max(1, self._things))
        owner = things.change(session, thing)
        # The thing may have been taken back.
        if owner is not None:
            outbox.refresh_card(session, card=things.CARD, subject=thing, now=clock.now())
            outbox.refresh_home(session, slack_user_id=owner, now=clock.now())

    def _enqueue(self, session: Session, where: str, **more: object) -> None:
        self._written += 1
        key = f"said:{self._written}"
        outbox.enqueue(session, key=key, channel=where, message=Message(key), now=clock.now(), **more)  # type: ignore[arg-type]  # keywords of enqueue
