"""What the tick writes, on both databases: each occurrence once, with what it says, or not at all."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from qabot.errors import NotFound, WrongState
from qabot.journal import JournalRow
from qabot.schedule.rules import CatchUp
from tests.schedule.conftest import Schedules
from tests.times import T0

# 09:00 in Berlin, in November.
NINE = datetime(2026, 11, 17, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def test_it_is_due_first_after_it_was_made(schedules: Schedules) -> None:
    assert schedules.make().next_due == NINE
    assert schedules.due(NINE - timedelta(seconds=1)) == []
    assert schedules.tick(NINE) == 1


def test_occurrence_message_and_next_time_are_written_together(schedules: Schedules) -> None:
    made = schedules.make()
    schedules.tick(NINE)
    assert schedules.occurrences(made.schedule_id) == [(NINE, "said", None)]
    assert schedules.posted() == ["17 Nov 08:00"]
    assert schedules.entry(made.schedule_id).next_due == NINE + DAY
    assert schedules.said[0].next_due == NINE + DAY


def test_a_kind_that_fails_leaves_nothing_behind(schedules: Schedules) -> None:
    made = schedules.make()
    schedules.breaks = True
    with pytest.raises(RuntimeError):
        schedules.tick(NINE)
    assert schedules.occurrences(made.schedule_id) == []
    assert schedules.posted() == []
    schedules.breaks = False
    assert schedules.tick(NINE + timedelta(seconds=1)) == 1


def test_a_second_tick_has_nothing_to_do(schedules: Schedules) -> None:
    made = schedules.make()
    schedules.tick(NINE)
    assert schedules.tick_one(made.schedule_id, NINE) == 0


def test_who_loses_the_race_does_nothing(schedules: Schedules) -> None:
    """Another process has recorded the occurrence, and this one does not know of it."""
    made = schedules.make()
    schedules.tick(NINE)
    schedules.change(made.schedule_id, next_due_utc=NINE, done_until_utc=NINE - DAY)
    assert schedules.tick(NINE) == 0
    assert schedules.posted() == ["17 Nov 08:00"]
    assert schedules.entry(made.schedule_id).next_due == NINE + DAY


def test_many_processes_tick_at_once(schedules: Schedules) -> None:
    made = schedules.make(catch_up=CatchUp.ALL)
    ready, later = Barrier(4), NINE + 3 * DAY

    def process() -> None:
        ready.wait()
        schedules.tick(later)

    threads = [Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    schedules.tick(later)
    assert len(schedules.occurrences(made.schedule_id)) == len(schedules.posted()) == 4


def test_the_newest_that_was_missed_is_said_and_says_when_it_was_due(schedules: Schedules) -> None:
    made = schedules.make()
    schedules.tick(NINE + 2 * DAY + timedelta(hours=5))
    assert schedules.posted() == ["19 Nov 08:00 late"]
    assert schedules.occurrences(made.schedule_id) == [
        (NINE, "skipped", "overtaken"),
        (NINE + DAY, "skipped", "overtaken"),
        (NINE + 2 * DAY, "said", None),
    ]


def test_all_that_was_missed_is_said_in_order(schedules: Schedules) -> None:
    schedules.make(catch_up=CatchUp.ALL)
    schedules.tick(NINE + 2 * DAY)
    assert schedules.posted() == ["17 Nov 08:00 late", "18 Nov 08:00 late", "19 Nov 08:00"]


def test_what_is_older_than_the_window_is_skipped_with_its_reason(schedules: Schedules) -> None:
    made = schedules.make(catch_up=CatchUp.SKIP, window_minutes=60)
    schedules.tick(NINE + DAY + timedelta(minutes=59))
    assert schedules.posted() == ["18 Nov 08:00 late"]
    assert schedules.occurrences(made.schedule_id)[0] == (NINE, "skipped", "too_old")


def test_a_very_long_stop_is_caught_up_with_in_several_transactions(schedules: Schedules) -> None:
    made = schedules.make()
    end = NINE + 700 * DAY
    assert [schedules.tick(end), schedules.tick(end), schedules.tick(end)] == [500, 201, 0]
    assert len(schedules.posted()) == 1
    assert len(schedules.occurrences(made.schedule_id)) == 701


def test_an_hour_that_was_changed_by_law_neither_loses_nor_repeats(schedules: Schedules) -> None:
    """The next time was worked out with yesterday's time zone database."""
    made = schedules.make()
    schedules.change(made.schedule_id, next_due_utc=NINE + timedelta(hours=1))
    schedules.tick(NINE + timedelta(hours=1))
    schedules.change(made.schedule_id, next_due_utc=NINE + DAY - timedelta(hours=1))
    schedules.tick(NINE + DAY - timedelta(hours=1))
    schedules.tick(NINE + DAY)
    assert [due for due, _, _ in schedules.occurrences(made.schedule_id)] == [NINE, NINE + DAY]


def test_a_clock_that_goes_back_an_hour_says_nothing_twice(schedules: Schedules) -> None:
    made = schedules.make()
    schedules.tick(NINE)
    for minutes in (-60, -30, 0, 30):
        schedules.tick(NINE + timedelta(minutes=minutes))
    assert len(schedules.occurrences(made.schedule_id)) == len(schedules.posted()) == 1


def test_paused_it_says_nothing_and_resumed_it_catches_up_with_nothing(schedules: Schedules) -> None:
    made = schedules.make(catch_up=CatchUp.ALL)
    schedules.pause(made.schedule_id, T0)
    assert schedules.tick(NINE + DAY) == 0
    schedules.resume(made.schedule_id, NINE + DAY)
    assert schedules.entry(made.schedule_id).next_due == NINE + 2 * DAY
    schedules.tick(NINE + 2 * DAY)
    assert schedules.posted() == ["19 Nov 08:00"]


def test_run_now_is_beside_its_times(schedules: Schedules) -> None:
    made = schedules.make()
    schedules.run_now(made.schedule_id, T0)
    schedules.run_now(made.schedule_id, T0)
    assert schedules.posted() == ["16 Nov 09:00"]
    assert schedules.occurrences(made.schedule_id) == [(T0, "said", "asked_for")]
    assert schedules.entry(made.schedule_id).next_due == NINE


def test_a_kind_of_another_version_is_left_to_it(schedules: Schedules) -> None:
    made = schedules.make(kind="newer")
    assert schedules.due(NINE) == []
    with pytest.raises(WrongState, match="newer"):
        schedules.run_now(made.schedule_id, NINE)
    assert schedules.entry(made.schedule_id).next_due == NINE


def test_a_name_is_taken_once(schedules: Schedules) -> None:
    schedules.make()
    with pytest.raises(WrongState):
        schedules.make()


def test_what_is_gone_is_not_found(schedules: Schedules) -> None:
    with pytest.raises(NotFound):
        schedules.pause(77, T0)


def test_the_journal_tells_what_people_did(schedules: Schedules) -> None:
    made = schedules.make()
    schedules.pause(made.schedule_id, T0)
    schedules.pause(made.schedule_id, T0)
    schedules.resume(made.schedule_id, T0)
    schedules.run_now(made.schedule_id, T0)
    with schedules.db.reading() as session:
        rows = session.execute(select(JournalRow.action).where(JournalRow.thing == "schedule").order_by(JournalRow.id))
        assert list(rows.scalars()) == [
            "schedule.created",
            "schedule.paused",
            "schedule.resumed",
            "schedule.ran",
        ]
