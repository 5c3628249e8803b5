"""Growth: the same story with a thousand audits behind it and with a million.

Stories alternate between the two, so that noise hits both alike. Each request of the story is compared with itself.
"""

import statistics
from contextlib import ExitStack

from rich.console import Console
from rich.table import Table

from bench.baselines import Statements, bolt
from bench.history import fill, take_stock
from bench.interactions import Desk, Quiet, migrated, more_tickets, play
from qabot import clock
from qabot.app import assemble
from qabot.db import Database
from tests import databases, factories

FEW = 1_000
STEPS = (
    "help",
    "draw the next ticket",
    "rate",
    "rate",
    "next page",
    "rate below full marks",
    "rate",
    "review",
    "submit and publish",
    "Home of the auditor",
    "open the dispute",
    "dispute",
    "Home of the lead",
    "open the decision",
    "decide",
    "acknowledge",
    "Home of the associate",
)
Times = list[list[float]]


def run(quick: bool) -> dict[str, float]:
    """Median time with few audits to that with many, over all requests: 1 is no growth, less is growth."""
    many, stories = (50_000, 25) if quick else (1_000_000, 100)
    databases.prepare()
    try:
        measured = {backend: _measure(backend, many, stories) for backend in databases.BACKENDS}
    finally:
        databases.remove()
    _show(measured, many)
    return {f"steady_{backend}": _median(few) / _median(more) for backend, (few, more) in measured.items()}


def _measure(backend: str, many: int, stories: int) -> tuple[Times, Times]:
    with ExitStack() as stack:
        players = []
        for audits in (FEW, many):
            database = stack.enter_context(migrated(backend))
            factories.make_world(database)
            fill(database, audits)
            more_tickets(database)
            take_stock(database)
            players.append(_Player(database))
        for _ in range(3):
            for player in players:
                player.story()
        rounds = [(players[0].story(), players[1].story()) for _ in range(stories)]
        return [few for few, _ in rounds], [more for _, more in rounds]


class _Player:
    """A bot on one of the databases."""

    def __init__(self, database: Database) -> None:
        self.database, self.slack = database, Quiet()
        self.desk = Desk(bolt(), self.slack)
        self.desk.statements = Statements()
        assemble(database, self.slack, self.desk.app, now=clock.now)

    def story(self) -> list[float]:
        """The seconds of each of its requests."""
        self.desk.seconds.clear()
        with self.desk.statements.counting(self.database):
            play(self.desk, self.slack, self.database)
        return list(self.desk.seconds)


def _median(stories: Times) -> float:
    return statistics.median(second for story in stories for second in story)


def _show(measured: dict[str, tuple[Times, Times]], many: int) -> None:
    table = Table(title=f"Growth: p50 with {FEW:,} audits and with {many:,}")
    for column in ("database", "request", "few, ms", "many, ms", "growth"):
        table.add_column(column, justify="left" if column in ("database", "request") else "right")
    for backend, (few, more) in measured.items():
        for step, name in enumerate(STEPS):
            before, after = (statistics.median(story[step] for story in stories) for stories in (few, more))
            table.add_row(backend, name, f"{before * 1000:.2f}", f"{after * 1000:.2f}", f"{after / before:.2f}")
        before, after = _median(few), _median(more)
        table.add_row(backend, "all", f"{before * 1000:.2f}", f"{after * 1000:.2f}", f"{after / before:.2f}")
    Console().print(table)
