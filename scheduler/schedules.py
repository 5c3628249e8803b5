"""What is due by the timetable: one transaction for each schedule, so that one which fails holds up no other."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from qabot.clock import Clock
from qabot.db import Database
from qabot.schedule import queries, service
from qabot.schedule.kinds import Timetable

log = structlog.get_logger()
REST = timedelta(minutes=1)


def ticking(database: Database, clock: Clock, timetable: Timetable) -> Callable[[], int]:
    """The beat; it tells how many occurrences it has dealt with. Several processes may beat at once."""
    resting: dict[int, datetime] = {}

    def beat() -> int:
        now = clock()
        # Looking takes no write lock: an idle bot leaves the database alone.
        with database.reading() as session:
            due = queries.due(session, kinds=timetable.kinds, now=now)
        return sum(one(schedule_id, now) for schedule_id in due if resting.get(schedule_id, now) <= now)

    def one(schedule_id: int, now: datetime) -> int:
        try:
            with database.transaction() as session:
                dealt = service.tick(session, schedule_id, timetable=timetable, now=now)
        except DBAPIError:
            # The database is away: nothing is wrong with this schedule, and the next beat comes again.
            raise
        except Exception:
            # Nothing of it is written, so it stays due: a rule that another version has written, or a fault of ours.
            log.exception("schedule.failed", schedule=schedule_id)
            resting[schedule_id] = now + REST
            return 0
        resting.pop(schedule_id, None)
        return dealt

    return beat
