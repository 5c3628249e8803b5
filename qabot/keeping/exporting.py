"""Everything about one person as JSON: every row that the inventory finds, by table."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot.keeping import queries
from qabot.keeping.inventory import HOLDINGS, Holding

ABOUT = (
    "All rows about this person or by them, by table. Other people are numbers. Not in here are the stored answers of "
    "the last day, which do not tell whom they name and go by themselves."
)
Row = dict[str, Any]


def document(session: Session, person_id: int, *, now: datetime) -> dict[str, Any]:
    """What the file says; NotFound for somebody who was erased."""
    about = queries.subject(session, person_id)
    return {
        "about": ABOUT,
        "person": {"number": about.person_id, "name": about.name, "email": about.email},
        "exported_at": now.isoformat(timespec="seconds"),
        "tables": {
            holding.name: {"what": holding.whose, "rows": _rows(session, holding, person_id)} for holding in HOLDINGS
        },
    }


def as_file(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False, default=_plain) + "\n").encode()


def tally(content: dict[str, Any]) -> dict[str, int]:
    """How many rows of each table there are."""
    return {name: len(table["rows"]) for name, table in content["tables"].items() if table["rows"]}


def _rows(session: Session, holding: Holding, person_id: int) -> list[Row]:
    if holding.theirs is None:
        return []
    table = holding.model.__table__
    found = select(table).where(holding.theirs(person_id)).order_by(*table.primary_key)
    return [dict(row) for row in session.execute(found).mappings()]


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else value.hex() if isinstance(value, bytes) else str(value)
