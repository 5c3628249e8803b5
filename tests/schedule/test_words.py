"""How rhythms read."""

from datetime import date, time

import pytest

from qabot.schedule import words
from qabot.schedule.rules import (
    EveryWeeks,
    EveryWorkingDay,
    MonthlyOnDate,
    MonthlyOnWorkingDay,
    Rule,
    Schedule,
    Weekly,
)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (EveryWorkingDay(), "every working day"),
        (Weekly(frozenset({0})), "every Monday"),
        (Weekly(frozenset({2, 0})), "every Monday and Wednesday"),
        (Weekly(frozenset({0, 1, 4})), "every Monday, Tuesday and Friday"),
        (Weekly(frozenset(range(7))), "every day"),
        (EveryWeeks(1, date(2026, 11, 16)), "every Monday"),
        (EveryWeeks(2, date(2026, 11, 17)), "every 2 weeks on Tuesday"),
        (MonthlyOnDate(21), "on the 21st of every month"),
        (MonthlyOnDate(31), "on the 31st of every month, or on its last day,"),
        (MonthlyOnWorkingDay(12), "on the 12th working day of every month"),
        (MonthlyOnWorkingDay(3), "on the 3rd working day of every month"),
    ],
)
def test_a_rhythm_in_words(rule: Rule, said: str) -> None:
    assert words.rhythm(Schedule(rule, "Europe/Berlin", time(9, 30))) == f"{said} at 09:30 (Europe/Berlin)"
