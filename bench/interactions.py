"""Interactions: what auditors, associates and leads do all day, as signed requests through the real app in one process.

Then the same on PostgreSQL in three processes at once, beside one.

Each round plays the same stories: help, a new audit, every rating, both pages, the submission, a dispute and its
decision, the acknowledgement and all three Homes. The baselines get the very same requests in the same round, so that
noise hits all of them alike.
"""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from slack_bolt import App
from sqlalchemy import Select, func, insert, select

from bench.baselines import Floor, Statements, bare, bolt
from bench.signed import Payload, Timed, replay
from qabot import clock
from qabot.app import assemble
from qabot.audit import messages
from qabot.audit.models import Audit, Ticket
from qabot.db import Database
from qabot.dispute import messages as dispute
from qabot.dispute.models import Dispute
from qabot.people.models import Person
from qabot.slack.port import Message, View
from tests import databases, factories
from tests.audit.auditor import Auditor, chosen
from tests.fakes import FakeSlack
from tests.times import T0

Seconds = dict[str, list[float]]
TICKETS = 3000
FINDING = "The second question of the customer was not answered."


class Quiet(FakeSlack):
    """A Slack that takes everything at once: its own checks are not part of what is measured."""

    def open_view(self, trigger_id: str, view: View) -> None:
        self.opened.append(view)

    def update_view(self, view_id: str, view: View, *, view_hash: str | None = None) -> None:
        self.updated.append((view_id, view))

    def publish_home(self, user_id: str, view: View) -> None:
        self.homes[user_id] = view

    def respond(self, response_url: str, message: Message, *, replace: bool = False) -> None:
        self.responses.append(message)


class Desk(Timed):
    """Ours: also notes which statements each request made."""

    statements: Statements

    def deliver(self, payload: Payload) -> object:  # type: ignore[override]  # the same answer, counted
        answer = super().deliver(payload)
        self.statements.end_of_request()
        return answer


def run(quick: bool) -> dict[str, float]:
    """The ratios of throughput, ours to each baseline: 1 is equal, more is better."""
    rounds, stories = (5, 6) if quick else (20, 12)
    databases.prepare()
    try:
        measured = {backend: _measure(backend, rounds, stories) for backend in databases.BACKENDS}
    finally:
        databases.remove()
    _show(measured)
    return {
        f"to_{baseline}_{backend}": _ratio(measured[backend], baseline)
        for backend in databases.BACKENDS
        for baseline in ("bare", "floor")
    }


def _measure(backend: str, rounds: int, stories: int) -> list[Seconds]:
    with migrated(backend) as database, migrated(backend) as other:
        factories.make_world(database)
        more_tickets(database)
        slack = Quiet()
        ours = Desk(bolt(), slack)
        ours.statements = Statements()
        assemble(database, slack, ours.app, now=clock.now)
        floor = Floor(databases.as_owner(other))
        rivals = {"bare": bare(), "floor": floor.app()}
        with ours.statements.counting(database):
            play(ours, slack, database)  # the first story fills every cache
            return [_round(ours, slack, database, floor, rivals, stories) for _ in range(rounds)]


def _round(ours: Desk, slack: Quiet, database: Database, floor: Floor, rivals: dict[str, App], stories: int) -> Seconds:
    for held in (ours.seconds, ours.sent, ours.statements.plans):
        held.clear()
    for _ in range(stories):
        play(ours, slack, database)
    seconds: Seconds = {"ours": list(ours.seconds)}
    for name, app in rivals.items():
        floor.plans = iter(list(ours.statements.plans))
        seconds[name] = replay(app, ours.sent)
    return seconds


@dataclass(frozen=True)
class Cast:
    """Who plays a story, by their keys."""

    auditor: str = "arun"
    associate: str = "maya"
    lead: str = "quinn"


def play(ours: Desk, slack: Quiet, database: Database, cast: Cast = Cast()) -> None:  # frozen
    """One audit from the first command to the acknowledgement."""
    auditor = Auditor(cast.auditor, ours, slack)
    auditor.types("help")
    auditor.types()
    for criterion in ("identity", "privacy"):
        auditor.rates(criterion, "1")
    auditor.submits()
    auditor.rates("answer", "2")
    auditor.explains("answer", "associate_execution", FINDING)
    auditor.rates("tone", "4")
    auditor.submits()
    auditor.submits()
    ours.opens_home(cast.auditor)
    theirs = select(Person.id).where(Person.key == cast.auditor).scalar_subquery()
    published = select(func.max(Audit.id)).where(Audit.state == "published", Audit.auditor_id == theirs)
    audit_id = _latest(ours, database, published)
    _dispute(ours, slack, database, audit_id, cast)
    ours.click(cast.associate, messages.ACKNOWLEDGE, str(audit_id))
    ours.opens_home(cast.associate)


def _dispute(ours: Desk, slack: Quiet, database: Database, audit_id: int, cast: Cast) -> None:
    """The associate disputes a criterion, and a lead decides it."""
    ours.click(cast.associate, messages.DISPUTE, str(audit_id))
    reason = {"reason:answer": {dispute.REASON: {"value": "The second question came from somebody else."}}}
    ours.submit(cast.associate, slack.opened[-1], {"proposed:answer": {dispute.PROPOSED: chosen("4")}} | reason)
    dispute_id = _latest(ours, database, select(func.max(Dispute.id)).where(Dispute.audit_id == audit_id))
    ours.opens_home(cast.lead)
    ours.click(cast.lead, dispute.DECIDE, str(dispute_id))
    decided = {"decided:answer": {dispute.DECIDED: chosen("3")}, "cause:answer": {dispute.CAUSE: chosen("sop_missing")}}
    ours.submit(cast.lead, slack.opened[-1], decided | reason)


def _latest(ours: Desk, database: Database, statement: Select[Any]) -> int:
    """Looking something up is the bench's own statement, not one of a request."""
    with database.reading() as session:
        found: int = session.execute(statement).scalar_one()
    ours.statements.end_of_request()
    ours.statements.plans.pop()
    return found


def more_tickets(database: Database, *, queue_id: int = 1, associate_id: int = 1, first_id: int = 1000) -> None:
    """Tickets enough for every story."""
    rows = [
        {
            "id": number,
            "reference": f"B-{number}",
            "link": f"https://helpdesk.example/tickets/B-{number}",
            "queue_id": queue_id,
            "associate_id": associate_id,
            "handled_at": T0 - timedelta(minutes=number - first_id),
            "labels": [],
            "draw_number": f"{number:064x}",
        }
        for number in range(first_id, first_id + TICKETS)
    ]
    with database.transaction() as session:
        session.execute(insert(Ticket), rows)


@contextmanager
def migrated(backend: str) -> Iterator[Database]:
    """An empty database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for url in databases.fresh(backend, Path(folder)):
            database = Database(url)
            yield database
            database.dispose()


def _ratio(rounds: list[Seconds], baseline: str) -> float:
    return statistics.median(sum(each[baseline]) / sum(each["ours"]) for each in rounds)


def _show(measured: dict[str, list[Seconds]]) -> None:
    table = Table(title="Interactions: signed requests through one process")
    for column in ("database", "app", "requests/s", "p50 ms", "p99 ms"):
        table.add_column(column, justify="left" if column in ("database", "app") else "right")
    for backend, rounds in measured.items():
        for app in ("ours", "floor", "bare"):
            seconds = sorted(second for each in rounds for second in each[app])
            middle, high = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.99)]
            rate = len(seconds) / sum(seconds)
            table.add_row(backend, app, f"{rate:.0f}", f"{middle * 1000:.2f}", f"{high * 1000:.2f}")
    Console().print(table)
