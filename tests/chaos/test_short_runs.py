"""Some seconds of what `python -m tests.chaos` does for minutes; what is known to be wrong is caught in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import plan, stage
from tests.chaos.crew import QUICK, Crew
from tests.chaos.judge import Verdict, judge
from tests.chaos.load import Load
from tests.chaos.run import Run, is_drained, table
from tests.chaos.stage import Stage
from tests.waiting import until

STEPS, DEATHS = 40, 10
# The seed of a plan that kills and freezes within three seconds.
ONE_OF_EACH = 6


@pytest.fixture
def place(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    QUICK.set(monkeypatch.setattr)
    with stage.on(database_url) as made:
        yield made


def play(place: Stage, variant: str = "ours") -> Verdict:
    """So much is said while a third of the calls fail and senders die; then calm, until nothing is left to say."""
    for sure in ("reset_after", "server_error"):
        place.sandbox.faults.add(sure, "chat.postMessage", times=2)
    plan.befall(place.sandbox.faults, 1, QUICK)
    load, crew = Load(place.database, 1), Crew(place, 1, variant)
    try:
        for _ in range(STEPS):
            load.step()
        until(lambda: is_drained(place.database, verified=False) or crew.deaths >= DEATHS, "some deaths")
        place.sandbox.faults.clear()
        crew.calm()
        until(lambda: is_drained(place.database, verified=variant == "ours"), "the outbox to be empty")
    finally:
        crew.stop()
    return judge(place.sandbox, place.database, [], QUICK)


def test_nothing_is_lost_and_nothing_is_left_twice(place: Stage) -> None:
    verdict = play(place)
    assert verdict.messages > STEPS / 2
    assert verdict.good, verdict


def test_a_naive_sender_says_things_twice(place: Stage) -> None:
    assert play(place, "naive").unexplained


def test_a_sender_that_marks_first_loses_things(place: Stage) -> None:
    assert play(place, "mark-first").lost


def test_processes_that_are_killed_and_frozen_lose_nothing(place: Stage, tmp_path: Path) -> None:
    report = Run(place, tmp_path, ONE_OF_EACH, seconds=3, pace=QUICK).play()
    assert report.verdict.good, dict(table(report))
    assert report.counts["kills"] >= 1
    assert report.counts["freezes beyond the lease"] >= 1
