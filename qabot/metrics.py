"""What this process counts about itself, in Prometheus's terms; `health` serves it beside what the database knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
TICKS = Counter("qabot_ticks", "Heartbeats, by how they ended", ["heartbeat", "outcome"], registry=REGISTRY)
LAST_TICK = Gauge("qabot_tick_last_timestamp_seconds", "When a heartbeat ended last", ["heartbeat"], registry=REGISTRY)
LAG = Gauge("qabot_tick_lag_seconds", "How much later than meant a heartbeat began", ["heartbeat"], registry=REGISTRY)
ACK = Histogram(
    "qabot_ack_seconds",
    "From a request's arrival to its acknowledgement; Slack waits for 3 seconds",
    ["mode"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0),
    registry=REGISTRY,
)
RECONNECTS = Counter("qabot_socket_reconnects", "Silent sockets that were replaced", registry=REGISTRY)


class Pulse:
    """When the heartbeats of this process ended last, in seconds of the monotonic clock."""

    def __init__(self) -> None:
        self._began: dict[str, float] = {}
        self._last = monotonic()

    def age(self) -> float:
        """Seconds since any heartbeat ended."""
        return monotonic() - self._last

    @contextmanager
    def beat(self, name: str, every: float) -> Iterator[None]:
        now = monotonic()
        LAG.labels(name).set(max(0.0, now - self._began.get(name, now - every) - every))
        self._began[name] = now
        outcome = "failed"
        try:
            yield
            outcome = "done"
        finally:
            self._last = monotonic()
            LAST_TICK.labels(name).set(time())
            TICKS.labels(name, outcome).inc()
