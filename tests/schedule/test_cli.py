"""`qabot schedule`, as an operator types it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typer import Typer
from typer.testing import CliRunner

from qabot import clock
from qabot.db import Database
from qabot.errors import NotFound
from qabot.schedule_cli import commands
from qabot.slack.blocks import MESSAGE_TEXT
from tests.schedule.conftest import Schedules
from tests.times import T0


@pytest.fixture
def cli(schedules: Schedules, monkeypatch: pytest.MonkeyPatch) -> Typer:
    monkeypatch.setattr(clock, "now", lambda: T0)

    @contextmanager
    def opened() -> Iterator[Database]:
        yield schedules.db

    return commands(opened, schedules.timetable)


def types(cli: Typer, *words: str) -> str:
    found = CliRunner().invoke(cli, words, terminal_width=MESSAGE_TEXT, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


def test_an_empty_list_says_how_to_begin(cli: Typer) -> None:
    assert "/qa-digest" in types(cli, "list")


def test_a_list_tells_the_next_time_in_its_own_zone(cli: Typer, schedules: Schedules) -> None:
    schedules.make()
    assert "Tue 2026-11-17 09:00 Europe/Berlin" in types(cli, "list")


def test_what_another_version_has_written_is_named(cli: Typer, schedules: Schedules) -> None:
    made = schedules.make("of-tomorrow")
    schedules.make()
    schedules.change(made.schedule_id, rule={"every": "full_moon"})
    shown = types(cli, "list")
    assert "of-tomorrow was set up by another version of qabot." in shown
    assert "Tue 2026-11-17 09:00 Europe/Berlin" in shown


def test_a_preview_has_five_times(cli: Typer, schedules: Schedules) -> None:
    schedules.make()
    assert types(cli, "preview", "talk").splitlines() == [
        f"{day} 2026-11-{number} 09:00 Europe/Berlin"
        for day, number in (("Tue", 17), ("Wed", 18), ("Thu", 19), ("Fri", 20), ("Sat", 21))
    ]


def test_pause_and_resume(cli: Typer, schedules: Schedules) -> None:
    made = schedules.make()
    assert types(cli, "pause", "talk") == "talk is paused.\n"
    assert not schedules.entry(made.schedule_id).enabled
    assert "paused" in types(cli, "list")
    assert "It is paused" in types(cli, "preview", "talk")
    assert "The next time is Tue 2026-11-17 09:00 Europe/Berlin." in types(cli, "resume", "talk")
    assert schedules.entry(made.schedule_id).enabled


def test_run_now(cli: Typer, schedules: Schedules) -> None:
    made = schedules.make()
    assert "in the outbox" in types(cli, "run-now", "talk")
    assert schedules.occurrences(made.schedule_id) == [(T0, "said", "asked_for")]
    assert schedules.posted() == ["16 Nov 09:00"]


def test_a_name_that_is_not_there(cli: Typer) -> None:
    with pytest.raises(NotFound, match="qabot schedule list"):
        types(cli, "preview", "nothing")
