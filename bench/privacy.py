"""`python -m bench.privacy FILE`: the privacy guard against a labelled corpus, as recall and precision of each kind.

The file is a JSON list of {"text": …, "spans": [[start, end, label], …]}, with labels named like our kinds in capitals;
other labels are left aside. A span is found when every letter and digit of it was taken out as its own kind.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from qabot.privacy import FINDERS, MASKS, PASSES, Kind

Removed = tuple[Kind, frozenset[int]]


def removed(text: str) -> Iterator[Removed]:
    """What the guard takes out: each time its kind, and the places in the original text."""
    origins: list[int | None] = list(range(len(text)))
    for _ in range(PASSES):
        before = text
        for kind, find in FINDERS:
            spans = list(find(text))
            yield from ((kind, frozenset(at for at in origins[a:b] if at is not None)) for a, b in spans)
            text, origins = _without(text, origins, spans, MASKS[kind])
        if text == before:
            return


def _without(
    text: str, origins: list[int | None], spans: list[tuple[int, int]], mask: str
) -> tuple[str, list[int | None]]:
    kept: list[str] = []
    places: list[int | None] = []
    last = 0
    for start, end in [*spans, (len(text), len(text))]:
        hidden = mask if end > start else ""
        kept += [text[last:start], hidden]
        places += [*origins[last:start], *[None] * len(hidden)]
        last = end
    return "".join(kept), places


def measure(corpus: list[dict[str, Any]]) -> dict[Kind, tuple[int, float, float]]:
    """For each kind how many spans are labelled, the recall and the precision."""
    labelled, found, taken, right = Counter[Kind](), Counter[Kind](), Counter[Kind](), Counter[Kind]()
    for entry in corpus:
        text, out = entry["text"], list(removed(entry["text"]))
        truth = [(Kind[label], _letters(text, a, b)) for a, b, label in entry["spans"] if label in Kind.__members__]
        for kind, letters in truth:
            labelled[kind] += 1
            found[kind] += letters <= frozenset().union(*(places for other, places in out if other is kind))
        for kind, places in out:
            taken[kind] += 1
            right[kind] += any(kind is other and places & letters for other, letters in truth)
    return {kind: (labelled[kind], found[kind] / labelled[kind], right[kind] / taken[kind]) for kind in labelled}


def _letters(text: str, start: int, end: int) -> frozenset[int]:
    return frozenset(at for at in range(start, end) if text[at].isalnum())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.privacy", description=__doc__)
    parser.add_argument("file", type=Path)
    figures = measure(json.loads(parser.parse_args().file.read_text(encoding="utf-8")))
    table = Table("kind", "labelled", "recall", "precision")
    for kind, (labelled, recall, precision) in figures.items():
        table.add_row(kind.value, str(labelled), f"{recall:.3f}", f"{precision:.3f}")
    Console().print(table)


if __name__ == "__main__":
    main()
