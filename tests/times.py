"""Instants for tests: T0 is a Monday morning, T(n) is n minutes later."""

from datetime import UTC, datetime, timedelta

T0 = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def T(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = T0) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **how_far: float) -> None:
        self.at += timedelta(**how_far)
