"""When somebody is reminded: golden rows over weekends, holidays and changes of the clocks, and what holds for all."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qabot.audit.reminder_rules import DEFAULT, After, Step, due, left
from qabot.clock import DAY, OFFICE, Calendar, Hours
from tests.clock.test_calendar import INSTANTS, calendars

NIGHT = Hours(22 * 60, 30 * 60)
BERLIN = Calendar("Europe/Berlin", holidays=frozenset({date(2026, 12, 25)}))
BERLIN_NIGHTS = Calendar("Europe/Berlin", (NIGHT,) * 7)
NEW_YORK = Calendar("America/New_York")
# People work from Sunday to Thursday.
CAIRO = Calendar("Africa/Cairo", (*(Hours(8 * 60, 16 * 60),) * 4, None, None, Hours(8 * 60, 16 * 60)))
MANILA_NIGHTS = Calendar("Asia/Manila", (*(NIGHT,) * 5, None, None))
ALWAYS = Calendar("UTC", (Hours(0, DAY),) * 7)

GOLDEN = (
    # what it is about, site, published, after 8, after 14, after 16 working hours
    ("in a week", BERLIN, "2026-11-16 10:00+01", "2026-11-17 10:00+01", "2026-11-17 16:00+01", "2026-11-18 10:00+01"),
    ("early: a close is an opening", BERLIN, "2026-11-16 07:00+01", "2026-11-17 09:00+01", "2026-11-17 15:00+01", "2026-11-18 09:00+01"),
    ("late in the evening", BERLIN, "2026-11-16 23:30+01", "2026-11-18 09:00+01", "2026-11-18 15:00+01", "2026-11-19 09:00+01"),
    ("over a weekend", BERLIN, "2026-11-20 15:00+01", "2026-11-23 15:00+01", "2026-11-24 13:00+01", "2026-11-24 15:00+01"),
    ("on a Saturday", BERLIN, "2026-11-21 12:00+01", "2026-11-24 09:00+01", "2026-11-24 15:00+01", "2026-11-25 09:00+01"),
    ("over a holiday", BERLIN, "2026-12-24 15:00+01", "2026-12-28 15:00+01", "2026-12-29 13:00+01", "2026-12-29 15:00+01"),
    ("on a holiday", BERLIN, "2026-12-25 10:00+01", "2026-12-29 09:00+01", "2026-12-29 15:00+01", "2026-12-30 09:00+01"),
    ("clocks go forward", BERLIN, "2026-03-27 16:00+01", "2026-03-30 16:00+02", "2026-03-31 14:00+02", "2026-03-31 16:00+02"),
    ("clocks go back", BERLIN, "2026-10-23 16:00+02", "2026-10-26 16:00+01", "2026-10-27 14:00+01", "2026-10-27 16:00+01"),
    ("clocks go forward elsewhere", NEW_YORK, "2026-03-06 12:00-05", "2026-03-09 12:00-04", "2026-03-10 10:00-04", "2026-03-10 12:00-04"),
    ("clocks go back elsewhere", NEW_YORK, "2026-10-30 12:00-04", "2026-11-02 12:00-05", "2026-11-03 10:00-05", "2026-11-03 12:00-05"),
    ("in the short night", BERLIN_NIGHTS, "2026-03-28 22:00+01", "2026-03-29 23:00+02", "2026-03-30 05:00+02", "2026-03-30 23:00+02"),
    ("in the long night", BERLIN_NIGHTS, "2026-10-24 22:00+02", "2026-10-25 05:00+01", "2026-10-26 03:00+01", "2026-10-26 05:00+01"),
    ("another working week", CAIRO, "2026-11-19 14:00+02", "2026-11-22 14:00+02", "2026-11-23 12:00+02", "2026-11-23 14:00+02"),
    ("nights", MANILA_NIGHTS, "2026-11-19 12:00+08", "2026-11-20 22:00+08", "2026-11-21 04:00+08", "2026-11-23 22:00+08"),
    ("round the clock", ALWAYS, "2026-11-20 20:00+00", "2026-11-21 04:00+00", "2026-11-21 10:00+00", "2026-11-21 12:00+00"),
)  # fmt: skip
# ruff: noqa: E501  a table reads by its columns


@pytest.mark.parametrize(
    ("calendar", "published", "dues"), [(r[1], r[2], r[3:]) for r in GOLDEN], ids=[r[0] for r in GOLDEN]
)
def test_golden_rows(calendar: Calendar, published: str, dues: tuple[str, ...]) -> None:
    found = [at for _, at in left(0, datetime.fromisoformat(published), DEFAULT, calendar)]
    assert found == [datetime.fromisoformat(at) for at in dues]


def test_hours_of_its_own() -> None:
    after = After(timedelta(hours=1), timedelta(hours=2), timedelta(hours=40))
    found = [at for _, at in left(0, datetime.fromisoformat("2026-11-16 10:00+01"), after, BERLIN)]
    assert found == [datetime.fromisoformat(f"2026-11-{at}+01") for at in ("16 11:00", "16 12:00", "23 10:00")]


def test_what_is_behind_does_not_come_again() -> None:
    since = datetime.fromisoformat("2026-11-16 10:00+01")
    assert [step for step, _ in left(Step.FIRST, since, DEFAULT, BERLIN)] == [Step.SECOND, Step.LEAD]
    assert list(left(Step.LEAD, since, DEFAULT, BERLIN)) == []


@settings(deadline=None, max_examples=60)
@given(calendars(), st.lists(INSTANTS, min_size=2, max_size=4))
def test_steps_come_in_order_and_what_is_published_later_is_not_due_earlier(
    calendar: Calendar, published: list[datetime]
) -> None:
    for earlier, later in pairwise(sorted(published)):
        for step in Step:
            assert due(step, earlier, DEFAULT, calendar) <= due(step, later, DEFAULT, calendar)
        steps = [at for _, at in left(0, later, DEFAULT, calendar)]
        assert later < steps[0] < steps[1] < steps[2]


@settings(deadline=None, max_examples=60)
@given(calendars(), INSTANTS)
def test_nothing_is_due_while_nobody_is_there(calendar: Calendar, published: datetime) -> None:
    for _, at in left(0, published, DEFAULT, calendar):
        assert calendar.next_open(at) == at
        # Somebody is there a moment later as well: it is no closing.
        assert calendar.is_working(at + timedelta(seconds=1))


@settings(deadline=None, max_examples=60)
@given(calendars(), INSTANTS, st.lists(INSTANTS, max_size=8))
def test_ticks_anywhere_find_the_same_steps(calendar: Calendar, published: datetime, ticks: list[datetime]) -> None:
    end = max([published, *ticks]) + timedelta(days=400)
    found: list[tuple[Step, datetime]] = []
    for tick in (*sorted(tick for tick in ticks if tick >= published), end):
        found += [(step, at) for step, at in left(len(found), published, DEFAULT, calendar) if at <= tick]
    assert found == list(left(0, published, DEFAULT, calendar))


def test_a_day_is_office_hours_by_default() -> None:
    assert BERLIN.hours[0] is OFFICE
