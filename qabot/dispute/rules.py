"""The states of a dispute, and what a decision amounts to.

The auditor may concede, which takes the proposed ratings; they never uphold. A lead decides each criterion by itself.
After a decision the associate may escalate once; another lead's decision is then final. Where nobody decides in time,
the next leads are asked: that is counted, and is no state of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qabot.audit.rules import Rated
from qabot.clock import Calendar

# A form holds a hundred blocks; each criterion takes four of them where a lead decides.
MOST_CRITERIA = 20
DECIDE_DAYS = 3
ESCALATE_DAYS = 2
FIRST, SECOND = 1, 2


class State(StrEnum):
    OPEN = "open"
    CONCEDED = "conceded"
    DECIDED = "decided"
    ESCALATED = "escalated"
    FINAL = "final"
    WITHDRAWN = "withdrawn"
    VOID = "void"


class Outcome(StrEnum):
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    OVERTURNED = "overturned"


STEPS: Mapping[State, frozenset[State]] = {
    State.OPEN: frozenset({State.CONCEDED, State.DECIDED, State.WITHDRAWN, State.VOID}),
    State.CONCEDED: frozenset(),
    State.DECIDED: frozenset({State.ESCALATED}),
    State.ESCALATED: frozenset({State.FINAL, State.VOID}),
    State.FINAL: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.VOID: frozenset(),
}


# While it waits for a lead.
WAITING = frozenset({State.OPEN, State.ESCALATED})


def may_become(state: State, to: State) -> bool:
    return to in STEPS[state]


def decide_until(asked_at: datetime, calendar: Calendar) -> datetime:
    """When the next leads are asked."""
    return calendar.working_days_after(asked_at, DECIDE_DAYS)


def escalate_until(decided_at: datetime, calendar: Calendar) -> datetime:
    """Until when a decision may be escalated."""
    return calendar.working_days_after(decided_at, ESCALATE_DAYS)


@dataclass(frozen=True)
class Verdict:
    """One disputed criterion: what stood, what was proposed and what is decided. A level of None is N/A."""

    before: Rated
    proposed: int | None
    after: Rated

    @property
    def changed(self) -> bool:
        return self.after != self.before

    @property
    def granted(self) -> bool:
        return self.changed and self.after.level == self.proposed


def outcome(verdicts: Iterable[Verdict]) -> Outcome:
    """Upheld: nothing changes. Overturned: all is as proposed. Partly upheld: anything in between."""
    all_of_them = list(verdicts)
    if not any(verdict.changed for verdict in all_of_them):
        return Outcome.UPHELD
    granted = all(verdict.granted for verdict in all_of_them)
    return Outcome.OVERTURNED if granted else Outcome.PARTLY_UPHELD
