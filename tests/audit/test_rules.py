"""Scores, states and intervals: the golden cases first, then what holds for every scorecard."""

from dataclasses import replace
from itertools import pairwise
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.audit import rules
from qabot.audit.rules import Cause, Criterion, Critical, Gap, Rated, Scorecard, Section, State

OWN = Cause.ASSOCIATE_EXECUTION
NOT_OWN = [cause for cause in Cause if cause not in rules.OWN_CAUSES]


def criterion(key: str, weight: float, levels: int, critical: bool = False) -> Criterion:
    words = tuple(f"Level {number}" for number in range(levels))
    kind = Critical.COMPLIANCE if critical else None
    return Criterion(key, key.title(), weight, words, critical=kind, may_be_na=True, help="What good looks like")


def scorecard(*criteria: Criterion) -> Scorecard:
    return Scorecard("card", "Card", 1, 85, (Section("all", "All", criteria),))


def scored(*rated: tuple[Criterion, int | None], cause: Cause = OWN) -> rules.Score:
    """Levels as one says them: 3 of 5 is the third; None is N/A."""
    ratings = [Rated(one.key, None if said is None else said - 1, said is None, cause, "why") for one, said in rated]
    return rules.score(scorecard(*(one for one, _ in rated)), ratings)


class TestGoldenCases:
    def test_a_weighted_mean_without_what_does_not_apply(self) -> None:
        found = scored(
            (criterion("a", 10, 2, critical=True), 2),
            (criterion("b", 40, 5), 3),
            (criterion("c", 30, 4), 4),
            (criterion("d", 20, 3), None),
        )
        assert found.value == 75
        assert not found.auto_failed

    def test_b_a_failed_critical_criterion_makes_it_zero(self) -> None:
        found = scored((criterion("a", 10, 2, critical=True), 1), (criterion("b", 90, 5), 5))
        assert (found.value, found.auto_failed) == (0, True)
        assert found.critical_errors == {Critical.COMPLIANCE: 1}

    def test_c_half_of_a_critical_scale_passes(self) -> None:
        assert scored((criterion("a", 10, 3, critical=True), 2), (criterion("b", 90, 5), 5)).value == 95

    def test_d_a_third_of_a_critical_scale_fails(self) -> None:
        found = scored((criterion("a", 10, 4, critical=True), 2), (criterion("b", 90, 5), 5))
        assert found.outcomes["a"].points == pytest.approx(33.3, abs=0.05)
        assert found.value == 0

    def test_e_the_score_of_a_period_is_the_plain_mean(self) -> None:
        mean = rules.mean_score([100, 9.91, 63.96, 90.99, 0])
        assert mean is not None
        assert (round(mean[0], 2), mean[1]) == (52.97, 5)

    def test_f_no_score_where_nothing_applies(self) -> None:
        found = scored((criterion("a", 10, 2, critical=True), None), (criterion("b", 90, 5), None))
        assert found.value is None
        assert rules.mean_score([found.value, 80.0]) == (80, 1)

    def test_g_a_wrong_sop_is_not_the_associates_error(self) -> None:
        found = scored((criterion("a", 10, 2, critical=True), 1), (criterion("b", 90, 5), 5), cause=Cause.SOP_WRONG)
        assert (found.value, found.auto_failed, found.critical_errors) == (100, False, {})
        assert found.outcomes["a"].points == 0


def test_the_points_of_each_scale() -> None:
    five = [scored((criterion("a", 1, 5), said)).value for said in range(1, 6)]
    assert five == [0, 25, 50, 75, 100]
    assert [round(scored((criterion("a", 1, 4), said)).value or 0, 1) for said in range(1, 5)] == [0, 33.3, 66.7, 100]


def test_weights_that_sum_to_nothing_give_no_score() -> None:
    assert scored((criterion("a", 0, 5), 3)).value is None


def test_a_failed_critical_criterion_without_weight_still_fails_the_audit() -> None:
    assert scored((criterion("a", 0, 2, critical=True), 1), (criterion("b", 1, 2), 2)).value == 0
    assert scored((criterion("a", 0, 2, critical=True), 1)).value == 0


def test_a_score_passes_by_what_is_shown() -> None:
    assert rules.passes(84.996, 85)
    assert not rules.passes(84.99, 85)
    assert rules.passes(None, 85) is None


def test_a_scorecard_survives_its_way_through_the_database() -> None:
    card = scorecard(criterion("a", 2.5, 3, critical=True), criterion("b", 1, 2))
    assert Scorecard.from_json(card.to_json()) == card


@pytest.mark.parametrize("cause", list(Cause))
def test_only_knowledge_and_execution_are_the_associates_own(cause: Cause) -> None:
    assert cause.associates_own == (cause in (Cause.ASSOCIATE_KNOWLEDGE, Cause.ASSOCIATE_EXECUTION))


class TestGaps:
    one = criterion("a", 1, 3)

    def test_nothing_rated(self) -> None:
        assert rules.gaps(self.one, None) == rules.gaps(self.one, Rated("a")) == (Gap.RATING,)

    def test_full_marks_and_na_need_no_reason(self) -> None:
        assert rules.gaps(self.one, Rated("a", 2)) == rules.gaps(self.one, Rated("a", not_applicable=True)) == ()

    def test_below_full_marks_needs_cause_and_comment(self) -> None:
        assert rules.gaps(self.one, Rated("a", 1)) == (Gap.CAUSE, Gap.COMMENT)
        assert rules.gaps(self.one, Rated("a", 1, cause=OWN, comment=" \n")) == (Gap.COMMENT,)
        assert rules.gaps(self.one, Rated("a", 1, cause=OWN, comment="Left out the refund")) == ()

    def test_a_rating_fits_its_scale(self) -> None:
        assert rules.fits(self.one, Rated("a", 2))
        assert not rules.fits(self.one, Rated("a", 3))
        assert not rules.fits(self.one, Rated("a", -1))
        assert not rules.fits(replace(self.one, may_be_na=False), Rated("a", not_applicable=True))


