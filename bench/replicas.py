"""Interactions in three processes on one PostgreSQL, beside one process: `python -m bench interactions` ends with it.

Each process is a replica of its own that serves the stories of one line of business, as departments that work side by
side. The stories are those of `bench.interactions`; a round is one process alone, and then all three at the same time.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain, count

from rich.console import Console
from rich.table import Table

from bench import interactions
from bench.baselines import Statements, bolt
from bench.interactions import Cast, Desk, Quiet, migrated, more_tickets, play
from qabot import clock
from qabot.access import Role
from qabot.app import assemble
from qabot.db import Database
from qabot.people.models import LineOfBusiness, Person, Queue, RoleGrant, Team
from qabot.people.rules import fold
from tests import databases, factories

REPLICAS = 3
FIRST_ID = 100
ROLES = (Role.AUDITOR, Role.ASSOCIATE, Role.QA_LEAD)


@dataclass(frozen=True)
class Round:
    """Requests a second, and the seconds that each request took."""

    rate: float
    seconds: list[float]


def run(quick: bool) -> dict[str, float]:
    """All ratios of interactions; the last is the throughput of three processes to that of one."""
    ratios = interactions.run(quick)
    rounds, stories = (3, 6) if quick else (9, 25)
    databases.prepare()
    try:
        with migrated("postgresql") as database, ExitStack() as stack:
            furnish(database)
            url = database.engine.url.render_as_string(hide_password=False)
            replicas = [stack.enter_context(_replica(url, number)) for number in range(REPLICAS)]
            pairs = [(_round(replicas[:1], stories), _round(replicas, stories)) for _ in range(rounds)]
    finally:
        databases.remove()
    _show(pairs)
    return ratios | {"three_processes_to_one": statistics.median(three.rate / one.rate for one, three in pairs)}


def cast(number: int) -> Cast:
    return Cast(f"auditor{number}", f"associate{number}", f"lead{number}")


def furnish(database: Database) -> None:
    """A line of business for each process, with its people and tickets."""
    factories.make_world(database)
    for number in range(REPLICAS):
        place, people = FIRST_ID + number, cast(number)
        keys = (people.auditor, people.associate, people.lead)
        with database.transaction() as session:
            session.add(LineOfBusiness(id=place, key=f"lob{number}", name=f"Line {number}"))
            session.flush()
            session.add(Queue(id=place, key=f"queue{number}", name="Queue", lob_id=place, scorecard_key="support"))
            session.add(Team(id=place, key=f"team{number}", name="Team", lob_id=place, site_id=1))
            session.flush()
            for position, (key, role) in enumerate(zip(keys, ROLES, strict=True)):
                person_id = FIRST_ID + len(ROLES) * number + position
                session.add(_person(person_id, key, team_id=place if role is Role.ASSOCIATE else None))
                session.flush()
                session.add(RoleGrant(person_id=person_id, role=role.value, lob_id=place))
        associate_id = FIRST_ID + len(ROLES) * number + ROLES.index(Role.ASSOCIATE)
        more_tickets(database, queue_id=place, associate_id=associate_id, first_id=100_000 * (number + 1))


def serve(url: str, number: int) -> None:
    """The replica: plays as many stories as a line of its input says, and tells what each request took."""
    database, slack = Database(url), Quiet()
    # Slack numbers requests: the same number from two replicas would be the same request, served once.
    desk = Desk(bolt(), slack, _numbers=count(1 + 10_000_000 * number))
    desk.statements = Statements()
    assemble(database, slack, desk.app, now=clock.now)
    with desk.statements.counting(database):
        # The first story fills every cache.
        for stories in chain((1,), map(int, sys.stdin)):
            desk.seconds.clear()
            for _ in range(stories):
                play(desk, slack, database, cast(number))
            sys.stdout.write(json.dumps(desk.seconds) + "\n")
            sys.stdout.flush()


def _person(person_id: int, key: str, team_id: int | None) -> Person:
    name = f"{key.title()} Example"
    return Person(
        id=person_id,
        key=key,
        name=name,
        folded_name=fold(name),
        email=f"{key}@example.com",
        title="",
        slack_user_id=factories.slack_id(key),
        site_id=1,
        team_id=team_id,
    )


@contextmanager
def _replica(url: str, number: int) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "bench.replicas", url, str(number)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ourselves
    try:
        _heard(process)
        yield process
    finally:
        process.terminate()
        process.wait(10)


def _round(replicas: "list[subprocess.Popen[str]]", stories: int) -> Round:
    started = time.perf_counter()
    for replica in replicas:
        assert replica.stdin is not None
        replica.stdin.write(f"{stories}\n")
        replica.stdin.flush()
    seconds = [one for replica in replicas for one in _heard(replica)]
    return Round(len(seconds) / (time.perf_counter() - started), seconds)


def _heard(replica: "subprocess.Popen[str]") -> list[float]:
    assert replica.stdout is not None
    line = replica.stdout.readline()
    if not line:
        raise RuntimeError("a replica ended; what it says is above")
    seconds: list[float] = json.loads(line)
    return seconds


def _show(pairs: list[tuple[Round, Round]]) -> None:
    table = Table(title="Interactions on PostgreSQL: processes that serve at the same time")
    for column in ("processes", "requests/s", "p50 ms", "p99 ms"):
        table.add_column(column, justify="right")
    for processes, rounds in ((1, [one for one, _ in pairs]), (REPLICAS, [three for _, three in pairs])):
        seconds = sorted(second for each in rounds for second in each.seconds)
        middle, high = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.99)]
        rate = statistics.median(each.rate for each in rounds)
        table.add_row(str(processes), f"{rate:.0f}", f"{middle * 1000:.2f}", f"{high * 1000:.2f}")
    Console().print(table)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
