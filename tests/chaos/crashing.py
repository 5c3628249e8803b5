"""A process that dies where it is told to: before or after any commit and any call to Slack.

The boundaries are counted as they are reached, so that a test can die at each of them in turn.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from qabot.db import Database
from qabot.slack.port import File, Message, Posted, Unknown, Upload
from tests.fakes import FakeSlack, Said
from tests.times import Clock

T = TypeVar("T")


class Crash(BaseException):
    """The process is gone: nothing may catch this but the test."""


@dataclass
class Points:
    """The boundaries that were reached, by name; at number `die_at` the process dies."""

    die_at: int | None = None
    reached: list[str] = field(default_factory=list)

    def reach(self, name: str) -> None:
        self.reached.append(name)
        if len(self.reached) - 1 == self.die_at:
            raise Crash(name)


class CrashingDatabase(Database):
    """The same database, with a boundary on each side of a commit."""

    def __init__(self, inner: Database, points: Points) -> None:
        self.engine, self._writes, self._reads = inner.engine, inner._writes, inner._reads
        self._points = points

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with super().transaction() as session:
            yield session
            self._points.reach("before commit")
        self._points.reach("after commit")


@dataclass
class LedgerSlack(FakeSlack):
    """What it was asked to do stays done, whoever dies; some posts are lost on the way, or are applied later.

    `mishaps` are drawn one for each post: "lost answer" (done, nobody hears it), "late" (done after `delay`).
    """

    points: Points = field(default_factory=Points)
    clock: Clock = field(default_factory=Clock)
    mishaps: list[str] = field(default_factory=list)
    delay: timedelta = timedelta(seconds=20)
    under_way: list[tuple[datetime, str, Message, dict[str, Any] | None]] = field(default_factory=list)

    def post(
        self, channel: str, message: Message, *, thread_ts: str | None = None, metadata: dict[str, Any] | None = None
    ) -> Posted:
        self.points.reach("before chat.postMessage")
        self.arrive()
        mishap = self.mishaps.pop(0) if self.mishaps else ""
        if mishap == "late":
            self.under_way.append((self.clock() + self.delay, channel, message, metadata))
            raise Unknown("timeout")
        at = super().post(channel, message, thread_ts=thread_ts, metadata=metadata)
        self.points.reach("after chat.postMessage")
        if mishap == "lost answer":
            raise Unknown("connection_lost")
        return at

    def begin_upload(self, file: File) -> Upload:
        return self._told("files.getUploadURLExternal", lambda: super(LedgerSlack, self).begin_upload(file))

    def bring(self, upload: Upload) -> None:
        self._told("file_upload", lambda: super(LedgerSlack, self).bring(upload))

    def complete(self, upload: Upload) -> None:
        self._told("files.completeUploadExternal", lambda: super(LedgerSlack, self).complete(upload))

    def link_of_file(self, file_id: str) -> str | None:
        return self._told("files.info", lambda: super(LedgerSlack, self).link_of_file(file_id))

    def delete_file(self, file_id: str) -> None:
        self._told("files.delete", lambda: super(LedgerSlack, self).delete_file(file_id))

    def find_posted(self, channel: str, **about: Any) -> Posted | None:
        return self._told("conversations.history", lambda: super(LedgerSlack, self).find_posted(channel, **about))

    def find_copies(self, channel: str, **about: Any) -> list[Posted]:
        return self._told("conversations.history", lambda: super(LedgerSlack, self).find_copies(channel, **about))

    def delete(self, at: Posted) -> None:
        self._told("chat.delete", lambda: super(LedgerSlack, self).delete(at))

    def arrive(self) -> None:
        """Let what was under way be applied, as time passes."""
        due = [entry for entry in self.under_way if entry[0] <= self.clock()]
        self.under_way = [entry for entry in self.under_way if entry not in due]
        for _, channel, message, metadata in due:
            self.posts[Posted(channel, f"{1_700_000_000 + next(self._numbers)}.000100")] = Said(
                channel, message, None, metadata
            )

    def _told(self, method: str, call: Callable[[], T]) -> T:
        self.points.reach(f"before {method}")
        self.arrive()
        answer = call()
        self.points.reach(f"after {method}")
        return answer
