"""How an audit is scored, which steps lead from one state to the next, and how sure a figure is.

A criterion gives 0 to 100 points from its scale; the score is their weighted mean. A critical criterion below half of
its scale makes the audit 0, even where nothing else has weight. N/A leaves the sum and the weights. So does a finding
whose cause is not the associate's own: it is kept and reported against its cause, not against the person.

A score is shown to two decimals, and it passes by what is shown.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from qabot.clock import Calendar

FULL = 100.0
Z95 = 1.959963984540054
FEWEST_AUDITS = 5


COMMENT_LENGTH = 1000
LAST_MESSAGE = 999
PAGE_CRITERIA = 20
DISPUTE_DAYS = 5


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"
    VOID = "void"


STEPS: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.VOID}),
    State.SUBMITTED: frozenset({State.PUBLISHED, State.VOID}),
    # Published again: a correction by its auditor.
    State.PUBLISHED: frozenset({State.ACKNOWLEDGED, State.DISPUTED, State.PUBLISHED, State.VOID}),
    State.ACKNOWLEDGED: frozenset({State.DISPUTED, State.PUBLISHED, State.VOID}),
    State.DISPUTED: frozenset({State.PUBLISHED, State.VOID}),
    State.VOID: frozenset(),
}


class Change(StrEnum):
    """What replaced a revision of an audit by the next one."""

    CONCEDED = "conceded"
    DECIDED = "decided"
    FINAL = "final"
    CORRECTED = "corrected"


def may_become(state: State, to: State) -> bool:
    return to in STEPS[state]


def dispute_until(published_at: datetime, calendar: Calendar) -> datetime:
    """Until when a result may be disputed: five whole working days, as the associate's site works."""
    return calendar.working_days_after(published_at, DISPUTE_DAYS)


class Basis(StrEnum):
    """How a ticket came to be audited."""

    RANDOM = "random"
    STRATIFIED = "stratified"
    TARGETED = "targeted"
    CALIBRATION = "calibration"
    NESTING = "nesting"
    AD_HOC = "ad_hoc"


class Critical(StrEnum):
    """Whom a failed critical criterion harms."""

    CUSTOMER = "customer"
    BUSINESS = "business"
    COMPLIANCE = "compliance"


class Cause(StrEnum):
    """Why something was below full marks."""

    ASSOCIATE_KNOWLEDGE = "associate_knowledge"
    ASSOCIATE_EXECUTION = "associate_execution"
    SOP_WRONG = "sop_wrong"
    SOP_MISSING = "sop_missing"
    TRAINING_GAP = "training_gap"
    TOOL_OR_BUG = "tool_or_bug"
    POLICY_NOT_COMMUNICATED = "policy_not_communicated"
    LABEL_TAXONOMY = "label_taxonomy"
    UPSTREAM_OTHER = "upstream_other"

    @property
    def associates_own(self) -> bool:
        return self in OWN_CAUSES


OWN_CAUSES = frozenset({Cause.ASSOCIATE_KNOWLEDGE, Cause.ASSOCIATE_EXECUTION})


@dataclass(frozen=True)
class Criterion:
    """`levels` are the words of its scale, lowest first; `help` says what good looks like.

    `causes` are those that it offers for a finding; empty: every cause of the tree.
    """

    key: str
    name: str
    weight: float
    levels: tuple[str, ...]
    critical: Critical | None = None
    may_be_na: bool = False
    help: str = ""
    causes: tuple[Cause, ...] = ()

    @property
    def top(self) -> int:
        return len(self.levels) - 1

    @property
    def offered(self) -> tuple[Cause, ...]:
        """The causes that can be chosen for a finding."""
        return self.causes or tuple(Cause)


