"""The time of day. Functions take `now` as an argument; only the edges ask this clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


def shifted(offset: Callable[[], timedelta]) -> Clock:
    """A clock that runs `offset()` ahead of the real one: the local workspace moves time with it."""
    return lambda: now() + offset()
