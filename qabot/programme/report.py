"""What an import did, in numbers and in words."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from qabot.errors import Misconfigured


class Done(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    LEFT = "no longer active"
    KEPT = "no longer in the file, but kept"
    THERE = "there already"
    UNCHANGED = "unchanged"


SAVED_IN_SLACK = "this was changed in Slack, and the file would take it back: {difference}"
SO_WHAT = "Nothing was changed. Bring the file in line with it, or import again with --overwrite."
CHANGES = (Done.ADDED, Done.CHANGED, Done.REMOVED, Done.LEFT)


ERASED = (
    "warning: “{key}” was erased and is left out. Take the entry out of the file; if the same person is back, give "
    "them a new key."
)


@dataclass
class ImportReport:
    """How many of each noun were added, changed and so on, and what is different for each thing.

    `undone` are those differences that take back what somebody changed in Slack; `warnings` stop nothing.
    """

    tallies: dict[str, Counter[Done]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def count(self, noun: str, done: Done, number: int = 1) -> None:
        self.tallies.setdefault(noun, Counter())[done] += number

    def number(self, noun: str, done: Done) -> int:
        return self.tallies.get(noun, Counter())[done]

    @property
    def changed(self) -> bool:
        """Whether anything is different from before."""
        return any(tally[done] for tally in self.tallies.values() for done in CHANGES)

    def __str__(self) -> str:
        lines = [f"{noun}: {_words(tally)}" for noun, tally in self.tallies.items() if tally.total()]
        lines += [ERASED.format(key=key) for key in self.left_out]
        return "\n".join(lines or ["There was nothing to import."])


class WouldUndo(Misconfigured):
    """The file would silently take back what admins did in Slack since the last import."""

    def __init__(self, undone: list[str]) -> None:
        super().__init__([*(SAVED_IN_SLACK.format(difference=line) for line in undone), SO_WHAT])


def _words(tally: Counter[Done]) -> str:
    return ", ".join(f"{tally[done]} {done}" for done in Done if tally[done])
