"""APScheduler drives the heartbeats, in memory: the truth about what is due is in our own tables."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from qabot.metrics import Pulse
from scheduler.timetable import Heartbeat

log = structlog.get_logger()


class Runner:
    """One thread per heartbeat; a beat that is still running is not started a second time."""

    def __init__(self, heartbeats: Iterable[Heartbeat]) -> None:
        beats = tuple(heartbeats)
        self.pulse = Pulse()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(max(1, len(beats)))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for heartbeat in beats:
            extra = {"next_run_time": datetime.now(UTC)} if heartbeat.at_start else {}
            self._scheduler.add_job(
                bounded(heartbeat, self.pulse),
                IntervalTrigger(seconds=heartbeat.every, timezone=UTC),
                id=heartbeat.name,
                **extra,
            )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Wait for the beats that are running, and start no more."""
        self._scheduler.shutdown(wait=True)


def bounded(heartbeat: Heartbeat, pulse: Pulse) -> Callable[[], None]:
    """A beat that fails is logged, and comes again: nothing that it raises may reach the scheduler's thread."""

    def beat() -> None:
        with structlog.contextvars.bound_contextvars(heartbeat=heartbeat.name):
            try:
                with pulse.beat(heartbeat.name, heartbeat.every):
                    heartbeat.beat()
            except Exception:
                log.exception("heartbeat.failed")

    return beat
