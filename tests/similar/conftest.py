"""Texts to find, and what the index holds."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from qabot.db import Base, Database
from qabot.similar import counts, index
from qabot.similar.models import (
    SimilarChange,
    SimilarCollection,
    SimilarDocument,
    SimilarFrequency,
    SimilarPosting,
)
from qabot.similar.search import Hit, search

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TABLES = (SimilarChange, SimilarCollection, SimilarDocument, SimilarFrequency, SimilarPosting)


class Index:
    """The index of one kind of thing, each change a transaction of its own."""

    def __init__(self, database: Database, thing: str = "bug") -> None:
        self.database, self.thing = database, thing

    def put(
        self, thing_id: int, title: str, body: str = "", *, days_ago: float = 0, same_as: int | None = None
    ) -> None:
        at = NOW - timedelta(days=days_ago)
        with self.database.transaction() as session:
            index.put(session, thing=self.thing, thing_id=thing_id, title=title, body=body, at=at, same_as=same_as)

    def put_all(self, texts: Iterable[tuple[int, str, str]]) -> None:
        made = (
            index.Document(thing=self.thing, thing_id=thing_id, title=title, body=body, at=NOW)
            for thing_id, title, body in texts
        )
        with self.database.transaction() as session:
            index.put_all(session, made)

    def remove(self, thing_id: int) -> None:
        with self.database.transaction() as session:
            index.remove(session, thing=self.thing, thing_id=thing_id)

    def hits(self, title: str, body: str = "", limit: int = 5) -> list[Hit]:
        with self.database.reading() as session:
            return search(session, thing=self.thing, title=title, body=body, now=NOW, limit=limit)

    def found(self, title: str, body: str = "", limit: int = 5) -> list[int]:
        return [hit.thing_id for hit in self.hits(title, body, limit)]

    def count(self) -> None:
        with self.database.transaction() as session:
            counts.count(session)

    def rows(self, model: type[Base]) -> list[tuple[Any, ...]]:
        with self.database.reading() as session:
            return sorted(tuple(row) for row in session.execute(select(*model.__table__.columns)))

    def content(self) -> dict[str, Any]:
        """All that it holds when everything is counted, but for the numbers that documents have by chance."""
        self.count()
        documents = self.rows(SimilarDocument)
        thing_ids = {document[0]: document[2] for document in documents}
        return {
            "documents": sorted(document[1:] for document in documents),
            "postings": sorted((term, thing_ids[at], titled) for term, at, titled in self.rows(SimilarPosting)),
            "frequencies": self.rows(SimilarFrequency),
            "totals": self.rows(SimilarCollection),
            "changes": self.rows(SimilarChange),
        }


@pytest.fixture
def bugs(db: Database) -> Index:
    return Index(db)
