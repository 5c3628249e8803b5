"""The verifier: what was tried more than once is looked for again, and what stands there twice is taken back.

A second copy comes about only where Slack applies a request later than the settle time, or a sender froze between its
deadline and the socket. The look comes 2 and 15 minutes after a message was sent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select, text, update

from qabot import outbox
from qabot.clock import Clock
from qabot.db import Database
from qabot.outbox import OutboxRow
from qabot.slack.port import Posted, Refused, Slack, SlackFault
from scheduler.sender import EVENT_TYPE

log = structlog.get_logger()
LOOKS = (timedelta(minutes=2), timedelta(minutes=15))
AT_MOST = 20


@dataclass(frozen=True)
class Look:
    """A message that may stand there twice, and the look that is due."""

    row_id: int
    key: str
    at: Posted
    since: datetime
    thread_ts: str | None
    number: int


@dataclass(frozen=True)
class Verifier:
    database: Database
    slack: Slack
    clock: Clock

    def run(self) -> None:
        """Look for what is due; where Slack cannot answer now, the next beat asks again."""
        for look in self._due():
            try:
                self._verify(look)
            except SlackFault as fault:
                log.warning("outbox.not_verified", row=look.row_id, code=fault.code)
                return

    def _due(self) -> list[Look]:
        now = self.clock()
        late = or_(*((OutboxRow.looks == n) & (OutboxRow.sent_at <= now - wait) for n, wait in enumerate(LOOKS)))
        due = select(OutboxRow).where(text(outbox.TO_VERIFY), late).order_by(OutboxRow.id).limit(AT_MOST)
        with self.database.reading() as session:
            return [_look(row, now) for row in session.execute(due).scalars()]

    def _verify(self, look: Look) -> None:
        try:
            found = self.slack.find_copies(
                look.at.channel,
                since=look.since.timestamp(),
                event_type=EVENT_TYPE,
                key=look.key,
                thread_ts=look.thread_ts,
            )
        except Refused as fault:
            # A history that may not be read will not tell us at the next look either.
            log.warning("outbox.not_verified", row=look.row_id, code=fault.code)
            self._note(look, look.at)
            return
        kept = look.at if look.at in found or not found else found[0]
        for copy in found:
            if copy != kept:
                self._delete(look, copy)
        self._note(look, kept)

    def _delete(self, look: Look, copy: Posted) -> None:
        try:
            self.slack.delete(copy)
        except Refused as fault:
            # Another replica was here first, or Slack does not let it go: it is not counted as ours.
            log.warning("outbox.copy_stays", row=look.row_id, code=fault.code)
            return
        log.warning("outbox.copy_deleted", row=look.row_id)
        # Counted at once: a crash, or a fault at the next copy, must not forget this one.
        with self.database.transaction() as session:
            session.execute(update(OutboxRow).where(OutboxRow.id == look.row_id).values(copies=OutboxRow.copies + 1))

    def _note(self, look: Look, kept: Posted) -> None:
        done = update(OutboxRow).where(OutboxRow.id == look.row_id, OutboxRow.looks < look.number)
        with self.database.transaction() as session:
            session.execute(done.values(looks=look.number, sent_channel=kept.channel, sent_ts=kept.ts))


def _look(row: OutboxRow, now: datetime) -> Look:
    sent = row.sent_at or now
    return Look(
        row_id=row.id,
        key=row.key or f"row:{row.id}",
        at=Posted(row.sent_channel or row.target, row.sent_ts or ""),
        since=row.first_tried_at or row.created_at,
        thread_ts=row.thread_ts,
        # After a long stop one look does for both.
        number=sum(sent <= now - wait for wait in LOOKS),
    )
