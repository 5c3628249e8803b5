"""What an import did, in numbers and then in words."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Done(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    LEFT = "no longer active"
    KEPT = "no longer in the file, but kept"
    THERE = "there already"
    UNCHANGED = "unchanged"


CHANGES = (Done.ADDED, Done.CHANGED, Done.REMOVED, Done.LEFT)


ERASED = (
    "warning: “{key}” was erased and is left out. Take the entry out of the file; if the same person is back, give "
    "them a new key."
)


@dataclass
class ImportReport:
    """How many of each noun were added, changed and so on."""

    tallies: dict[str, Counter[Done]] = field(default_factory=dict)
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


def _words(tally: Counter[Done]) -> str:
    return ", ".join(f"{tally[done]} {done}" for done in Done if tally[done])
