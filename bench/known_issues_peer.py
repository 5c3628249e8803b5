"""SQLite's own full-text search, with what is known to help it.

Porter's stems, the title six times the body, and of the body only the twenty rarest words.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from qabot.similar.index import Document
from qabot.similar.rules import words

BODY_WORDS = 20


class FullText:
    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE report USING fts5 (title, body, content='', tokenize='porter')")
        self._frequencies: Counter[str] = Counter()

    def add(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self._database.execute(
                "INSERT INTO report (rowid, title, body) VALUES (?, ?, ?)",
                (document.thing_id, document.title, document.body),
            )
            self._frequencies.update(set(words(f"{document.title} {document.body}")))

    def search(self, title: str, body: str, limit: int) -> Sequence[int]:
        rare = sorted({word for word in words(body) if word in self._frequencies}, key=self._frequencies.__getitem__)
        asked = dict.fromkeys([*words(title), *rare[:BODY_WORDS]])
        if not asked:
            return []
        match = " OR ".join(f'"{word}"' for word in asked)
        found = self._database.execute(
            "SELECT rowid FROM report WHERE report MATCH ? ORDER BY bm25(report, 6.0, 1.0) LIMIT ?", (match, limit)
        )
        return [rowid for (rowid,) in found]
