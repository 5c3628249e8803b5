"""The index of what was written before. It is changed in the transaction of the thing, and right on every replica."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from qabot.db import run
from qabot.similar import counts, postings, rules
from qabot.similar.models import SimilarDocument
from qabot.similar.rules import EMPTY, Bag, Totals

# As many documents of an import are held in memory at a time.
BATCH = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What is to be found. With `same_as`, the id of another thing of its kind: that one is found in its place."""

    thing: str
    thing_id: int
    title: str
    body: str
    at: datetime
    same_as: int | None = None


Text = tuple[Document, Bag]
_INSERT = {
    dialect.dialect.name: dialect.insert(SimilarDocument)
    .on_conflict_do_nothing(index_elements=["thing", "thing_id"])
    .returning(SimilarDocument.id, SimilarDocument.thing, SimilarDocument.thing_id)
    for dialect in (postgresql, sqlite)
}
_THERE = (
    select(SimilarDocument.id, SimilarDocument.terms, SimilarDocument.title_length, SimilarDocument.body_length)
    .where(SimilarDocument.thing == bindparam("thing_"), SimilarDocument.thing_id == bindparam("thing_id_"))
    .with_for_update()
)
_CHANGE = update(SimilarDocument).where(SimilarDocument.id == bindparam("id_"))
_DROP = delete(SimilarDocument).where(SimilarDocument.id == bindparam("id_"))


def put(
    session: Session, *, thing: str, thing_id: int, title: str, body: str, at: datetime, same_as: int | None = None
) -> None:
    """Add a document, or put it in the place of what was there under this id."""
    document = Document(thing=thing, thing_id=thing_id, title=title, body=body, at=at, same_as=same_as)
    _put(session, document, rules.bag(thing, title, body))


def put_all(session: Session, documents: Iterable[Document]) -> None:
    """Add many at once. What they change in the counts is written once, and not for each of them."""
    tally = counts.Tally()
    for batch in _batches(documents):
        texts = [(document, rules.bag(document.thing, document.title, document.body)) for document in batch]
        new = _add(session, texts)
        for document, bag in texts:
            if new.pop((document.thing, document.thing_id), None) is None:
                _put(session, document, bag)
            else:
                tally.add(document.thing, _sizes(bag), bag.counts)
    tally.write(session)


def remove(session: Session, *, thing: str, thing_id: int) -> None:
    """Take a document out, with every term of it."""
    there = run(session, _THERE, thing_=thing, thing_id_=thing_id).one_or_none()
    if there is None:
        return
    old = _bag(there)
    postings.remove(session, there.id, old.counts)
    run(session, _DROP, id_=there.id)
    counts.append(session, thing, _sizes(EMPTY) - _sizes(old), rules.changes(old, EMPTY))


def _put(session: Session, document: Document, bag: Bag) -> None:
    # Somebody may take it out just after it was found to be there; then it is new.
    while not _add(session, [(document, bag)]):
        if _replace(session, document, bag):
            return
    counts.append(session, document.thing, _sizes(bag), rules.changes(EMPTY, bag))


def _add(session: Session, texts: Sequence[Text]) -> dict[tuple[str, int], int]:
    """Those that were not there are written, but for what they count: here are their ids in the index."""
    insert = _INSERT[session.get_bind().dialect.name]
    rows = session.connection().execute(insert, [_columns(document, bag) for document, bag in texts])
    new = {(thing, thing_id): id_ for id_, thing, thing_id in rows}
    bags = {(document.thing, document.thing_id): bag for document, bag in reversed(texts)}
    postings.add(session, (entry for key, id_ in new.items() for entry in postings.of(id_, bags[key].counts)))
    return new


def _replace(session: Session, document: Document, new: Bag) -> bool:
    """Whether it was there."""
    there = run(session, _THERE, thing_=document.thing, thing_id_=document.thing_id).one_or_none()
    if there is None:
        return False
    old = _bag(there)
    before, after = set(postings.of(there.id, old.counts)), set(postings.of(there.id, new.counts))
    postings.remove(session, there.id, [term for term, *_ in before - after])
    postings.add(session, after - before)
    run(session, _CHANGE.values(_columns(document, new)), id_=there.id)
    counts.append(session, document.thing, _sizes(new) - _sizes(old), rules.changes(old, new))
    return True


def _columns(document: Document, bag: Bag) -> dict[str, Any]:
    return {
        "thing": document.thing,
        "thing_id": document.thing_id,
        "same_as": document.same_as,
        "at": document.at,
        "title_length": bag.title_length,
        "body_length": bag.body_length,
        "terms": rules.pack(bag.counts),
    }


def _bag(row: Row[Any]) -> Bag:
    return Bag(rules.unpack(row.terms), row.title_length, row.body_length)


def _sizes(bag: Bag) -> Totals:
    return Totals(0 if bag is EMPTY else 1, bag.title_length, bag.body_length)


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    remaining = iter(documents)
    while batch := list(islice(remaining, BATCH)):
        yield batch
