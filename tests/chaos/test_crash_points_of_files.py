"""Dying at any boundary of a message with a file leaves one message that shows one file, and no other file in Slack."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pytest
from sqlalchemy import delete

from qabot import outbox
from qabot.db import Database
from qabot.outbox import Claim, Gate, OutboxFile, OutboxRow
from qabot.slack import blocks
from qabot.slack.port import File, Message, Slack
from scheduler import files
from scheduler.sender import Sender
from scheduler.verifier import Verifier
from tests.chaos.crashing import Crash, CrashingDatabase, LedgerSlack, Points
from tests.outbox.conftest import report
from tests.times import Clock

BOUNDARIES = (
    "files.getUploadURLExternal",
    "file_upload",
    "files.completeUploadExternal",
    "files.info",
    "chat.postMessage",
)


@dataclass(frozen=True)
class Verdict:
    """What stands in Slack in the end: the names of the files of each message, and how many files there are."""

    shown: list[list[str]]
    there: int
    said_after: int

    @property
    def good(self) -> bool:
        return self.shown == [["report-1.json"]] and self.there == 1 and self.said_after == 1


@dataclass
class Story:
    """A message with a file and one after it, a process that dies once, and another one that goes on."""

    db: Database

    def play(self, *, mishaps: list[str], lost: str = "", die_at: int | None = None) -> tuple[Verdict, list[str]]:
        clock, points = Clock(), Points(die_at)
        slack = LedgerSlack(points=points, clock=clock, mishaps=list(mishaps), lose_answer_of=lost)
        self._write(clock)
        self._until_it_is_quiet(slack, clock, points)
        return _verdict(slack), points.reached

    def bad(self, *, mishaps: list[str], lost: str = "") -> dict[str, Verdict]:
        """Die at each boundary in turn; what went wrong, by number and name."""
        _, reached = self.play(mishaps=mishaps, lost=lost)
        played = (
            (f"{n}: {name}", self.play(mishaps=mishaps, lost=lost, die_at=n)[0]) for n, name in enumerate(reached)
        )
        return {name: verdict for name, verdict in played if not verdict.good}

    def _write(self, clock: Clock) -> None:
        with self.db.transaction() as session:
            for table in (OutboxFile, OutboxRow, Gate):
                session.execute(delete(table))
            outbox.post_card(session, card="report", subject=1, channel="C1", now=clock())
            outbox.enqueue(session, key="after", channel="C1", message=Message("after"), now=clock())

    def _until_it_is_quiet(self, slack: LedgerSlack, clock: Clock, points: Points) -> None:
        database = CrashingDatabase(self.db, points)
        cards = {"report": report}
        sender = Sender(database=database, slack=slack, clock=clock, cards=cards, home=lambda *_: blocks.home([]))
        verifier = Verifier(database=database, slack=slack, clock=clock)
        sweep = files.sweeping(database, slack, clock)
        # Until each lease has passed, all has settled, and no upload can come late any more.
        for seconds in [2] * 4 + [32] * 8 + [240] * 6:
            try:
                for beat in (sender.run, sender.reconcile, verifier.run, sweep):
                    beat()
            except Crash:
                pass
            clock.forward(seconds=seconds)
        slack.arrive()


def _verdict(slack: LedgerSlack) -> Verdict:
    said = [one.message for _, one in sorted(slack.posts.items(), key=lambda entry: entry[0].ts)]
    after = [message for message in said if message.text == "after"]
    shown = [[file.name for file in slack.files_of(message)] for message in said if message not in after]
    return Verdict(shown, len(slack.there), len(after))


@pytest.mark.parametrize("mishaps", [[], ["lost answer"], ["late"]], ids=["none", "an answer lost", "applied late"])
def test_dying_anywhere_shows_one_file_once(db: Database, mishaps: list[str]) -> None:
    assert Story(db).bad(mishaps=mishaps) == {}


@pytest.mark.parametrize("lost", ["file_upload", "files.completeUploadExternal"])
def test_dying_after_an_answer_was_lost(db: Database, lost: str) -> None:
    assert Story(db).bad(mishaps=[], lost=lost) == {}


def test_the_boundaries_are_those_of_the_protocol(db: Database) -> None:
    _, reached = Story(db).play(mishaps=[])
    assert {f"{when} {name}" for when in ("before", "after") for name in BOUNDARIES} <= set(reached)
    uploads = [name for name in reached if "commit" in name or name.startswith("after file")]
    noted = uploads.index("after files.getUploadURLExternal")
    assert uploads[noted + 1 : noted + 4] == ["before commit", "after commit", "after file_upload"]


def test_the_harness_catches_a_sender_that_notes_a_file_too_late(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def uploaded(database: Database, slack: Slack, clock: Clock, taken: Claim, file: File) -> str:
        upload = slack.begin_upload(file)
        slack.finish_upload(upload, file)
        with database.transaction() as session:
            outbox.begin_file(session, taken, upload.file_id, now=clock())
        return upload.file_id

    monkeypatch.setattr(files, "_uploaded", uploaded)
    assert any(verdict.there > 1 for verdict in Story(db).bad(mishaps=[]).values())


@pytest.mark.parametrize("sweeps", [True, False])
def test_a_file_that_came_late_is_swept(db: Database, monkeypatch: pytest.MonkeyPatch, sweeps: bool) -> None:
    monkeypatch.setattr(LedgerSlack, "link_of_file", _forgets_twice(LedgerSlack.link_of_file))
    if not sweeps:
        monkeypatch.setattr(outbox, "unwanted", lambda *_, **__: [])
    verdict, _ = Story(db).play(mishaps=[])
    assert verdict == Verdict([["report-1.json"]], there=1 if sweeps else 2, said_after=1)


def _forgets_twice(asked: Callable[[LedgerSlack, str], str | None]) -> Callable[[LedgerSlack, str], str | None]:
    """Slack does not know a file that it has, and so another one is brought."""
    answers = count()
    return lambda slack, file_id: None if next(answers) < 2 else asked(slack, file_id)
