"""How the privacy guard is measured: what counts as found, and what as a false alarm."""

from bench.privacy import measure
from qabot.privacy import Kind

WRITTEN = "Write to ada@example.com or call +49 30 901820."


def spans(*entries: tuple[str, str]) -> list[dict[str, object]]:
    found = [[WRITTEN.index(words), WRITTEN.index(words) + len(words), label] for words, label in entries]
    return [{"text": WRITTEN, "spans": found}]


def test_a_span_is_found_when_all_of_it_is_gone() -> None:
    figures = measure(spans(("ada@example.com", "EMAIL"), ("+49 30 901820", "PHONE"), ("Write", "PERSON")))
    assert figures == {Kind.EMAIL: (1, 1.0, 1.0), Kind.PHONE: (1, 1.0, 1.0)}


def test_a_part_is_not_enough() -> None:
    assert measure(spans(("or call +49 30 901820", "PHONE"))) == {Kind.PHONE: (1, 0.0, 1.0)}


def test_what_nobody_labelled_is_a_false_alarm() -> None:
    figures = measure([*spans(("ada@example.com", "EMAIL")), {"text": "bob@example.com", "spans": []}])
    assert figures[Kind.EMAIL] == (1, 1.0, 0.5)
