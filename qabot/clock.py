"""The time of day. Functions take `now` as an argument; only the edges ask this clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5
Clock = Callable[[], datetime]


def now() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


def working_days_after(start: datetime, days: int, time_zone: str) -> datetime:
    """The same time of day so many working days (Monday to Friday) later, as clocks in that zone show it."""
    local = start.astimezone(ZoneInfo(time_zone))
    while days:
        local += timedelta(days=1)
        days -= local.weekday() < SATURDAY
    return local.astimezone(UTC)
