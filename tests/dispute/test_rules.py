"""The states of a dispute, and what a decision amounts to."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.audit.rules import Cause, Rated, dispute_until
from qabot.clock import Calendar
from qabot.dispute import rules
from qabot.dispute.rules import Outcome, State, Verdict

LOW = Rated("tone", 1, cause=Cause.ASSOCIATE_EXECUTION)
GRANTED = Verdict(LOW, 4, Rated("tone", 4))
HALF = Verdict(LOW, 4, Rated("tone", 2, cause=Cause.ASSOCIATE_EXECUTION))
UPHELD = Verdict(LOW, 4, LOW)
OTHER_CAUSE = Verdict(LOW, 4, Rated("tone", 1, cause=Cause.SOP_WRONG))


@given(st.lists(st.sampled_from(State), max_size=20))
def test_no_path_leads_from_a_final_state(tries: list[State]) -> None:
    state, changes = State.OPEN, 0
    for to in tries:
        if rules.may_become(state, to):
            state, changes = to, changes + 1
    assert changes <= 3
    assert changes < 3 or not any(rules.may_become(state, to) for to in State)


STEPS = {
    (State.OPEN, State.CONCEDED),
    (State.OPEN, State.DECIDED),
    (State.OPEN, State.WITHDRAWN),
    (State.OPEN, State.VOID),
    (State.DECIDED, State.ESCALATED),
    (State.ESCALATED, State.FINAL),
    (State.ESCALATED, State.VOID),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("to", State)
def test_which_step_leads_where(state: State, to: State) -> None:
    assert rules.may_become(state, to) == ((state, to) in STEPS)


@pytest.mark.parametrize(
    ("verdicts", "outcome"),
    [
        ([UPHELD, UPHELD], Outcome.UPHELD),
        ([GRANTED, GRANTED], Outcome.OVERTURNED),
        ([GRANTED, UPHELD], Outcome.PARTLY_UPHELD),
        ([HALF], Outcome.PARTLY_UPHELD),
        ([OTHER_CAUSE], Outcome.PARTLY_UPHELD),
    ],
)
def test_what_a_decision_amounts_to(verdicts: list[Verdict], outcome: Outcome) -> None:
    assert rules.outcome(verdicts) is outcome


@pytest.mark.parametrize(
    ("published", "until"),
    [
        (datetime(2026, 11, 16, 9, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC)),
        (datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 27, 16, tzinfo=UTC)),
        (datetime(2026, 11, 21, 9, tzinfo=UTC), datetime(2026, 11, 27, 16, tzinfo=UTC)),
        # The clocks go back in between: the same time of day in Berlin is an hour later in UTC.
        (datetime(2026, 10, 20, 9, tzinfo=UTC), datetime(2026, 10, 27, 16, tzinfo=UTC)),
    ],
)
def test_the_window_is_five_working_days(published: datetime, until: datetime) -> None:
    assert dispute_until(published, Calendar("Europe/Berlin")) == until