@dataclass(frozen=True)
class Section:
    key: str
    name: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Page:
    """What the form shows at once: a section, or one `part` of a long one. Numbers count from 1."""

    section: int
    name: str
    part: int
    parts: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Scorecard:
    """One version of the form that audits are scored with."""

    key: str
    name: str
    version: int
    pass_mark: float
    sections: tuple[Section, ...]

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """Every criterion by its key, in the order of the form."""
        return {criterion.key: criterion for section in self.sections for criterion in section.criteria}

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the form, none with more than 20 criteria: then it fits into what Slack shows in one view."""
        return tuple(page for number, section in enumerate(self.sections, 1) for page in _pages(number, section))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> "Scorecard":
        return cls(**{**held, "sections": tuple(_section(section) for section in held["sections"])})


def _section(held: Mapping[str, Any]) -> Section:
    return Section(**{**held, "criteria": tuple(_criterion(criterion) for criterion in held["criteria"])})


def _criterion(held: Mapping[str, Any]) -> Criterion:
    critical = Critical(held["critical"]) if held["critical"] else None
    causes = tuple(Cause(cause) for cause in held.get("causes", ()))
    return Criterion(**{**held, "levels": tuple(held["levels"]), "critical": critical, "causes": causes})


def _pages(number: int, section: Section) -> list[Page]:
    """Parts of a long section are of about the same length."""
    held = section.criteria
    parts = -(-len(held) // PAGE_CRITERIA)
    starts = [len(held) * part // parts for part in range(parts + 1)]
    return [
        Page(number, section.name, part, parts, held[starts[part - 1] : starts[part]]) for part in range(1, parts + 1)
    ]


@dataclass(frozen=True)
class Rated:
    """What was chosen for one criterion: `level` counts from 0, the lowest; None where N/A or not rated yet.

    `message_number` says where in the ticket it can be seen; what is written there stays there.
    """

    criterion: str
    level: int | None = None
    not_applicable: bool = False
    cause: Cause | None = None
    comment: str = ""
    message_number: int | None = None

    @property
    def is_rated(self) -> bool:
        return self.not_applicable or self.level is not None

    @property
    def is_explained(self) -> bool:
        return bool(self.cause or self.comment or self.message_number)


class Gap(StrEnum):
    """What a rating still lacks before it can be submitted."""

    RATING = "rating"
    CAUSE = "cause"
    COMMENT = "comment"


def is_finding(criterion: Criterion, rated: Rated) -> bool:
    """Below full marks, whatever the cause."""
    return not rated.not_applicable and rated.level is not None and rated.level < criterion.top


def gaps(criterion: Criterion, rated: Rated | None) -> tuple[Gap, ...]:
    if rated is None or not rated.is_rated:
        return (Gap.RATING,)
    if not is_finding(criterion, rated):
        return ()
    return (Gap.CAUSE,) * (rated.cause is None) + (Gap.COMMENT,) * (not rated.comment.strip())


def fits(criterion: Criterion, rated: Rated) -> bool:
    """Whether the criterion's scale has the level that was chosen."""
    if rated.not_applicable:
        return criterion.may_be_na and rated.level is None
    return rated.level is None or 0 <= rated.level <= criterion.top


@dataclass(frozen=True)
class Outcome:
    """What one criterion brought: `points` from 0 to 100, None where N/A or not rated."""

    criterion: Criterion
    points: float | None
    counts: bool
    critical_error: bool


@dataclass(frozen=True)
class Score:
    """`value` is None where nothing with weight was rated: then the audit enters no mean."""

    value: float | None
    auto_failed: bool
    critical_errors: dict[Critical, int]
    outcomes: dict[str, Outcome]
    sections: dict[str, float | None]

    def passed(self, pass_mark: float) -> bool | None:
        return passes(self.value, pass_mark)


def passes(value: float | None, pass_mark: float) -> bool | None:
    """Whether a score reaches the pass mark; None where there is no score."""
    return None if value is None else round(value, 2) >= pass_mark


def score(scorecard: Scorecard, ratings: Iterable[Rated]) -> Score:
    """The score of these ratings; a criterion that is not among them counts as not rated yet."""
    given = {rated.criterion: rated for rated in ratings}
    outcomes = {key: _outcome(criterion, given.get(key)) for key, criterion in scorecard.criteria.items()}
    kinds = [outcome.criterion.critical for outcome in outcomes.values() if outcome.critical_error]
    errors = {kind: kinds.count(kind) for kind in Critical if kind in kinds}
    return Score(
        value=0.0 if errors else weighted_mean(outcomes.values()),
        auto_failed=bool(errors),
        critical_errors=errors,
        outcomes=outcomes,
        sections={
            section.key: weighted_mean(outcomes[criterion.key] for criterion in section.criteria)
            for section in scorecard.sections
        },
    )


def weighted_mean(outcomes: Iterable[Outcome]) -> float | None:
    """The mean points by weight of what counts; None where the weights sum to 0. A critical error does not zero it."""
    counted = [
        (Fraction(outcome.points), Fraction(outcome.criterion.weight))
        for outcome in outcomes
        if outcome.counts and outcome.points is not None
    ]
    total = sum(weight for _, weight in counted)
    return float(sum(points * weight for points, weight in counted) / total) if total else None


def _outcome(criterion: Criterion, rated: Rated | None) -> Outcome:
    if rated is None or rated.not_applicable or rated.level is None:
        return Outcome(criterion, points=None, counts=False, critical_error=False)
    counts = not is_finding(criterion, rated) or rated.cause is None or rated.cause.associates_own
    failed = counts and criterion.critical is not None and 2 * rated.level < criterion.top
    return Outcome(criterion, points=rated.level / criterion.top * FULL, counts=counts, critical_error=failed)


def wilson(share: float, n: int) -> tuple[float, float]:
    """The Wilson 95 % interval of a share (0 to 1) seen in `n`; of a mean score, the interval of score / 100."""
    spread = Z95 * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    middle, size = share + Z95**2 / (2 * n), 1 + Z95**2 / n
    return max(0.0, (middle - spread) / size), min(1.0, (middle + spread) / size)


def mean_score(scores: Iterable[float | None]) -> tuple[float, int] | None:
    """The plain mean of the scores that there are, and how many; None where there are none."""
    known = [value for value in scores if value is not None]
    return (math.fsum(known) / len(known), len(known)) if known else None
