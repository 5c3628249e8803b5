"""The entries of the index: which term stands in which document."""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Text, bindparam, cast, delete, func, insert, select, text
from sqlalchemy.orm import Session

from qabot.db import run
from qabot.similar.models import SimilarPosting
from qabot.similar.rules import Counts

Entry = tuple[int, int, bool]

# One statement, whatever their number: an import writes millions.
_ADD_ON_POSTGRESQL = text(
    "INSERT INTO similar_posting (term, document_id, titled)"
    " SELECT * FROM unnest(CAST(:terms AS bigint[]), CAST(:documents AS integer[]), CAST(:titled AS boolean[]))"
)
_ADD_ON_SQLITE = insert(SimilarPosting)
_REMOVE = delete(SimilarPosting).where(
    SimilarPosting.document_id == bindparam("document_id_"), SimilarPosting.term.in_(bindparam("terms", expanding=True))
)
# One row for each term: a row for each entry costs three times as much to read.
_ENTRIES = (
    select(
        SimilarPosting.term, SimilarPosting.titled, func.aggregate_strings(cast(SimilarPosting.document_id, Text), " ")
    )
    .where(SimilarPosting.term.in_(bindparam("terms", expanding=True)))
    .group_by(SimilarPosting.term, SimilarPosting.titled)
)


def of(document_id: int, counts: Counts) -> list[Entry]:
    return [(term, document_id, in_title > 0) for term, (in_title, _) in counts.items()]


def add(session: Session, entries: Iterable[Entry]) -> None:
    # In the order of the index: neighbours are on one page.
    ordered = sorted(entries)
    if not ordered:
        return
    if session.get_bind().dialect.name == "postgresql":
        columns = zip(("terms", "documents", "titled"), map(list, zip(*ordered, strict=True)), strict=True)
        session.connection().execute(_ADD_ON_POSTGRESQL, dict(columns))
    else:
        rows = [{"term": term, "document_id": document, "titled": titled} for term, document, titled in ordered]
        session.connection().execute(_ADD_ON_SQLITE, rows)


def remove(session: Session, document_id: int, terms: Collection[int]) -> None:
    if terms:
        run(session, _REMOVE, document_id_=document_id, terms=list(terms))


def read(session: Session, terms: Collection[int]) -> Iterator[tuple[int, bool, list[str]]]:
    """Each of these terms, whether in the title, with the documents that it stands in."""
    for term, titled, documents in run(session, _ENTRIES, terms=list(terms)).all():
        yield term, titled, documents.split(" ")
