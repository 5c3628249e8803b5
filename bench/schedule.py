"""The timetable: a tick over 10,000 schedules of which 100 are due, and catching up with a week.

Each tick has two baselines in the same round: one plain query for the schedules that are due, and the same with what
has to be written for each of them in a transaction of its own, as plain SQL without an ORM and without reckoning. For
the catch-up, the same writing for every occurrence that was missed.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.interactions import migrated
from qabot import outbox
from qabot.db import Database
from qabot.schedule import rules, shape
from qabot.schedule.kinds import Due, Kind, Timetable
from qabot.schedule.models import ScheduleRow
from qabot.schedule.shape import OnWeekdays
from qabot.slack.port import Message
from scheduler.schedules import ticking
from tests import databases, factories
from tests.times import Clock

SCHEDULES, DUE = 10_000, 100
MISSED_DAYS = 7
ZONES = ("Europe/Berlin", "Asia/Manila", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
EVERY_DAY = OnWeekdays(days=frozenset(range(7)))
SAID = Message("The digest of this week.", [])
ASKED = "SELECT id, kind, rule, zone, local_time, channel FROM schedule WHERE enabled AND next_due_utc <= {due}"
# Rows that no schedule of ours has: the same table, and the same indexes to keep.
WRITTEN = (
    "UPDATE schedule SET done_until_utc = done_until_utc WHERE id = {key}",
    "INSERT INTO occurrence (schedule_id, due_utc, state, recorded_at) VALUES ({key}, {instant}, 'said', {instant})",
    "INSERT INTO outbox (key, kind, line, target, message, state, attempts, fence, created_at) "
    "VALUES ('bench:{key}:{number}', 'post', 'CBENCH', 'CBENCH', '{{}}', 'pending', 0, 0, {instant})",
)
Seconds = dict[str, float]


def run(quick: bool) -> dict[str, float]:
    """The ratios of throughput, ours to each baseline: 1 is equal, more is better."""
    rounds, missing = (8, 200) if quick else (40, 1000)
    databases.prepare()
    try:
        ticks = {backend: _ticks(backend, rounds) for backend in databases.BACKENDS}
        weeks = {backend: _catch_up(backend, missing) for backend in databases.BACKENDS}
    finally:
        databases.remove()
    _show(ticks, weeks, missing)
    ratios = {
        f"tick_to_{name}_{backend}": _ratio(ticks[backend], name) for backend in ticks for name in ("query", "floor")
    }
    return ratios | {f"week_to_floor_{backend}": floor / ours for backend, (ours, floor) in weeks.items()}


def _ticks(backend: str, rounds: int) -> list[Seconds]:
    with department(backend, SCHEDULES) as database, department(backend, SCHEDULES) as other:
        clock = Clock(START)
        tick = ticking(database, clock, timetable())
        floor = databases.as_owner(other)
        return [one_round(database, floor, clock, tick, number) for number in range(1, rounds + 1)]


def one_round(database: Database, floor: Database, clock: Clock, tick: Callable[[], int], number: int) -> Seconds:
    clock.forward(minutes=1)
    now = clock()
    return {
        "query": _timed(lambda: _query(database, now), DUE),
        "ours": _timed(tick, DUE),
        "idle": _timed(tick, 0),
        "floor": _timed(lambda: _write(floor, now, number, range(1, DUE + 1)), DUE),
    }


def _catch_up(backend: str, missing: int) -> tuple[float, float]:
    """How long a week of daily schedules takes, each occurrence said; and the same as plain SQL."""
    with department(backend, missing, catch_up="all") as database, department(backend, missing) as other:
        now = START + timedelta(days=MISSED_DAYS)
        tick = ticking(database, Clock(now), timetable())
        ours = _timed(lambda: _until_done(tick), missing * MISSED_DAYS)
        floor = databases.as_owner(other)
        keys = [key for key in range(1, missing + 1) for _ in range(MISSED_DAYS)]
        return ours, _timed(lambda: _write(floor, now, 0, keys), len(keys))


def _until_done(tick: Callable[[], int]) -> int:
    total = 0
    while dealt := tick():
        total += dealt
    return total


@contextmanager
def department(backend: str, schedules: int, *, catch_up: str = "latest") -> Iterator[Database]:
    """A database of its own with so many daily schedules, `DUE` of them at each minute."""
    with migrated(backend) as database:
        factories.make_world(database)
        with database.transaction() as session:
            session.execute(insert(ScheduleRow), [_row(number, catch_up) for number in range(schedules)])
        yield database


def timetable() -> Timetable:
    def say(session: Session, due: Due) -> None:
        outbox.enqueue(session, key=due.key, channel=due.channel, message=SAID, now=due.now)

    return Timetable({"bench": Kind(say, lambda _session, _about: "bench")}, lambda _session, _person_id: frozenset())


def _row(number: int, catch_up: str) -> dict[str, Any]:
    zone = ZONES[number % len(ZONES)]
    due = START + timedelta(minutes=1 + number // DUE)
    at = due.astimezone(ZoneInfo(zone)).time()
    times = rules.Schedule(EVERY_DAY.rule(), zone, at, frozenset())
    return {
        "id": number + 1,
        "name": f"bench-{number}",
        "kind": "bench",
        "about": {},
        "rule": shape.kept(EVERY_DAY),
        "zone": zone,
        "local_time": at,
        "catch_up": catch_up,
        "window_minutes": 60,
        "owner_id": 1,
        "channel": f"C{number:05}",
        "enabled": True,
        "done_until_utc": START,
        "next_due_utc": rules.next_due(times, START),
        "created_at": START,
    }


def _query(database: Database, now: datetime) -> int:
    with database.engine.connect() as connection:
        return len(connection.exec_driver_sql(ASKED.format(due=_literal(now))).fetchall())


def _write(database: Database, now: datetime, number: int, keys: Any) -> int:
    """One transaction for each occurrence, as ours has one for each schedule."""
    written = 0
    for nth, key in enumerate(keys):
        with database.engine.execution_options(qabot_writes=True).begin() as connection:
            for statement in WRITTEN:
                instant = _literal(now + timedelta(microseconds=nth))
                connection.exec_driver_sql(statement.format(key=key, number=f"{number}:{nth}", instant=instant))
        written += 1
    return written


def _literal(instant: datetime) -> str:
    return f"'{instant:%Y-%m-%d %H:%M:%S.%f}'"


def _timed(work: Callable[[], int], expected: int) -> float:
    started = time.perf_counter()
    done = work()
    seconds = time.perf_counter() - started
    if done != expected:
        raise RuntimeError(f"{done} were dealt with, not {expected}")
    return seconds


def _ratio(rounds: list[Seconds], baseline: str) -> float:
    return statistics.median(seconds[baseline] / seconds["ours"] for seconds in rounds)


def _show(ticks: dict[str, list[Seconds]], weeks: dict[str, tuple[float, float]], missing: int) -> None:
    table = Table(title=f"A tick over {SCHEDULES:,} schedules, {DUE} of them due; and a missed week of {missing:,}")
    for column in ("database", "what", "ms"):
        table.add_column(column, justify="right" if column == "ms" else "left")
    words = {
        "ours": "tick, 100 due",
        "idle": "tick, none due",
        "query": "one plain query",
        "floor": "the same writes as plain SQL",
    }
    for backend, rounds in ticks.items():
        for name, told in words.items():
            table.add_row(backend, told, f"{statistics.median(seconds[name] for seconds in rounds) * 1000:.2f}")
        ours, floor = weeks[backend]
        table.add_row(backend, "a week caught up with", f"{ours * 1000:.0f}")
        table.add_row(backend, "as many writes as plain SQL", f"{floor * 1000:.0f}")
    Console().print(table)