class TestStates:
    def test_the_way_of_an_audit(self) -> None:
        way = [State.DRAFT, State.SUBMITTED, State.PUBLISHED, State.ACKNOWLEDGED, State.DISPUTED, State.PUBLISHED]
        assert all(rules.may_become(before, after) for before, after in pairwise(way))

    def test_a_result_never_becomes_a_draft_again(self) -> None:
        assert not any(rules.may_become(state, State.DRAFT) for state in State)

    def test_everything_can_be_withdrawn_once(self) -> None:
        assert all(rules.may_become(state, State.VOID) for state in State if state is not State.VOID)
        assert not any(rules.may_become(State.VOID, state) for state in State)


@pytest.mark.parametrize(
    ("good", "n", "low", "high"), [(9, 10, 59.6, 98.2), (18, 20, 69.9, 97.2), (92, 100, 85.0, 95.9), (5, 5, 56.6, 100)]
)
def test_the_interval_of_a_rate(good: int, n: int, low: float, high: float) -> None:
    assert [round(100 * bound, 1) for bound in rules.wilson(good / n, n)] == [low, high]


@st.composite
def audits(draw: st.DrawFn, causes: list[Cause] | None = None) -> tuple[Scorecard, list[Rated]]:
    """A scorecard of any weights and scales, with a rating for each criterion."""
    size = draw(st.integers(1, 8))
    made = [
        criterion(f"c{number}", draw(st.integers(0, 40)), draw(st.integers(2, 6)), draw(st.booleans()))
        for number in range(size)
    ]
    rated = [
        Rated(one.key, level, level is None, draw(st.sampled_from(causes or list(Cause))), "why")
        for one in made
        for level in [draw(st.none() | st.integers(0, one.top))]
    ]
    return scorecard(*made), rated


class TestWhatHoldsForEveryAudit:
    @given(audits())
    def test_between_nothing_and_full_marks(self, audit: tuple[Scorecard, list[Rated]]) -> None:
        value = rules.score(*audit).value
        assert value is None or 0 <= value <= 100

    @given(audits(), st.randoms())
    def test_the_order_of_ratings_and_criteria_is_no_matter(
        self, audit: tuple[Scorecard, list[Rated]], chance: object
    ) -> None:
        card, rated = audit
        turned = scorecard(*reversed(list(card.criteria.values())))
        assert rules.score(turned, rated[::-1]).value == rules.score(card, rated).value

    @given(audits(), st.sampled_from([0.5, 2, 10]))
    def test_only_the_relation_of_weights_matters(self, audit: tuple[Scorecard, list[Rated]], factor: float) -> None:
        card, rated = audit
        scaled = scorecard(*(replace(one, weight=one.weight * factor) for one in card.criteria.values()))
        assert rules.score(scaled, rated).value == rules.score(card, rated).value

    @given(audits())
    def test_what_does_not_apply_is_as_if_it_were_not_there(self, audit: tuple[Scorecard, list[Rated]]) -> None:
        card, rated = audit
        more = scorecard(*card.criteria.values(), criterion("extra", 30, 4, critical=True))
        assert rules.score(more, [*rated, Rated("extra", not_applicable=True)]).value == rules.score(card, rated).value

    @given(audits(causes=NOT_OWN))
    def test_what_others_caused_takes_nothing_away(self, audit: tuple[Scorecard, list[Rated]]) -> None:
        assert rules.score(*audit).value in (None, 100)
        assert not rules.score(*audit).auto_failed

    @given(audits(causes=[OWN]), st.data())
    def test_a_better_rating_never_lowers_the_score(
        self, audit: tuple[Scorecard, list[Rated]], data: st.DataObject
    ) -> None:
        card, rated = audit
        chosen = data.draw(st.sampled_from(rated))
        top = card.criteria[chosen.criterion].top
        if chosen.level is None or chosen.level == top:
            return
        better = [
            replace(one, level=one.level + 1) if one == chosen and one.level is not None else one for one in rated
        ]
        assert (rules.score(card, better).value or 0) >= (rules.score(card, rated).value or 0)

    @given(audits(causes=[OWN]))
    def test_a_critical_error_and_nothing_else_makes_it_zero(self, audit: tuple[Scorecard, list[Rated]]) -> None:
        card, rated = audit
        found = rules.score(card, rated)
        below_half = [
            one
            for one in rated
            if card.criteria[one.criterion].critical
            and one.level is not None
            and one.level / card.criteria[one.criterion].top < 0.5
        ]
        assert found.auto_failed == bool(below_half)
        assert sum(found.critical_errors.values()) == len(below_half)

    @given(st.integers(1, 5), st.integers(2, 6), st.integers(1, 9))
    def test_equal_weights_give_the_plain_mean(self, size: int, levels: int, weight: int) -> None:
        made = [criterion(f"c{number}", weight, levels) for number in range(size)]
        said = [number % levels + 1 for number in range(size)]
        expected = fmean((level - 1) / (levels - 1) * 100 for level in said)
        assert scored(*zip(made, said, strict=True)).value == pytest.approx(expected)

    @given(st.floats(0, 1), st.integers(1, 2000))
    def test_an_interval_holds_its_share(self, share: float, n: int) -> None:
        low, high = rules.wilson(share, n)
        assert 0 <= low <= share + 1e-12
        assert share - 1e-12 <= high <= 1
