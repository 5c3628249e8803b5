"""What differs between two versions, in words."""

from dataclasses import replace
from typing import Any

from qabot.audit.rules import Cause, Criterion, Critical, Scorecard
from qabot.scorecard import words
from tests.factories import FIVE, SCORECARD


def edited(key: str, **changes: Any) -> Scorecard:
    sections = tuple(
        replace(
            section,
            criteria=tuple(replace(one, **changes) if one.key == key else one for one in section.criteria),
        )
        for section in SCORECARD.sections
    )
    return replace(SCORECARD, sections=sections)


def said(new: Scorecard, old: Scorecard | None = SCORECARD) -> list[str]:
    return words.difference(old, new)


def test_each_kind_of_change() -> None:
    assert said(replace(SCORECARD, pass_mark=85.5)) == ["Pass mark 80 → 85.5"]
    assert said(replace(SCORECARD, name="Other")) == ["Name “Support quality” → “Other”"]
    assert said(edited("identity", weight=15)) == ["Identity verified: weight 10 → 15"]
    assert said(edited("tone", levels=("No", "Yes"))) == [
        "Tone: scale “Poor / Weak / Fair / Good / Excellent” → “No / Yes”"
    ]
    assert said(edited("tone", critical=Critical.BUSINESS)) == ["Tone: not critical → business-critical"]
    assert said(edited("tone", may_be_na=False)) == ["Tone: N/A is not allowed any more"]
    assert said(edited("tone", causes=(Cause.TOOL_OR_BUG,))) == ["Tone: causes every cause → Tool or bug"]
    assert said(edited("tone", help="Be kind.")) == ["Tone: another help text"]
    assert said(edited("tone", name="Kindness")) == ["Kindness: name “Tone” → “Kindness”"]


def test_criteria_that_come_go_and_move() -> None:
    safety, resolution = SCORECARD.sections
    new = Criterion("new", "Something new", 5, FIVE)
    moved = replace(SCORECARD, sections=(safety, replace(resolution, criteria=(*resolution.criteria[:1], new))))
    assert said(moved) == ["Something new: added, weight 5", "Tone: removed, weight was 30"]
    other = replace(
        SCORECARD,
        sections=(
            replace(safety, criteria=(*safety.criteria, resolution.criteria[0])),
            replace(resolution, criteria=resolution.criteria[1:]),
        ),
    )
    assert said(other) == ["Right answer: section “Resolution” → “Safety”"]
    turned = replace(SCORECARD, sections=(resolution, safety))
    assert said(turned) == ["Sections or criteria stand in another order, or under other names"]


def test_nothing_to_compare_or_to_say() -> None:
    assert said(SCORECARD, None) == [words.FIRST]
    assert said(replace(SCORECARD, version=7)) == [words.NONE]


def test_a_weight_is_a_share_of_all() -> None:
    assert [words.share(one, SCORECARD) for one in SCORECARD.criteria.values()] == ["10 %", "10 %", "50 %", "30 %"]
