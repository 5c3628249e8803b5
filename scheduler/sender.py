"""The sender: claims a row of the outbox, says it, writes how that ended, and looks after what stayed unknown.

The claim is committed before the network call and its outcome after it: a crash in between leaves a row whose lease
passes. Such a row is looked for in Slack's history by the key in its metadata before it is said again.
"""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from qabot import outbox
from qabot.clock import Clock
from qabot.db import Database
from qabot.outbox import Claim, Kind, State, claims
from qabot.slack.port import (
    Message,
    NotSent,
    Posted,
    RateLimited,
    Refused,
    Slack,
    SlackFault,
    Unauthorised,
    Unknown,
    View,
)
from scheduler.audience import Withheld, require_our_own
from scheduler.files import attached

log = structlog.get_logger()

RenderCard = Callable[[Session, int], Message | None]
# From when a card may be said, now or later; None where it need not be said any more.
SayFrom = Callable[[Session, int, datetime], datetime | None]
RenderHome = Callable[[Session, str, datetime], View | None]
EVENT_TYPE = "qabot_message"
LONGEST_WAIT = 300.0
WITHOUT_TOKEN = timedelta(minutes=1)
# So many rows are claimed at a time, each of another line. Whoever dies leaves no more than that to be looked for.
BATCH = 10
# In seconds: what may go out so soon is waited for, and what opens so close together is claimed together.
MOMENT, TOGETHER = 0.5, 0.01
# After so many the heartbeat ends, to be seen alive.
ROUNDS = 60


