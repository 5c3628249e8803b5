"""Disputes for which the clock has something to do: one transaction each, so that one does not hold up the others."""

from collections.abc import Callable

from qabot.clock import Clock
from qabot.db import Database
from qabot.dispute import expiring, queries


def due(database: Database, clock: Clock) -> Callable[[], int]:
    """The beat; it tells how many it has dealt with. Several processes may beat at once."""

    def beat() -> int:
        # Looking takes no write lock: an idle bot leaves the database alone.
        with database.reading() as session:
            found = queries.due(session, clock())
        return sum(_act(database, clock, dispute_id) for dispute_id in found)

    return beat


def _act(database: Database, clock: Clock, dispute_id: int) -> bool:
    with database.transaction() as session:
        return expiring.act(session, dispute_id, now=clock())
