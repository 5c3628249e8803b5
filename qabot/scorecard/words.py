"""A scorecard in plain words, for Slack and for the command line alike. Nothing here is escaped."""

from collections.abc import Callable, Mapping
from typing import Any

from qabot.audit import messages as audit
from qabot.audit.rules import Cause, Criterion, Scorecard
from qabot.scorecard.rules import Change, Difference, State, differences

FIRST = "This is the first version: there is nothing to compare it with."
NONE = "Nothing differs."
STATES = {State.DRAFT: "a draft", State.PUBLISHED: "published", State.RETIRED: "retired"}


def difference(old: Scorecard | None, new: Scorecard) -> list[str]:
    """What publishing the new version would change, a line each."""
    if old is None:
        return [FIRST]
    return [_line(found) for found in differences(old, new)] or [NONE]


def share(criterion: Criterion, card: Scorecard) -> str:
    """The weight of a criterion as its part of all weights, where everything is rated."""
    total = sum(one.weight for one in card.criteria.values())
    return f"{audit.points(round(100 * criterion.weight / total, 1))} %"


def causes(offered: frozenset[Cause] | tuple[Cause, ...]) -> str:
    if len(offered) == len(Cause):
        return "every cause"
    return ", ".join(name for cause, name in audit.CAUSES.items() if cause in offered)


def number(value: float) -> str:
    return f"{value:g}"


def _line(found: Difference) -> str:
    said = WORDS[found.change](found.before, found.after)
    return f"{found.criterion}: {said}" if found.criterion else said[:1].upper() + said[1:]


def _step(what: str, shown: Callable[[Any], str] = str) -> Callable[[Any, Any], str]:
    return lambda before, after: f"{what} {shown(before)} → {shown(after)}"


def _quoted(text: str) -> str:
    return f"“{text}”"


def _levels(levels: tuple[str, ...]) -> str:
    return f"“{' / '.join(levels)}”"


def _critical(kind: Any) -> str:
    return audit.CRITICAL[kind] if kind else "not critical"


WORDS: Mapping[Change, Callable[[Any, Any], str]] = {
    Change.NAME: _step("name", _quoted),
    Change.PASS_MARK: _step("pass mark", number),
    Change.ORDER: lambda _before, _after: "sections or criteria stand in another order, or under other names",
    Change.ADDED: lambda _before, after: f"added, weight {number(after)}",
    Change.REMOVED: lambda before, _after: f"removed, weight was {number(before)}",
    Change.SECTION: _step("section", _quoted),
    Change.WEIGHT: _step("weight", number),
    Change.SCALE: _step("scale", _levels),
    Change.CRITICAL: lambda before, after: f"{_critical(before)} → {_critical(after)}",
    Change.NOT_APPLICABLE: lambda _before, after: f"N/A is {'allowed' if after else 'not allowed any more'}",
    Change.CAUSES: _step("causes", causes),
    Change.HELP: lambda _before, _after: "another help text",
}
