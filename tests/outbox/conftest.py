"""An outbox with a sender, to write to and to let run."""

from dataclasses import dataclass, field

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot import outbox
from qabot.db import Database
from qabot.outbox import Claim, OutboxRow
from qabot.slack import blocks
from qabot.slack.port import File, Message
from scheduler.sender import Sender
from tests.fakes import FakeSlack
from tests.times import Clock


def report(_session: Session, subject: int) -> Message:
    file = File(f"report-{subject}.json", f"Report {subject}", "All figures", f'{{"report": {subject}}}'.encode())
    return Message("Your report", file=file)


@dataclass
class Office:
    """An outbox with a sender; the card `note` shows what `notes` holds at the moment of sending, `report` a file."""

    db: Database
    slack: FakeSlack
    clock: Clock
    notes: dict[int, str] = field(default_factory=dict)

    def sender(self) -> Sender:
        return Sender(
            database=self.db,
            slack=self.slack,
            clock=self.clock,
            cards={"note": self._note, "report": report},
            home=lambda _session, user, _now: blocks.home([blocks.section(f"Home of {user}")]),
        )

    def say(self, text: str, channel: str = "C1", **more: object) -> None:
        with self.db.transaction() as session:
            outbox.enqueue(
                session,
                key=text,
                channel=channel,
                message=Message(text),
                now=self.clock(),
                **more,  # type: ignore[arg-type]  # the keywords of enqueue
            )

    def post_note(self, subject: int, channel: str = "U1") -> None:
        with self.db.transaction() as session:
            outbox.post_card(session, card="note", subject=subject, channel=channel, now=self.clock())

    def post_report(self, subject: int, channel: str = "U1") -> None:
        with self.db.transaction() as session:
            outbox.post_card(session, card="report", subject=subject, channel=channel, now=self.clock())

    def refresh_note(self, subject: int) -> None:
        with self.db.transaction() as session:
            outbox.refresh_card(session, card="note", subject=subject, now=self.clock())

    def run(self, seconds: float = 0) -> None:
        """Let the heartbeat come until nothing more can be sent, some seconds from now."""
        self.clock.forward(seconds=seconds)
        for _ in range(20):
            self.sender().run()
            self.clock.forward(seconds=2)

    def take(self, session: Session) -> Claim | None:
        """Claim one row, as a sender does."""
        return next(iter(outbox.claim(session, now=self.clock(), at_most=1)), None)

    def states(self) -> list[str]:
        with self.db.reading() as session:
            return list(session.execute(select(OutboxRow.state).order_by(OutboxRow.id)).scalars())

    def said(self) -> list[str]:
        return [said.message.text for said in self.slack.posts.values()]

    def _note(self, _session: Session, subject: int) -> Message | None:
        text = self.notes.get(subject)
        return Message(text) if text else None


@pytest.fixture
def office(db: Database, slack: FakeSlack, clock: Clock) -> Office:
    return Office(db, slack, clock)