@dataclass(frozen=True)
class Sender:
    """What sending needs; `cards` maps the name of a card to what renders it. `stopping` lets it end after a row.

    `timely` knows of some cards when they may be posted.
    """

    database: Database
    slack: Slack
    clock: Clock
    cards: Mapping[str, RenderCard]
    home: RenderHome
    timely: Mapping[str, SayFrom] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def beat(self) -> None:
        """Send what can be sent, as long as something can: the gates of channels open all the time."""
        for _ in range(ROUNDS):
            if not self.run(moment=MOMENT):
                return

    def run(self, *, at_most: int = 200, moment: float = 0.0) -> int:
        """Send what can be sent now, or within so many seconds; how many rows were tried."""
        if not self._anything_to_do():
            return 0
        self._tidy()
        until, tried = monotonic() + moment, 0
        while tried < at_most and not self.stopping.is_set():
            sent = self._send_some(min(BATCH, at_most - tried))
            if not sent and not self._opens(until):
                break
            tried += sent
        return tried

    def _send_some(self, at_most: int) -> int:
        # By this machine's own clock, which nobody sets: begun any later, it is somebody else's.
        begin_by = monotonic() + claims.LEASE.total_seconds()
        with self.database.transaction() as session:
            taken = outbox.claim(session, now=self.clock(), at_most=at_most)
        for tried, one in enumerate(taken, start=1):
            go_on = self._deliver(one, begin_by)
            late = monotonic() > begin_by - claims.LEASE.total_seconds() / 2
            if not go_on or late or self.stopping.is_set():
                self._give_back(taken[tried:])
                return tried
        return len(taken)

    def _give_back(self, untried: list[Claim]) -> None:
        with self.database.transaction() as session:
            for one in untried:
                outbox.give_back(session, one)

    def _opens(self, until: float) -> bool:
        """Wait until a gate opens behind which something waits; at once False where that is later."""
        if monotonic() > until:
            return False
        with self.database.reading() as session:
            now = self.clock()
            opens = outbox.next_opening(session, now=now)
        wait = None if opens is None else max((opens - now).total_seconds(), TOGETHER)
        return wait is not None and monotonic() + wait <= until and not self.stopping.wait(wait)

    def reconcile(self) -> None:
        """Find out what became of the rows that may have been posted."""
        with self.database.reading() as session:
            rows = outbox.unknown(session, now=self.clock())
            open_ends = [(outbox.as_claim(row), row.first_tried_at or row.created_at) for row in rows]
        for taken, since in open_ends:
            self._resolve(taken, since)

    def _anything_to_do(self) -> bool:
        # Looking takes no write lock: an idle bot leaves the database alone.
        with self.database.reading() as session:
            return outbox.in_line(session, now=self.clock())

    def _tidy(self) -> None:
        with self.database.transaction() as session:
            outbox.expire(session, now=self.clock())

    def _deliver(self, taken: Claim, begin_by: float) -> bool:
        """Try this row; whether Slack takes others now."""
        try:
            if not self._is_time(taken):
                return True
            say = self._prepared(taken)
            if monotonic() > begin_by:
                raise NotSent("took_too_long")
        except SlackFault as fault:
            return self._failed(taken, fault)
        except SQLAlchemyError:
            # The database is away: nothing is wrong with this row, and its lease lets it come again.
            raise
        except Exception:
            # A card that cannot be rendered must not be tried for ever, nor stop the rows of other channels.
            log.exception("outbox.cannot_be_rendered", row=taken.row_id, kind=taken.kind)
            self._settle(taken, State.DEAD, fault="cannot_be_rendered")
            return True
        try:
            posted = say()
        except SlackFault as fault:
            return self._failed(taken, fault)
        except Exception:
            # It may have been sent: that is for the reconciler to find out.
            log.exception("outbox.broken", row=taken.row_id, kind=taken.kind)
            return self._failed(taken, Unknown("broken"))
        self._settle(taken, State.SENT, **_place(posted))
        return True

    def _is_time(self, taken: Claim) -> bool:
        """Whether this may be said now; what may not waits in a line of its own, or ends unsaid."""
        say_from = self.timely.get(taken.card or "")
        if taken.kind is not Kind.POST or say_from is None or taken.subject is None:
            return True
        now = self.clock()
        with self.database.reading() as session:
            at = say_from(session, taken.subject, now)
        if at is None:
            self._settle(taken, State.EXPIRED, fault="not_needed", dropped_at=now)
        elif at > now:
            self._settle(taken, State.PENDING, not_before=at, line=f"{outbox.LATER}{taken.target}")
        return at is not None and at <= now

    def _prepared(self, taken: Claim) -> Callable[[], Posted | None]:
        """The one call to Slack that says this row; all that it needs is read already, and its file is in Slack."""
        if taken.kind is Kind.HOME:
            with self.database.reading() as session:
                view = self.home(session, taken.target, self.clock())
            return lambda: self.slack.publish_home(taken.target, view) if view is not None else None
        require_our_own(self.slack, taken.target)
        message = taken.message or self._rendered(taken)
        if taken.kind is Kind.POST:
            shown = attached(self.database, self.slack, self.clock, taken, message)
            metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": taken.key}}
            return lambda: self.slack.post(taken.target, shown, thread_ts=taken.thread_ts, metadata=metadata)
        at = self._posted_card(taken)
        return lambda: self._update(at, message)

    def _update(self, at: Posted | None, message: Message) -> Posted | None:
        if at is not None:
            self.slack.update(at, message)
        return at

    def _rendered(self, taken: Claim) -> Message:
        if taken.card is None or taken.subject is None:
            raise Refused("nothing_to_say")
        with self.database.reading() as session:
            message = self.cards[taken.card](session, taken.subject)
        if message is None:
            raise Refused("subject_is_gone")
        return message

    def _posted_card(self, taken: Claim) -> Posted | None:
        if taken.card is None or taken.subject is None:
            return None
        with self.database.reading() as session:
            return outbox.posted_card(session, card=taken.card, subject=taken.subject)

    def _failed(self, taken: Claim, fault: SlackFault) -> bool:
        """Write how this ended; whether Slack takes others now."""
        now = self.clock()
        log.warning("outbox.fault", row=taken.row_id, kind=taken.kind, attempts=taken.attempts, code=fault.code)
        if isinstance(fault, Refused):
            self._settle(taken, State.DEAD, fault=fault.code)
        elif isinstance(fault, Withheld):
            self._settle(taken, State.HELD, fault=fault.code)
        elif isinstance(fault, RateLimited):
            wait = timedelta(seconds=fault.retry_after * random.uniform(1.0, 1.2))  # noqa: S311 jitter, not a secret
            self._again(taken, fault, not_before=now + wait, line=outbox.WORKSPACE)
        elif isinstance(fault, Unauthorised):
            self._again(taken, fault, not_before=None, line=outbox.WORKSPACE)
        elif isinstance(fault, Unknown) and taken.kind is Kind.POST:
            self._settle(taken, State.UNKNOWN, fault=fault.code)
        elif isinstance(fault, NotSent | Unknown):
            # A refresh that Slack may still apply must not come after a newer one, and undo it.
            settles = claims.SETTLE if isinstance(fault, Unknown) else timedelta(0)
            self._again(taken, fault, not_before=now + settles + backoff(taken.attempts), line=None)
        else:
            raise fault
        return not isinstance(fault, RateLimited | Unauthorised)

    def _again(self, taken: Claim, fault: SlackFault, *, not_before: datetime | None, line: str | None) -> None:
        with self.database.transaction() as session:
            if line is not None:
                outbox.close_gate(session, line, until=not_before or self.clock() + WITHOUT_TOKEN)
            if outbox.yield_to_newer(session, taken, not_before=not_before):
                outbox.settle(session, taken, now=self.clock(), state=State.EXPIRED, fault=fault.code)
            else:
                outbox.settle(
                    session, taken, now=self.clock(), state=State.PENDING, not_before=not_before, fault=fault.code
                )

    def _settle(self, taken: Claim, state: State, **changes: object) -> None:
        with self.database.transaction() as session:
            outbox.settle(session, taken, now=self.clock(), state=state, **changes)

    def _resolve(self, taken: Claim, since: datetime) -> None:
        if taken.kind is not Kind.POST:
            self._again(taken, Unknown("lease_passed"), not_before=None, line=None)
            return
        try:
            found = self.slack.find_posted(
                taken.target, since=since.timestamp(), event_type=EVENT_TYPE, key=taken.key, thread_ts=taken.thread_ts
            )
        except Refused as fault:
            self._settle(taken, State.HELD, fault=fault.code)
        except Unauthorised as fault:
            self._settle(taken, State.UNKNOWN, fault=fault.code)
        except SlackFault as fault:
            log.warning("outbox.history_unreadable", row=taken.row_id, code=fault.code)
        else:
            if found is None:
                again = self.clock() + backoff(taken.attempts)
                self._again(taken, Unknown("not_in_history"), not_before=again, line=None)
            else:
                self._settle(taken, State.SENT, **_place(found))


def backoff(attempts: int) -> timedelta:
    """Full jitter: a random wait up to 2 s, 4 s, 8 s, …, at most five minutes."""
    ceiling = min(LONGEST_WAIT, 2.0 ** min(attempts, 10))
    return timedelta(seconds=random.uniform(0.5, ceiling))  # noqa: S311 jitter, not a secret


def _place(posted: Posted | None) -> dict[str, str | None]:
    return {"sent_channel": posted.channel, "sent_ts": posted.ts, "fault": None} if posted else {"fault": None}
