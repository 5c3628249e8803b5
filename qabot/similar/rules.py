"""How alike two texts are. Pure.

BM25F over English stems: a term counts by how rare it is, by how often it stands in title and body, and less in a long
text. The title's terms count twice; of the body only the most telling ones are asked for, as all of them drown the
rest. What is new counts up to half as much again, and what is known to be the same counts together.

A term is a number made of the kind of thing and a stem: no word is kept, and no two writers have to agree on the number
of a new one.
"""

import hashlib
import math
import re
import struct
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Protocol

import Stemmer

TITLE_WEIGHT, TITLE_LENGTH_COUNTS, BODY_LENGTH_COUNTS = 6.0, 0.5, 0.75
SATURATION = 2.5
TITLE_TERM_COUNTS = 2
BODY_TERMS_ASKED = 35
# What stands in more of the documents than this says nothing; among a few documents nothing can be said of that.
COMMON_SHARE, NEVER_COMMON = 0.3, 20
RECENT_COUNTS, RECENT_DAYS = 0.5, 90
# The next likest of a family of documents that are the same adds this share, the one after it this share of that.
FAMILY_SHARE = 0.3
# A word that is longer is cut: it is no word. The beginning of a body says what it is about; the rest is logs. A count
# fits into a byte.
LONGEST_WORD, LONGEST_TITLE, LONGEST_BODY = 40, 60, 250
# As many entries are looked through for the documents worth a closer look, and that many get it.
ENTRIES_READ, LOOKED_AT = 20_000, 300
_TITLE_IN_FIRST_LOOK = 3

WORD = re.compile(r"[^\W_]+")
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
STOP_WORDS = frozenset(
    "a am an and are as at be been but by can could did do does for from had has have how i if in into is it its me my "
    "of on or our s so such t than that the their them then there these they this to was we were what when where which "
    "while who will with would you your".split()
)
_STEMMER, _STEMMING = Stemmer.Stemmer("english", 0), Lock()


