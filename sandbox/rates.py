"""Slack's rate limits, on real time: so many calls a minute of each method, one message a second in each channel.

Too many are refused with 429 and the seconds after which the next one passes; that method only is blocked.
"""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Tier = Literal[1, 2, 3, 4, "message", "special"]

PER_MINUTE: dict[Tier, int] = {1: 1, 2: 20, 3: 50, 4: 100}
MESSAGES_PER_MINUTE = 300
MINUTE, SECOND = 60.0, 1.0


@dataclass
class Rates:
    """Off until somebody switches them on."""

    enabled: bool = False
    clock: Callable[[], float] = time.monotonic
    _calls: dict[tuple[str, ...], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, method: str, tier: Tier, channel: str | None) -> int:
        """How many whole seconds this call comes too early; 0 where it may pass, and then it counts."""
        if not self.enabled or tier == "special":
            return 0
        windows = self._windows(method, tier, channel)
        now = self.clock()
        left = max(self._left(key, most, length, now) for key, most, length in windows)
        if left > 0:
            return max(1, math.ceil(left))
        for key, _, _ in windows:
            self._calls[key].append(now)
        return 0

    def _windows(self, method: str, tier: Tier, channel: str | None) -> list[tuple[tuple[str, ...], int, float]]:
        if tier != "message":
            return [((method,), PER_MINUTE[tier], MINUTE)]
        return [((method,), MESSAGES_PER_MINUTE, MINUTE), ((method, channel or ""), 1, SECOND)]

    def _left(self, key: tuple[str, ...], most: int, length: float, now: float) -> float:
        calls = self._calls[key]
        while calls and calls[0] <= now - length:
            calls.popleft()
        return calls[0] + length - now if len(calls) >= most else 0.0
