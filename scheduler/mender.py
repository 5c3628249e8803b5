"""What was not said because something was wrong in Slack goes out by itself once that is mended.

Slack is asked about the channel, and about the app's permissions, not troubled with the message again and again.
"""

from collections.abc import Callable

import structlog

from qabot.clock import Clock
from qabot.db import Database
from qabot.delivery import queries, service
from qabot.delivery.rules import Cure, Stranded
from qabot.manifest import wanted_scopes
from qabot.slack.port import Slack, SlackFault
from scheduler.audience import Withheld, require_our_own

log = structlog.get_logger()

# So many places are asked about in one beat, the longest waiting first: Slack answers fifty such questions a minute.
PLACES = 10


def mending(database: Database, slack: Slack, clock: Clock) -> Callable[[], None]:
    """The beat."""

    def beat() -> None:
        with database.reading() as session:
            stranded = queries.stranded(session, now=clock())
        for one in stranded[:PLACES]:
            if _is_mended(slack, one):
                with database.transaction() as session:
                    count = service.resume(session, one.row_ids, now=clock())
                log.info("outbox.resumed", count=count, cure=one.cure.value)

    return beat


def _is_mended(slack: Slack, stranded: Stranded) -> bool:
    try:
        if stranded.cure is Cure.SCOPES:
            return wanted_scopes() <= slack.identity().scopes
        require_our_own(slack, stranded.target)
        place = slack.channel(stranded.target)
    except (SlackFault, Withheld):
        return False
    return place.is_member and not place.archived
