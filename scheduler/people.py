"""Matching people to Slack users, for as long as somebody is not matched yet.

The list of a large workspace costs many calls, so while nothing changes the pauses grow: from every beat to once an
hour. Somebody new in the programme brings the short ones back.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from qabot.clock import Clock
from qabot.db import Database
from qabot.people import queries
from qabot.people import service as people
from qabot.slack.port import Slack

FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)


def linking(database: Database, slack: Slack, clock: Clock) -> Callable[[], None]:
    """The beat; it remembers whom it looked for in vain."""
    sought: frozenset[int] = frozenset()
    pause, next_look = FIRST, datetime.min.replace(tzinfo=clock().tzinfo)

    def strangers() -> frozenset[int]:
        with database.reading() as session:
            return frozenset(person.person_id for person in queries.unlinked(session))

    def beat() -> None:
        nonlocal sought, pause, next_look
        missing, now = strangers(), clock()
        if not missing or (missing == sought and now < next_look):
            return
        users = slack.users()
        with database.transaction() as session:
            people.link_slack_users(session, users, now=now)
        left = strangers()
        pause = min(pause * 2, LONGEST) if left == sought else FIRST
        sought, next_look = left, now + pause

    return beat
