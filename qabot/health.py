"""`/healthz`, `/readyz` and `/metrics`: is the process alive, can it serve, and how is delivery doing."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from qabot.clock import Clock
from qabot.db import Database
from qabot.metrics import REGISTRY, Pulse
from qabot.outbox import IN_TROUBLE, LATER, OutboxRow, State

SLOW_SECONDS = 60.0
DEAD_SECONDS = 300.0
WAITING = "state IN ('pending', 'sending', 'unknown')"


class Health:
    """`connected` tells whether Slack can reach this process."""

    def __init__(self, database: Database, pulse: Pulse, clock: Clock, connected: Callable[[], bool]) -> None:
        self._database, self._pulse, self._clock, self._connected = database, pulse, clock, connected
        self._stopping = False

    def stop(self) -> None:
        """From now on no more requests are wanted."""
        self._stopping = True

    def routes(self) -> list[Route]:
        served = {"/healthz": self._healthz, "/readyz": self._readyz, "/metrics": self._metrics}
        return [Route(path, endpoint, methods=["GET"]) for path, endpoint in served.items()]

    def faults(self) -> Iterator[str]:
        """Why this process should get no requests now."""
        if self._stopping:
            yield "stopping"
        if not self._connected():
            yield "not connected to Slack"
        if self._pulse.age() > SLOW_SECONDS:
            yield "no heartbeat for a minute"
        try:
            with self._database.reading() as session:
                session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            yield "the database cannot be reached"

    # Starlette runs functions that are not coroutines in threads: a slow database does not hold up the others.
    def _healthz(self, _request: Request) -> Response:
        stuck = self._pulse.age() > DEAD_SECONDS
        return PlainTextResponse("no heartbeat\n" if stuck else "ok\n", 503 if stuck else 200)

    def _readyz(self, _request: Request) -> Response:
        faults = list(self.faults())
        return PlainTextResponse("\n".join(faults or ["ok"]) + "\n", 503 if faults else 200)

    def _metrics(self, _request: Request) -> Response:
        own = generate_latest(REGISTRY)
        return Response(own + _written(self._collected()), media_type=CONTENT_TYPE_LATEST)

    def _collected(self) -> Iterable[Metric]:
        up = GaugeMetricFamily("qabot_database_up", "Whether the database can be reached")
        connected = GaugeMetricFamily("qabot_connected", "Whether Slack can reach this process")
        connected.add_metric([], float(self._connected()))
        try:
            with self._database.reading() as session:
                found = list(_outbox(session, self._clock()))
        except SQLAlchemyError:
            found = []
        up.add_metric([], float(bool(found)))
        return [up, connected, *found]


def _outbox(session: Session, now: datetime) -> Iterator[Metric]:
    states = GaugeMetricFamily("qabot_outbox_rows", "Rows that are not sent, by state", labels=["state"])
    counts = dict.fromkeys((state.value for state in State if state is not State.SENT), 0)
    for which in (WAITING, IN_TROUBLE):
        counted = select(OutboxRow.state, func.count()).where(text(f"outbox.{which}")).group_by(OutboxRow.state)
        counts |= dict(session.execute(counted).all())
    for state, count in counts.items():
        states.add_metric([state], count)
    yield states
    # What waits for somebody's next working hours is not late.
    late = text(f"outbox.{WAITING}"), OutboxRow.line.not_like(f"{LATER}%")
    oldest = session.execute(select(func.min(OutboxRow.created_at)).where(*late)).scalar_one()
    waited = GaugeMetricFamily("qabot_outbox_oldest_seconds", "How long the oldest row that is to be sent has waited")
    waited.add_metric([], max(0.0, (now - _aware(oldest)).total_seconds()) if oldest else 0.0)
    yield waited
    copies = CounterMetricFamily("qabot_outbox_copies_deleted", "Second copies that were taken back")
    copies.add_metric([], session.execute(_COPIES).scalar_one())
    yield copies


_COPIES = select(func.coalesce(func.sum(OutboxRow.copies), 0)).where(text("outbox.copies > 0"))


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


class _Once(Collector):
    def __init__(self, found: Iterable[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterable[Metric]:
        return self._found


def _written(found: Iterable[Metric]) -> bytes:
    return generate_latest(_Once(found))
