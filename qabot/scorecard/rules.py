"""The states of a scorecard's versions, and what differs between two of them.

A draft can be replaced, published or deleted. What is published stays as it is, and only becomes retired: an edit is a
new version. Audits keep the version that they were begun with, whatever becomes of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from qabot.audit.rules import Criterion, Scorecard


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


STEPS: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.PUBLISHED}),
    State.PUBLISHED: frozenset({State.RETIRED}),
    State.RETIRED: frozenset(),
}


def may_become(state: State, to: State) -> bool:
    return to in STEPS[state]


class Change(StrEnum):
    NAME = "name"
    PASS_MARK = "pass mark"  # noqa: S105  # no password
    ORDER = "order"
    ADDED = "added"
    REMOVED = "removed"
    SECTION = "section"
    WEIGHT = "weight"
    SCALE = "scale"
    CRITICAL = "critical"
    NOT_APPLICABLE = "N/A"
    CAUSES = "causes"
    HELP = "help"


@dataclass(frozen=True)
class Difference:
    """One thing that differs. `criterion` is its name in the new version; empty where the whole scorecard is meant."""

    change: Change
    criterion: str = ""
    before: object = None
    after: object = None


def differences(old: Scorecard, new: Scorecard) -> list[Difference]:
    """What the new version changes, in the order of the form; a criterion is the same where its key is."""
    return [*_of_the_whole(old, new), *_of_criteria(old, new)]


def same(one: Scorecard, other: Scorecard) -> bool:
    """Whether two say the same, whatever version they are."""
    return replace(one, version=0) == replace(other, version=0)


def _of_the_whole(old: Scorecard, new: Scorecard) -> Iterator[Difference]:
    if old.name != new.name:
        yield Difference(Change.NAME, before=old.name, after=new.name)
    if old.pass_mark != new.pass_mark:
        yield Difference(Change.PASS_MARK, before=old.pass_mark, after=new.pass_mark)
    if _order(old, new) != _order(new, old) or _headings(old) != _headings(new):
        yield Difference(Change.ORDER)


def _order(card: Scorecard, other: Scorecard) -> list[str]:
    """The criteria that both have, as this one orders them."""
    return [key for key in card.criteria if key in other.criteria]


def _headings(card: Scorecard) -> list[tuple[str, str]]:
    return [(section.key, section.name) for section in card.sections]


def _of_criteria(old: Scorecard, new: Scorecard) -> Iterator[Difference]:
    before, after = _sections(old), _sections(new)
    for key, criterion in new.criteria.items():
        if key not in old.criteria:
            yield Difference(Change.ADDED, criterion.name, after=criterion.weight)
            continue
        if before[key] != after[key]:
            yield Difference(Change.SECTION, criterion.name, before[key], after[key])
        yield from _of_one(old.criteria[key], criterion)
    for key, criterion in old.criteria.items():
        if key not in new.criteria:
            yield Difference(Change.REMOVED, criterion.name, before=criterion.weight)


def _of_one(old: Criterion, new: Criterion) -> Iterator[Difference]:
    for change, before, after in (
        (Change.NAME, old.name, new.name),
        (Change.WEIGHT, old.weight, new.weight),
        (Change.SCALE, old.levels, new.levels),
        (Change.CRITICAL, old.critical, new.critical),
        (Change.NOT_APPLICABLE, old.may_be_na, new.may_be_na),
        (Change.CAUSES, frozenset(old.offered), frozenset(new.offered)),
        (Change.HELP, old.help, new.help),
    ):
        if before != after:
            yield Difference(change, new.name, before, after)


def _sections(card: Scorecard) -> dict[str, str]:
    """The name of the section that each criterion is in."""
    return {criterion.key: section.name for section in card.sections for criterion in section.criteria}
