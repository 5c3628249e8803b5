"""The times of the protocol, shortened together so that ten minutes hold what a day would."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from qabot import outbox
from qabot.slack import gateway
from scheduler import sender, verifier
from scheduler.timetable import Heartbeat


@dataclass(frozen=True)
class Pace:
    """In seconds. What counts is kept: a call ends before the settle time, two of those before the lease."""

    lease: float = 8.0
    settle: float = 3.0
    gate: float = 0.1
    call: float = 1.5
    longest_wait: float = 2.0
    looks: tuple[float, float] = (4.0, 14.0)
    beats: float = 0.1
    # By so much the slower heartbeats come sooner.
    hurry: float = 15.0

    def set(self) -> None:
        """For this process."""
        outbox.LEASE, outbox.SETTLE = timedelta(seconds=self.lease), timedelta(seconds=self.settle)
        outbox.GATE, sender.LONGEST_WAIT = timedelta(seconds=self.gate), self.longest_wait
        gateway.DELIVERY_SECONDS = self.call  # type: ignore[assignment]  # half a second is a time-out too
        verifier.LOOKS = (timedelta(seconds=self.looks[0]), timedelta(seconds=self.looks[1]))

    def hurried(self, beats: Iterable[Heartbeat]) -> tuple[Heartbeat, ...]:
        return tuple(
            beat if beat.every <= 1 or beat.every > 60 else replace(beat, every=beat.every / self.hurry)
            for beat in beats
        )
