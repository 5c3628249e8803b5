"""What falls due by working time: undecided disputes, results that nobody acknowledges, and telling people of it.

One transaction for each thing, so that one does not hold up the others. Whoever is to be told is told once nothing is
due any more: only then is it known how much goes into one message. Several processes may beat at once.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from qabot.audit import notices as audit_notices
from qabot.audit import reminders, unacknowledged
from qabot.audit.reminder_rules import After
from qabot.clock import Clock
from qabot.db import Database
from qabot.dispute import expiring
from qabot.dispute import notices as dispute_notices
from qabot.dispute import queries as disputes
from qabot.notice import queries as notices
from qabot.notice import service as telling
from qabot.notice.kinds import Kinds

log = structlog.get_logger()
KINDS: Kinds = {**audit_notices.KINDS, **dispute_notices.KINDS}

Due = Callable[[Session, datetime], list[int]]
Act = Callable[..., object]


def beating(database: Database, clock: Clock, after: After) -> Callable[[], int]:
    """The beat; it tells how many things it has dealt with."""
    steps: tuple[tuple[str, Due, Act], ...] = (
        ("dispute", disputes.due, expiring.act),
        ("audit", unacknowledged.due, partial(reminders.act, after=after)),
        ("person", notices.waiting, lambda session, number, now: telling.gather(session, KINDS, number, now=now)),
    )
    return lambda: sum(_all(database, clock(), *step) for step in steps)


def _all(database: Database, now: datetime, thing: str, due: Due, act: Act) -> int:
    """Go on until nothing is due: what another process took at this moment is waited for, and then done."""
    dealt_with, failed = 0, set[int]()
    while True:
        # Looking takes no write lock: an idle bot leaves the database alone.
        with database.reading() as session:
            found = [number for number in due(session, now) if number not in failed]
        if not found:
            return dealt_with
        for number in found:
            try:
                with database.transaction() as session:
                    dealt_with += bool(act(session, number, now=now))
            except (InterfaceError, OperationalError):
                # The database is away: nothing is wrong with this thing.
                raise
            except Exception:
                # What cannot be dealt with is left until the next beat, and stops nothing else.
                log.exception("deadline.failed", thing=thing, number=number)
                failed.add(number)
