"""Emptying free texts, and taking a person's name out of the texts of others.

A text that is NULL says something by that (a criterion that is not decided yet), so only what was written is emptied.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import JSON, String, cast, false, func, or_, select, update
from sqlalchemy.orm import Session

from qabot.keeping.inventory import FREE_TEXTS, Condition, FreeText

ERASED = "[former member]"
UNSYNCHRONISED = {"synchronize_session": False}


def empty_those_of(session: Session, person_id: int) -> list[str]:
    """Empty what was written about or by this person; what it was comes back, to be looked for elsewhere."""
    return [text for one in FREE_TEXTS for text in empty(session, one, one.theirs(person_id))]


def count_of(session: Session, conditions: Iterable[tuple[FreeText, Condition]]) -> int:
    """How many texts would be emptied."""
    return sum(len(_written(one, value)) for one, where in conditions for _, value in _found(session, one, where))


def filled(one: FreeText) -> Condition:
    """Rows in which something is written."""
    if not _is_json(one):
        return func.length(one.column) > 0
    return cast(one.column, String).regexp_match('"comment": "[^"]')


def empty(session: Session, one: FreeText, where: Condition) -> list[str]:
    """Empty the column where the condition holds; what was written there."""
    gone: list[str] = []
    for row_id, value in _found(session, one, where):
        gone += _written(one, value)
        _write(session, one, row_id, _emptied(one, value))
    return gone


def mask(session: Session, names: Collection[str]) -> list[int | None]:
    """Take these names out of all texts that are left; for each that held one, the audit in which it stands."""
    return [audit for one in FREE_TEXTS for audit in _mask(session, one, names)]


def _mask(session: Session, one: FreeText, names: Collection[str]) -> Iterator[int | None]:
    # One look at the table for all names: it may be long.
    for row_id, value in _found(session, one, or_(false(), *(_holds(session, one, name) for name in names))):
        without = _masked(one, value, names)
        if without != value:
            _write(session, one, row_id, without)
            yield _audit_of(session, one, row_id)


def _audit_of(session: Session, one: FreeText, row_id: int) -> int | None:
    if one.audit is None:
        return None
    audit: int | None = session.execute(select(one.audit).where(one.model.id == row_id)).scalar_one_or_none()
    return audit


def _holds(session: Session, one: FreeText, name: str) -> Condition:
    if not _is_json(one):
        return one.column.icontains(name, autoescape=True)
    # SQLite keeps JSON as it is written, in ASCII; PostgreSQL takes it apart and shows it in letters.
    written = json.dumps(name, ensure_ascii=session.get_bind().dialect.name == "sqlite")[1:-1]
    return cast(one.column, String).icontains(written, autoescape=True)


def _found(session: Session, one: FreeText, where: Condition) -> Iterator[tuple[int, Any]]:
    """Rows that hold a text; read before any is changed."""
    rows = session.execute(select(one.model.id, one.column).where(where, filled(one))).all()
    yield from ((row[0], row[1]) for row in rows)


def _write(session: Session, one: FreeText, row_id: int, value: Any) -> None:
    changed = update(one.model).where(one.model.id == row_id).values({one.column: value})
    session.execute(changed, execution_options=UNSYNCHRONISED)


def _is_json(one: FreeText) -> bool:
    return isinstance(one.column.type, JSON)


def _written(one: FreeText, value: Any) -> list[str]:
    """The texts in a value: a JSON column holds ratings, each with its comment."""
    found = [rated.get("comment") for rated in value] if _is_json(one) else [value]
    return [text for text in found if text]


def _emptied(one: FreeText, value: Any) -> Any:
    return [rated | {"comment": ""} for rated in value] if _is_json(one) else ""


def _masked(one: FreeText, value: Any, names: Collection[str]) -> Any:
    if _is_json(one):
        return [rated | {"comment": _without(rated.get("comment") or "", names)} for rated in value]
    return _without(value, names)


def _without(text: str, names: Collection[str]) -> str:
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", ERASED, text, flags=re.IGNORECASE)
    return text
