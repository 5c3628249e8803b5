"""What a run does to the bot, drawn from a seed: who dies or freezes when, and what befalls calls to Slack."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sandbox.faults import Faults
from tests.chaos.pace import Pace

Deed = Literal["kill", "freeze", "restart"]
REPLICAS = 3
# How many seconds lie between two of a kind, on average.
PAUSES: dict[Deed, float] = {"kill": 6.0, "freeze": 8.0, "restart": 20.0}
# Of ten freezes, so many outlast the lease.
LONG_FREEZES = 2


@dataclass(frozen=True)
class Blow:
    """`at` and `seconds` from the start of the run; a restart is one of the database."""

    at: float
    deed: Deed
    replica: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Mishap:
    """A fault of the local workspace, for this share of all calls, or of those of one method."""

    kind: str
    share: float
    seconds: float = 1.0
    on: str = "*"


def blows(seed: int, seconds: float, pace: Pace, *, restarts: bool) -> list[Blow]:
    chance = random.Random(f"blows {seed}")  # noqa: S311  # repeatable, not secret
    deeds: tuple[Deed, ...] = ("kill", "freeze", "restart") if restarts else ("kill", "freeze")
    return sorted((blow for deed in deeds for blow in _of(deed, chance, seconds, pace)), key=lambda blow: blow.at)


def mishaps(pace: Pace) -> list[Mishap]:
    """A third of all calls. What is late is either applied within the settle time or, rarely, well after it."""
    return [
        Mishap("rate_limited", 0.01),
        Mishap("server_error", 0.08),
        Mishap("reset_before", 0.08),
        Mishap("reset_after", 0.10),
        Mishap("late", 0.03, pace.call / 3),
        Mishap("late", 0.02, pace.call + pace.settle / 3),
        Mishap("hang", 0.01),
        Mishap("late", 0.005, pace.call + pace.settle * 1.5, on="chat.postMessage"),
    ]


def befall(faults: Faults, seed: int, pace: Pace) -> None:
    """Set them. The first that fits happens, so each takes its share of what the ones before it have left."""
    faults.chance.seed(f"mishaps {seed}")
    left = 1.0
    for mishap in mishaps(pace):
        faults.add(mishap.kind, mishap.on, share=mishap.share / left, seconds=mishap.seconds)  # type: ignore[arg-type]  # a kind of those above
        left -= mishap.share if mishap.on == "*" else 0.0


def _of(deed: Deed, chance: random.Random, seconds: float, pace: Pace) -> Iterator[Blow]:
    at = chance.expovariate(1 / PAUSES[deed])
    while at < seconds:
        length = _length(chance, pace) if deed == "freeze" else 0.0
        yield Blow(at, deed, chance.randrange(REPLICAS), length)
        at += chance.expovariate(1 / PAUSES[deed])


def _length(chance: random.Random, pace: Pace) -> float:
    if chance.randrange(10) < LONG_FREEZES:
        return pace.lease * chance.uniform(1.05, 1.3)
    return chance.uniform(0.2, pace.settle)
