"""The daylight-saving matrix, thinned; `python -m tests.daylight` goes through the whole of it."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice

import pytest

from qabot.schedule import rules
from tests.daylight import TIMES, Series, changes, fault

# Europe and America, half an hour, a date left out, midnight as the hour of change, a fast-month that stops it.
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Asuncion",
    "America/Havana",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Antarctica/Troll",
    "America/Nuuk",
)


@pytest.mark.parametrize("zone", ZONES)
def test_each_local_date_has_one_due_time(zone: str) -> None:
    tried = [Series(zone, change, at) for change in islice(changes(zone), 0, None, 3) for at in TIMES[::3]]
    assert tried
    assert [(series, fault(series)) for series in tried if fault(series)] == []


def test_the_matrix_would_find_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """With an offset in place of a zone, it does."""

    def with_an_offset(schedule: rules.Schedule, day: date) -> datetime:
        return datetime.combine(day, schedule.at, tzinfo=timezone(timedelta(hours=1))).astimezone(UTC)

    monkeypatch.setattr(rules, "due_on", with_an_offset)
    found = [fault(Series("Europe/Berlin", change, TIMES[18])) for change in islice(changes("Europe/Berlin"), 4)]
    assert all(found)
