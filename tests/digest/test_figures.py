"""The figures of a week: honest ones, or none."""

from datetime import UTC, date, datetime, timedelta

import pytest

from qabot.audit.rules import Basis, State
from qabot.digest import messages, queries
from qabot.digest.messages import rate
from qabot.digest.rules import Period, Span, period
from qabot.slack.port import Message
from sandbox import rules as slack_rules
from tests.digest.conftest import WEDNESDAY, Weeks
from tests.times import T0

BERLIN = "Europe/Berlin"
WEEKLY = Span()


def told(weeks: Weeks, lob_id: int | None = 1, span: Span = WEEKLY) -> str:
    return shown(weeks, lob_id, span).text


def shown(weeks: Weeks, lob_id: int | None, span: Span) -> Message:
    with weeks.db.reading() as session:
        figures = queries.figures(session, lob_id=lob_id, span=span, due=T0, zone=BERLIN, now=T0)
    return messages.digest(figures, BERLIN, next_due=T0 + timedelta(days=7))


def test_the_week_is_seven_whole_days_before_today() -> None:
    assert period(Span(), T0, BERLIN) == Period(
        date(2026, 11, 9),
        date(2026, 11, 15),
        datetime(2026, 11, 8, 23, tzinfo=UTC),
        datetime(2026, 11, 15, 23, tzinfo=UTC),
    )


def test_several_weeks_and_the_month_before() -> None:
    found = period(Span(2), T0, BERLIN)
    assert (found.first, found.last, found.days) == (date(2026, 11, 2), date(2026, 11, 15), 14)
    assert period(Span(2), found.start, BERLIN).last == date(2026, 11, 1)
    month = period(Span(None), T0, BERLIN)
    assert (month.first, month.last, month.days) == (date(2026, 10, 1), date(2026, 10, 31), 31)
    january = period(Span(None), datetime(2027, 1, 31, 23, 30, tzinfo=UTC), BERLIN)
    assert (january.first, january.last) == (date(2027, 1, 1), date(2027, 1, 31)), "in Berlin it is February"


def test_weeks_follow_each_other_without_gap_over_a_change_of_clocks() -> None:
    mondays = [datetime(2026, 10, 19, 8, tzinfo=UTC) + timedelta(days=7 * number) for number in range(4)]
    found = [period(Span(), monday, BERLIN) for monday in mondays]
    assert [one.end for one in found[:-1]] == [other.start for other in found[1:]]
    assert found[1].end - found[1].start == timedelta(days=7, hours=1)


@pytest.mark.parametrize(
    ("good", "total", "words"),
    [
        (9, 10, "90 % (60\N{EN DASH}98, n=10)"),
        (18, 20, "90 % (70\N{EN DASH}97, n=20)"),
        (92, 100, "92 % (85\N{EN DASH}96, n=100)"),
        (5, 5, "100 % (57\N{EN DASH}100, n=5)"),
        (4, 4, "too few (n=4)"),
    ],
)
def test_a_rate_has_its_interval(good: int, total: int, words: str) -> None:
    assert rate(good, total) == words


def test_a_week_in_one_message(weeks: Weeks) -> None:
    people = weeks.associates(5)
    for person in people:
        weeks.audit(person)
    weeks.audit(people[0], identity=0)
    weeks.audit(people[0], queue="recovery", state=State.PUBLISHED)
    weeks.audit(people[1], queue="recovery", basis=Basis.TARGETED, privacy=0)
    weeks.dispute(weeks.audit(people[2], state=State.DISPUTED))
    assert told(weeks).splitlines()[:11] == [
        "Weekly audits: Accounts",
        "Monday, 9 November 2026 to Sunday, 15 November 2026",
        "*Audits:* 9",
        "• Login: 7",
        "• Recovery: 2",
        "*Quality:* 87.5 (53\N{EN DASH}98, n=8)",
        "*Customer-critical accuracy:* 100 % (68\N{EN DASH}100, n=8)",
        "*Compliance-critical accuracy:* 88 % (53\N{EN DASH}98, n=8)",
        f"*Open disputes:* 1, since <!date^{int(WEDNESDAY.timestamp())}^{{date_short_pretty}} at {{time}}|"
        "11 Nov 2026, 09:00 UTC>",
        f"*Results not acknowledged:* 1, since <!date^{int(WEDNESDAY.timestamp())}^{{date_short_pretty}} at {{time}}|"
        "11 Nov 2026, 09:00 UTC>",
        "*Overdue steps:* 1 result not acknowledged within 16 working hours",
    ]
    assert told(weeks).splitlines()[-1] == "The next one comes Monday, 23 November 2026 at 10:00 (Europe/Berlin)."


def test_an_empty_week(weeks: Weeks) -> None:
    assert told(weeks).splitlines()[2:7] == [
        "*Audits:* none",
        "*Quality:* too few (n=0)",
        "*Open disputes:* none",
        "*Results not acknowledged:* none",
        "*Overdue steps:* none",
    ]


