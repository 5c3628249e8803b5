"""The entries of the index: which term stands in which document."""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Text, bindparam, cast, delete, func, select, text
from sqlalchemy.orm import Session

from qabot.db import run
from qabot.similar.models import SimilarPosting
from qabot.similar.rules import Counts

Entry = tuple[int, int, bool]

# An import writes millions: PostgreSQL takes a column as one value, and as a text faster than as a list.
_ADD_ON_POSTGRESQL = text(
    "INSERT INTO similar_posting (term, document_id, titled) SELECT * FROM unnest("
    "CAST(string_to_array(:terms, ' ') AS bigint[]),"
    " CAST(string_to_array(:documents, ' ') AS integer[]),"
    " CAST(string_to_array(:titled, ' ') AS boolean[]))"
)
_ADD_ON_SQLITE = "INSERT INTO similar_posting (term, document_id, titled) VALUES (?, ?, ?)"
_REMOVE = delete(SimilarPosting).where(
    SimilarPosting.document_id == bindparam("document_id_"), SimilarPosting.term.in_(bindparam("terms", expanding=True))
)
# One row for each term: a row for each entry costs three times as much to read.
_DOCUMENTS = func.aggregate_strings(cast(SimilarPosting.document_id, Text), " ").label("documents")
_ENTRIES = (
    select(SimilarPosting.term, SimilarPosting.titled, _DOCUMENTS)
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
        terms, documents, titled = (" ".join(map(str, column)) for column in zip(*ordered, strict=True))
        run(session, _ADD_ON_POSTGRESQL, terms=terms, documents=documents, titled=titled)
    else:
        session.connection().exec_driver_sql(_ADD_ON_SQLITE, ordered)


def remove(session: Session, document_id: int, terms: Collection[int]) -> None:
    if terms:
        run(session, _REMOVE, document_id_=document_id, terms=list(terms))


def read(session: Session, terms: Collection[int]) -> Iterator[tuple[int, bool, list[str]]]:
    """Each of these terms, whether in the title, with the documents that it stands in."""
    for row in run(session, _ENTRIES, terms=list(terms)).all():
        yield row.term, row.titled, row.documents.split(" ")
