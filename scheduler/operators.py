"""The operators hear what could not be said: one message for each kind of trouble."""

from collections.abc import Callable

from qabot.clock import Clock
from qabot.db import Database
from qabot.delivery import service


def telling(database: Database, clock: Clock, channel: str | None) -> Callable[[], None]:
    """The beat; without a channel the admins are told by direct message."""

    def beat() -> None:
        with database.reading() as session:
            if not service.news(session, now=clock()):
                return
        with database.transaction() as session:
            service.tell(session, channel=channel, now=clock())

    return beat