# For each term how often it stands in the title and in the body.
Counts = Mapping[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Bag:
    """What is kept of a text."""

    counts: Counts
    title_length: int
    body_length: int


class Packed(Protocol):
    """A document as it is kept."""

    @property
    def title_length(self) -> int: ...
    @property
    def body_length(self) -> int: ...
    @property
    def terms(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Totals:
    """Of all documents of a kind: how many there are, and how long all titles and bodies are together."""

    documents: int = 0
    title_length: int = 0
    body_length: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return self._with(other, 1)

    def __sub__(self, other: "Totals") -> "Totals":
        return self._with(other, -1)

    def _with(self, other: "Totals", sign: int) -> "Totals":
        return Totals(
            self.documents + sign * other.documents,
            self.title_length + sign * other.title_length,
            self.body_length + sign * other.body_length,
        )


@lru_cache(maxsize=1 << 18)
def term(thing: str, word: str) -> int:
    with _STEMMING:  # a stemmer serves one thread at a time
        stem = _STEMMER.stemWord(word)
    return int.from_bytes(hashlib.blake2b(f"{thing}\0{stem}".encode(), digest_size=8).digest(), signed=True)


def words(text: str) -> list[str]:
    """In the order of the text. A name in several parts, like NetworkError, counts as itself and as each part."""
    found: list[str] = []
    for word in WORD.findall(unicodedata.normalize("NFKC", text)):
        found.append(word)
        if word[1:] != word[1:].lower():
            parts = PART.findall(word)
            found += [part for part in parts if len(parts) > 1 and len(part) > 1]
    return [word[:LONGEST_WORD] for word in map(str.lower, found) if word not in STOP_WORDS]


def bag(thing: str, title: str, body: str) -> Bag:
    titles = [term(thing, word) for word in words(title)[:LONGEST_TITLE]]
    bodies = [term(thing, word) for word in words(body)[:LONGEST_BODY]]
    in_title, in_body = Counter(titles), Counter(bodies)
    # In a fixed order, so that the same text always makes the same bytes.
    terms = sorted(in_title.keys() | in_body.keys())
    counts = {one: (in_title[one], in_body[one]) for one in terms}
    return Bag(counts, len(titles), len(bodies))


EMPTY = Bag({}, 0, 0)


def pack(counts: Counts) -> bytes:
    titles, bodies = zip(*counts.values(), strict=True) if counts else ((), ())
    return struct.pack(f"<{len(counts)}q{2 * len(counts)}B", *counts, *titles, *bodies)


def unpack(packed: bytes) -> dict[int, tuple[int, int]]:
    size = len(packed) // 10
    numbers = struct.unpack(f"<{size}q{2 * size}B", packed)
    return dict(zip(numbers[:size], zip(numbers[size : 2 * size], numbers[2 * size :], strict=True), strict=True))


def shared(packed: bytes, wanted: Container[int]) -> list[tuple[int, int, int]]:
    """The terms that are wanted, each with how often it stands in the title and in the body."""
    size = len(packed) // 10
    terms = struct.unpack_from(f"<{size}q", packed)
    titles, bodies = 8 * size, 9 * size
    return [(one, packed[titles + at], packed[bodies + at]) for at, one in enumerate(terms) if one in wanted]


def pack_changes(changes: Mapping[int, int]) -> bytes:
    return struct.pack(f"<{len(changes)}q{len(changes)}i", *changes, *changes.values())


def unpack_changes(packed: bytes) -> Iterable[tuple[int, int]]:
    size = len(packed) // 12
    numbers = struct.unpack(f"<{size}q{size}i", packed)
    return zip(numbers[:size], numbers[size:], strict=True)


def changes(old: Bag, new: Bag) -> dict[int, int]:
    """By how much the number of documents with each term changes."""
    gone = dict.fromkeys(old.counts.keys() - new.counts.keys(), -1)
    return gone | dict.fromkeys(new.counts.keys() - old.counts.keys(), 1)


def weights(asked: Bag, frequencies: Mapping[int, int], totals: Totals) -> dict[int, float]:
    """What each term of the question is worth: those of the title, and the most telling ones of the body."""
    most = max(COMMON_SHARE * totals.documents, NEVER_COMMON)
    telling = {
        one: math.log(1 + (totals.documents - frequencies[one] + 0.5) / (frequencies[one] + 0.5))
        for one in asked.counts
        if 0 < frequencies.get(one, 0) <= most
    }
    worth = {one: TITLE_TERM_COUNTS * telling[one] for one in telling if asked.counts[one][0]}
    in_body = [one for one in telling if asked.counts[one][1]]
    for one in sorted(in_body, key=lambda one: (-telling[one], one))[:BODY_TERMS_ASKED]:
        worth[one] = worth.get(one, 0.0) + telling[one]
    return worth


def first_look(worth: Mapping[int, float], frequencies: Mapping[int, int]) -> dict[int, int]:
    """The rarest of these terms, as many as may be looked through, in whole numbers: they add up alike everywhere."""
    chosen: dict[int, int] = {}
    read = 0
    for one in sorted(worth, key=lambda one: (frequencies[one], one)):
        read += frequencies[one]
        if chosen and read > ENTRIES_READ:
            break
        chosen[one] = round(1000 * worth[one])
    return chosen


def likely(entries: Iterable[tuple[int, bool, Iterable[str]]], worth: Mapping[int, int]) -> list[int]:
    """The documents worth a closer look. An entry is a term, whether it stands in the title, and in which documents."""
    sums: dict[str, int] = defaultdict(int)
    for one, titled, documents in entries:
        value = worth[one] * (_TITLE_IN_FIRST_LOOK if titled else 1)
        for document in documents:
            sums[document] += value
    least = sorted(sums.values(), reverse=True)[:LOOKED_AT][-1:]
    best = [(value, int(document)) for document, value in sums.items() if value >= least[0]]
    return [document for _, document in sorted(best, reverse=True)[:LOOKED_AT]]


def score(worth: Mapping[int, float], document: Packed, totals: Totals, days: float) -> float:
    """How alike, and how new."""
    title = TITLE_WEIGHT / _length(document.title_length, totals.title_length, totals.documents, TITLE_LENGTH_COUNTS)
    body = 1 / _length(document.body_length, totals.body_length, totals.documents, BODY_LENGTH_COUNTS)
    alike = 0.0
    for one, in_title, in_body in shared(document.terms, worth):
        often = title * in_title + body * in_body
        alike += worth[one] * often / (often + SATURATION)
    return alike * (1 + RECENT_COUNTS * math.exp(-max(days, 0.0) / RECENT_DAYS))


def family_score(scores: Iterable[float]) -> float:
    return math.fsum(one * FAMILY_SHARE**place for place, one in enumerate(sorted(scores, reverse=True)))


def _length(length: int, total: int, documents: int, counts: float) -> float:
    return 1 - counts + counts * length * documents / total if total else 1.0