def test_each_queue_is_held_against_its_weekly_target(weeks: Weeks) -> None:
    weeks.wants(login=3, recovery=2)
    [person] = weeks.associates(1)
    for _ in range(3):
        weeks.audit(person)
    weeks.audit(person, queue="recovery", state=State.SUBMITTED)
    assert told(weeks).splitlines()[2:6] == [
        "*Audits:* 4. The weekly target is reached in 1 of 2 queues.",
        "1 of them is not published yet.",
        "• Login: 3 of 3",
        "• Recovery: 1 of 2",
    ]
    weeks.audit(person, queue="refunds")
    assert "• Refunds: 1, no target" in told(weeks, None)
    assert "*Quality:* too few (n=4)" in told(weeks, None), "what is not published yet enters no figure of quality"


def test_a_target_is_that_of_the_whole_time(weeks: Weeks) -> None:
    weeks.wants(login=3)
    [person] = weeks.associates(1)
    weeks.audit(person)
    assert told(weeks, span=Span(2)).splitlines()[:4] == [
        "Audits of 2 weeks: Accounts",
        "Monday, 2 November 2026 to Sunday, 15 November 2026",
        "*Audits:* 1. The weekly target, for 14 days, is reached in 0 of 1 queue.",
        "• Login: 1 of 6",
    ]
    month = told(weeks, span=Span(None))
    assert month.startswith("Monthly audits: Accounts\nThursday, 1 October 2026 to Saturday, 31 October 2026\n")
    assert "• Login: 0 of 13" in month


def test_a_queue_without_audits_is_named_where_it_wants_some(weeks: Weeks) -> None:
    weeks.wants(recovery=2)
    assert told(weeks).splitlines()[2:5] == [
        "*Audits:* none. The weekly target is reached in 0 of 1 queue.",
        "• Recovery: 0 of 2",
        "*Quality:* too few (n=0)",
    ]


@pytest.mark.parametrize(
    ("asked", "late"),
    [
        # On Monday morning three whole shifts have gone by since Tuesday evening, but two since Wednesday morning.
        (WEDNESDAY - timedelta(hours=14), True),
        (WEDNESDAY, False),
    ],
)
def test_a_dispute_is_overdue_after_three_working_days(weeks: Weeks, asked: datetime, late: bool) -> None:
    [person] = weeks.associates(1)
    weeks.dispute(weeks.audit(person, state=State.DISPUTED), asked)
    words = "1 dispute not decided within 3 working days" if late else "none"
    assert f"*Overdue steps:* {words}" in told(weeks)


def test_an_escalated_dispute_is_overdue_from_its_escalation(weeks: Weeks) -> None:
    [person] = weeks.associates(1)
    long_ago = WEDNESDAY - timedelta(days=14)
    weeks.dispute(weeks.audit(person, state=State.DISPUTED), long_ago, escalated_at=WEDNESDAY)
    assert "*Overdue steps:* none" in told(weeks)
    weeks.dispute(weeks.audit(person, state=State.DISPUTED), long_ago, escalated_at=long_ago)
    assert "*Overdue steps:* 1 dispute" in told(weeks)


def test_results_are_overdue_by_the_days_of_their_site(weeks: Weeks) -> None:
    friday = WEDNESDAY + timedelta(days=2)
    people = weeks.associates(2)
    weeks.audit(people[0], at=WEDNESDAY, state=State.PUBLISHED)
    weeks.audit(people[1], at=friday, state=State.PUBLISHED)
    assert "*Overdue steps:* 1 result not acknowledged" in told(weeks)
    weeks.days_off("2026-11-12", "2026-11-13")
    assert "*Overdue steps:* none" in told(weeks)


def test_few_people_are_not_shown_to_a_channel(weeks: Weeks) -> None:
    for person in weeks.associates(4) * 3:
        weeks.audit(person)
    assert "*Quality:* not shown, because it would be that of 4 people" in told(weeks)
    assert "accuracy" not in told(weeks)


def test_another_line_of_business_and_another_week_are_left_out(weeks: Weeks) -> None:
    for person in weeks.associates(5):
        weeks.audit(person, queue="refunds")
        weeks.audit(person, at=WEDNESDAY - timedelta(days=7))
        weeks.audit(person, state=State.VOID)
    assert "*Audits:* none" in told(weeks, 1)
    assert "*Audits:* 5" in told(weeks, 2)
    assert "Weekly audits: All lines of business" in told(weeks, None)
    assert "*Audits:* 5" in told(weeks, None)


def test_a_message_holds_it_whatever_there_is(weeks: Weeks) -> None:
    with weeks.db.reading() as session:
        figures = queries.figures(session, lob_id=1, span=Span(), due=T0, zone=BERLIN, now=T0)
    many = [queries.Volume(f"{'<&>' * 40}{number}", 1000 + number, 1001 + number) for number in range(300)]
    crowded = queries.Figures(**(vars(figures) | {"queues": many, "audits": 10**6}))
    message = messages.digest(crowded, BERLIN, next_due=None, was_due=T0)
    slack_rules.check_message(message.blocks)
    assert len(message.text) <= 4000
    assert "280 other queues" in str(message.blocks)


def test_late_it_says_when_it_was_due(weeks: Weeks) -> None:
    with weeks.db.reading() as session:
        figures = queries.figures(session, lob_id=1, span=Span(), due=T0, zone=BERLIN, now=T0)
    late = messages.digest(figures, BERLIN, next_due=None, was_due=T0).text
    assert "This was due on Monday, 16 November 2026 at 10:00 (Europe/Berlin)." in late
