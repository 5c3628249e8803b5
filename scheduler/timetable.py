"""Everything that happens by itself, on one screen.

A heartbeat only looks for what is due in the database, so it may be late, run twice or run on every replica.
"""

from collections.abc import Callable
from dataclasses import dataclass

from qabot import interaction
from qabot.clock import Clock
from qabot.db import Database
from qabot.people import queries
from qabot.people import service as people
from qabot.slack.port import Slack
from scheduler.sender import Sender


@dataclass(frozen=True)
class Heartbeat:
    """`every` is in seconds."""

    name: str
    every: float
    beat: Callable[[], object]
    at_start: bool = False


def heartbeats(
    *, database: Database, slack: Slack, clock: Clock, sender: Sender, every: float = 0.5
) -> tuple[Heartbeat, ...]:
    def sweep() -> None:
        with database.transaction() as session:
            interaction.sweep(session, now=clock())

    def link_people() -> None:
        with database.reading() as session:
            if not queries.unlinked(session):
                return
        users = slack.users()
        with database.transaction() as session:
            people.link_slack_users(session, users, now=clock())

    return (
        Heartbeat("sender", every, sender.run),
        Heartbeat("reconciler", 10, sender.reconcile),
        Heartbeat("people", 30, link_people, at_start=True),
        Heartbeat("sweep", 3600, sweep),
    )
