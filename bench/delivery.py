"""Delivery: messages a second through the whole outbox, one sender in one process, to a local workspace in another.

Without rate limits it stands beside procrastinate (PostgreSQL, one job for each message, as many at a time) that makes
the very same call with the same client in the same round. With one message a second and channel, over two hundred
channels, it stands beside what that limit allows.
"""

import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import procrastinate
from procrastinate.types import JSONDict
from rich.console import Console
from rich.table import Table
from sqlalchemy import exists, func, make_url, select

from bench.delivery_peer import PEOPLE, TOKEN, workspace
from bench.interactions import migrated
from qabot import clock, outbox
from qabot.db import Database
from qabot.outbox import OutboxRow, State
from qabot.slack.gateway import Gateway, web_client
from qabot.slack.port import Message, View
from scheduler.sender import EVENT_TYPE, Sender
from tests import databases

SAID = Message("A message of a usual length, as the bot says it many times a day to many people.", [])
MINUTES = 5
Rates = dict[str, float]


def run(quick: bool) -> dict[str, float]:
    """The ratios of throughput, ours to each baseline: 1 is equal, more is better."""
    rounds, messages, each = (3, 200, 5) if quick else (9, 400, 30)
    databases.prepare()
    try:
        with workspace() as api:
            rates = [one_round(api, messages) for _ in range(rounds)]
        with workspace(paced=True) as api:
            paced = {backend: paced_share(backend, api, PEOPLE, each) for backend in databases.BACKENDS}
    finally:
        databases.remove()
    _show(rates, paced, each)
    beside = {f"{backend}_to_procrastinate": _ratio(rates, backend) for backend in databases.BACKENDS}
    return beside | {f"{backend}_of_the_limit": share for backend, share in paced.items()}


def one_round(api: str, messages: int) -> Rates:
    """Messages a second, each to somebody else."""
    people = [person(number) for number in range(messages)]
    ours = {backend: messages / _seconds(backend, api, people) for backend in databases.BACKENDS}
    return ours | {"procrastinate": messages / asyncio.run(_procrastinate(api, people))}


def paced_share(backend: str, api: str, people: int, each: int) -> float:
    """How much of one message a second and channel gets out: the first goes at once, so `each` take one second less."""
    lines = [person(number) for _ in range(each) for number in range(people)]
    return (each - 1) / _seconds(backend, api, lines)


def person(number: int) -> str:
    return f"U{number:06}"


def _seconds(backend: str, api: str, people: list[str]) -> float:
    with migrated(backend) as database:
        with database.transaction() as session:
            for number, one in enumerate(people):
                outbox.enqueue(session, key=f"bench:{number}", channel=one, message=SAID, now=clock.now())
        sender = Sender(
            database=database, slack=Gateway(TOKEN, base_url=api), clock=clock.now, cards={}, home=lambda *_: View()
        )
        started = time.perf_counter()
        while _waits(database):
            sender.beat()
        seconds = time.perf_counter() - started
        with database.reading() as session:
            ended = select(OutboxRow.state, OutboxRow.attempts, OutboxRow.fault, func.count())
            ends = session.execute(ended.group_by(OutboxRow.state, OutboxRow.attempts, OutboxRow.fault)).all()
            if [tuple(one) for one in ends] != [(State.SENT, 1, None, len(people))]:
                raise RuntimeError(f"not every message was sent at the first attempt: {ends}")
        return seconds


def _waits(database: Database) -> bool:
    with database.reading() as session:
        return bool(session.execute(select(exists().where(OutboxRow.state == State.PENDING))).scalar_one())


async def _procrastinate(api: str, people: list[str]) -> float:
    with empty_postgres() as conninfo:
        app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo))
        client = web_client(TOKEN, api)

        @app.task(name="say", pass_context=False)
        def say(channel: str, key: str) -> None:
            metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
            client.chat_postMessage(
                channel=channel, text=SAID.text, metadata=metadata, unfurl_links=False, unfurl_media=False
            )

        logging.getLogger("procrastinate").setLevel(logging.ERROR)
        async with app.open_async():
            await app.schema_manager.apply_schema_async()
            jobs: list[JSONDict] = [{"channel": one, "key": f"bench:{number}"} for number, one in enumerate(people)]
            await say.batch_defer_async(*jobs)
            started = time.perf_counter()
            await app.run_worker_async(
                wait=False, concurrency=1, listen_notify=False, install_signal_handlers=False, delete_jobs="never"
            )
            seconds = time.perf_counter() - started
            done = await app.job_manager.list_jobs_async(status="succeeded")
        if len(list(done)) != len(people):
            raise RuntimeError("not every job succeeded")
        return seconds


@contextmanager
def empty_postgres() -> Iterator[str]:
    """What libpq takes for an empty database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for url in databases.empty("postgresql", Path(folder)):
            yield make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _ratio(rates: list[Rates], backend: str) -> float:
    return statistics.median(each[backend] / each["procrastinate"] for each in rates)


def _show(rates: list[Rates], paced: dict[str, float], each: int) -> None:
    title = f"Delivery, median of {len(rates)} rounds; and {each} messages to each of {PEOPLE}, at most one a second"
    table = Table(title=title)
    for column in ("what", "messages/s", "to procrastinate", "of the limit"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for name in (*databases.BACKENDS, "procrastinate"):
        rate = f"{statistics.median(held[name] for held in rates):.0f}"
        share = f"{paced[name]:.3f}" if name in paced else ""
        table.add_row(name, rate, f"{_ratio(rates, name):.2f}", share)
    Console(width=120).print(table)
