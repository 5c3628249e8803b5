"""Waiting for a fact, where another thread brings it about."""

import time
from collections.abc import Callable
from typing import TypeVar

Fact = TypeVar("Fact")
SECONDS = 10.0


def until(fact: Callable[[], Fact | None], what: str) -> Fact:
    """The fact, as soon as it is there; fails with `what` was waited for."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        found = fact()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError(f"waited {SECONDS:.0f} s in vain for {what}")
