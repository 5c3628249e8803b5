"""Words, bags, weights and scores, each by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.similar import rules
from qabot.similar.rules import Bag, Totals

COUNTS = st.dictionaries(
    st.integers(-(2**63), 2**63 - 1), st.tuples(st.integers(0, 60), st.integers(0, rules.LONGEST_BODY)), max_size=50
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The App's LOGIN-page", ["app", "login", "page"]),
        ("error_code 0x80\nﬁle", ["error", "code", "0x80", "file"]),
        ("x" * 100, ["x" * rules.LONGEST_WORD]),
        ("NetworkErrors on iOS", ["networkerrors", "network", "errors", "ios", "os"]),
        ("HTTP E4711", ["http", "e4711"]),
        ("it was not there", ["not"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert rules.words(text) == words


def test_forms_of_a_word_are_one_term_and_kinds_are_apart() -> None:
    assert rules.term("bug", "crashes") == rules.term("bug", "crashed")
    assert rules.term("bug", "crashes") != rules.term("question", "crashes")


def test_the_numbers_of_terms_stay_what_they_are() -> None:
    """They are in the database: another number for the same word would find nothing that is there."""
    assert rules.term("bug", "refunds") == -6378878122053823214


@given(COUNTS)
def test_what_is_packed_comes_back(counts: dict[int, tuple[int, int]]) -> None:
    assert rules.unpack(rules.pack(counts)) == counts
    assert rules.shared(rules.pack(counts), counts) == [(term, *both) for term, both in counts.items()]


@given(COUNTS, COUNTS)
def test_changes_lead_from_the_old_to_the_new(old: dict[int, tuple[int, int]], new: dict[int, tuple[int, int]]) -> None:
    changes = rules.changes(Bag(old, 0, 0), Bag(new, 0, 0))
    assert dict(rules.unpack_changes(rules.pack_changes(changes))) == changes
    assert {term for term in old.keys() | new.keys() if (term in old) + changes.get(term, 0)} == set(new)


def test_only_the_most_telling_terms_of_a_body_are_asked_for() -> None:
    asked = Bag(dict.fromkeys(range(1, 101), (0, 1)), 0, 100)
    worth = rules.weights(asked, {term: term for term in range(1, 101)}, Totals(1_000, 8_000, 80_000))
    assert sorted(worth) == list(range(1, rules.BODY_TERMS_ASKED + 1))


def test_what_nearly_every_document_says_tells_nothing() -> None:
    asked = Bag({1: (1, 0), 2: (1, 0), 3: (1, 0)}, 3, 0)
    assert set(rules.weights(asked, {1: 301, 2: 300, 3: 0}, Totals(1_000, 8_000, 80_000))) == {2}


def test_among_a_few_documents_every_term_counts() -> None:
    assert rules.weights(Bag({1: (1, 0)}, 1, 0), {1: 1}, Totals(1, 1, 0))[1] > 0
