"""The times of the protocol, shortened together so that ten minutes hold what a day would."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from qabot.outbox import claims
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

    def set(self, put: Callable[[object, str, object], None] = setattr) -> None:
        """For this process; a test puts them in with a monkeypatch."""
        put(claims, "LEASE", timedelta(seconds=self.lease))
        put(claims, "SETTLE", timedelta(seconds=self.settle))
        put(claims, "GATE", timedelta(seconds=self.gate))
        put(sender, "LONGEST_WAIT", self.longest_wait)
        put(gateway, "DELIVERY_SECONDS", self.call)
        put(verifier, "LOOKS", tuple(timedelta(seconds=look) for look in self.looks))

    def hurried(self, beats: Iterable[Heartbeat]) -> tuple[Heartbeat, ...]:
        return tuple(
            beat if beat.every <= 1 or beat.every > 60 else replace(beat, every=beat.every / self.hurry)
            for beat in beats
        )
