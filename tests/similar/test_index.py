"""What is in the index after it was changed, by one and by many."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qabot.db import Database
from qabot.similar import counts, index, rules
from qabot.similar.models import SimilarChange, SimilarCollection, SimilarDocument, SimilarPosting
from tests import databases
from tests.similar.conftest import NOW, TABLES, Index

WORDS = "refund login loop crash empty screen voucher tracking parcel stale".split()
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
CHANGES = st.lists(
    st.tuples(st.integers(1, 5), st.none() | st.tuples(TEXTS, TEXTS, st.none() | st.integers(1, 5))), max_size=15
)


@given(changes=CHANGES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_it_was_changed_it_holds_what_it_would_hold_if_built_anew(
    bugs: Index, changes: list[tuple[int, tuple[str, str, int | None] | None]]
) -> None:
    left: dict[int, tuple[str, str, int | None]] = {}
    for thing_id, text in changes:
        if text is None:
            bugs.remove(thing_id)
            left.pop(thing_id, None)
        else:
            bugs.put(thing_id, text[0], text[1], same_as=text[2])
            left[thing_id] = text
    changed = bugs.content()
    for thing_id in left:
        bugs.remove(thing_id)
    assert emptied(bugs)
    with bugs.database.transaction() as session:
        index.put_all(
            session,
            (
                index.Document(thing="bug", thing_id=thing_id, title=title, body=body, at=NOW, same_as=same_as)
                for thing_id, (title, body, same_as) in left.items()
            ),
        )
    anew = bugs.content()
    for thing_id in left:
        bugs.remove(thing_id)
    assert without_nothing(changed) == without_nothing(anew)


def test_an_import_replaces_what_is_there_and_takes_the_last_of_two(bugs: Index) -> None:
    bugs.put(1, "Login loops")
    bugs.put_all([(1, "Refund crashes", ""), (2, "Voucher", ""), (2, "Parcel", ""), (3, "", "")])
    assert bugs.found("login") == bugs.found("voucher") == []
    assert (bugs.found("refund"), bugs.found("parcel")) == ([1], [2])
    assert bugs.rows(SimilarCollection) == [("bug", 3, 3, 0)]


def test_what_is_removed_leaves_nothing_behind(bugs: Index) -> None:
    bugs.put(1, "Refund button does nothing", "Ms Example saw it")
    bugs.put(2, "Refund is late")
    bugs.remove(1)
    gone = {rules.term("bug", word) for word in ("button", "nothing", "example", "saw")}
    held = {value for model in TABLES for row in bugs.rows(model) for value in row if not isinstance(value, bytes)}
    assert not gone & held
    packed = b"".join(
        value for model in TABLES for row in bugs.rows(model) for value in row if isinstance(value, bytes)
    )
    assert not [term for term in gone if term.to_bytes(8, "little", signed=True) in packed]


def test_what_is_removed_long_after_leaves_nothing_behind_either(bugs: Index) -> None:
    bugs.put(1, "Refund button does nothing")
    bugs.count()
    bugs.remove(1)
    assert emptied(bugs)


def test_removing_what_is_not_there_changes_nothing(bugs: Index) -> None:
    bugs.put(1, "Refund button does nothing")
    before = bugs.content()
    bugs.remove(2)
    assert bugs.content() == before


def test_what_is_rolled_back_was_never_there(bugs: Index) -> None:
    class Fault(Exception): ...

    def fail() -> None:
        with bugs.database.transaction() as session:
            index.put(session, thing="bug", thing_id=1, title="Login loops", body="", at=NOW)
            raise Fault

    with pytest.raises(Fault):
        fail()
    assert emptied(bugs)


def test_what_has_gathered_is_counted(bugs: Index) -> None:
    for thing_id in range(1, counts.GATHERED + 3):
        bugs.put(thing_id, "Login loops")
    assert len(bugs.rows(SimilarChange)) == 2
    assert bugs.content()["totals"] == [("bug", counts.GATHERED + 2, 2 * (counts.GATHERED + 2), 0)]


def test_many_writers_at_once_lose_no_count(bugs: Index) -> None:
    def write(writer: int) -> None:
        for at in range(40):
            thing_id = 1000 * writer + at
            bugs.put(thing_id, f"Login loops {WORDS[at % 10]}", f"body {writer}")
            if at % 4 == 0:
                bugs.put(thing_id, "Refund crashes")
            if at % 5 == 0:
                bugs.remove(thing_id)

    at_once([partial(write, writer) for writer in range(4)])
    changed = bugs.content()
    texts = len(changed["documents"])
    assert texts == 4 * 32
    assert dict(changed["frequencies"]) == frequencies(bugs)
    assert changed["totals"][0][1] == texts


def test_two_that_write_in_opposite_order_do_not_wait_for_each_other(bugs: Index) -> None:
    both_have_written = Barrier(2, timeout=10)
    if bugs.database.dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time")

    def write(first: int, second: int) -> None:
        with bugs.database.transaction() as session:
            index.put(session, thing="bug", thing_id=first, title="Login loops", body="", at=NOW)
            both_have_written.wait()
            index.put(session, thing="bug", thing_id=second, title="Login refund loops", body="", at=NOW)
            counts.count(session)
            both_have_written.wait()

    at_once([partial(write, 1, 2), partial(write, 3, 4)])
    assert bugs.content()["totals"] == [("bug", 4, 10, 0)]


def test_two_that_write_the_same_leave_one(bugs: Index) -> None:
    at_once([partial(bugs.put, 1, title) for title in ("Login loops", "Refund crashes") * 4])
    assert len(bugs.rows(SimilarDocument)) == 1
    assert bugs.content()["totals"] == [("bug", 1, 2, 0)]
    assert len(bugs.found("login refund")) == 1


def test_both_databases_find_the_same(tmp_path: Path) -> None:
    found = []
    for backend in databases.BACKENDS:
        for bugs in opened(backend, tmp_path):
            for thing_id in range(1, 60):
                words = [WORDS[(thing_id * step) % 10] for step in (1, 3, 7)]
                bugs.put(thing_id, " ".join(words[:2]), words[2], days_ago=thing_id % 9)
            found.append(
                [(hit.thing_id, round(hit.score, 9)) for word in WORDS for hit in bugs.hits(word, "refund", 9)]
            )
    assert found[0] == found[1]


def opened(backend: str, folder: Path) -> Iterator[Index]:
    for url in databases.fresh(backend, folder):
        database = Database(url)
        yield Index(database)
        database.dispose()


def at_once(deeds: list[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(len(deeds)) as pool:
        for done in [pool.submit(deed) for deed in deeds]:
            done.result(timeout=60)


def frequencies(bugs: Index) -> dict[int, int]:
    """Counted from the entries."""
    terms = [term for term, *_ in bugs.rows(SimilarPosting)]
    return {term: terms.count(term) for term in set(terms)}


def emptied(bugs: Index) -> bool:
    content = bugs.content()
    totals = content.pop("totals")
    return not any(content.values()) and all(not any(numbers) for _, *numbers in totals)


def without_nothing(content: dict[str, object]) -> dict[str, object]:
    """A kind that nothing is left of has totals of nothing, or none."""
    return content | {"totals": [] if content["totals"] == [("bug", 0, 0, 0)] else content["totals"]}
