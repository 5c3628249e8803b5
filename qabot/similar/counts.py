"""In how many documents each term stands, and how long documents are.

Many writers would wait for one another at the row of a common term, and two that meet at two rows never end. So a
writer appends its change, and a reader adds what is appended to what is counted. Now and then a writer counts what has
gathered, if nobody else is about to: it asks for the turn and does not wait for it. After a removal it asks at once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from qabot.db import run
from qabot.similar import rules
from qabot.similar.models import SimilarChange as Change
from qabot.similar.models import SimilarCollection as Collection
from qabot.similar.models import SimilarFrequency as Frequency
from qabot.similar.rules import Totals

GATHERED = 64
# SQLite takes 32,766 values in a statement.
AT_ONCE = 10_000
# Of this one turn in the database; any number that nobody else takes.
LOCK = 7_301_002
_APPEND = insert(Change).returning(Change.id)
_COLUMNS = (Change.thing, Change.documents, Change.title_length, Change.body_length, Change.terms)
_CHANGES = select(*_COLUMNS).where(Change.thing == bindparam("thing"))
_TAKE = delete(Change).returning(*_COLUMNS)
_TURN = text("SELECT pg_try_advisory_xact_lock(:lock)")
_COUNTED = select(Collection.documents, Collection.title_length, Collection.body_length).where(
    Collection.thing == bindparam("thing")
)
_FREQUENCIES = select(Frequency.term, Frequency.documents).where(Frequency.term.in_(bindparam("terms", expanding=True)))
_ADD_ON_POSTGRESQL = text(
    "INSERT INTO similar_frequency (term, documents)"
    " SELECT * FROM unnest("
    "CAST(string_to_array(:terms, ' ') AS bigint[]), CAST(string_to_array(:documents, ' ') AS integer[]))"
    " ON CONFLICT (term) DO UPDATE SET documents = similar_frequency.documents + excluded.documents"
)
_ADD_ON_SQLITE = (
    "INSERT INTO similar_frequency (term, documents) VALUES (?, ?)"
    " ON CONFLICT (term) DO UPDATE SET documents = documents + excluded.documents"
)
_DROP = delete(Frequency).where(Frequency.term.in_(bindparam("terms", expanding=True)), Frequency.documents <= 0)


class Tally:
    """What many documents change, gathered in memory."""

    def __init__(self) -> None:
        self._totals: dict[str, Totals] = defaultdict(Totals)
        self._terms: dict[str, Counter[int]] = defaultdict(Counter)

    def add(self, thing: str, totals: Totals, terms: Iterable[int]) -> None:
        self._totals[thing] += totals
        self._terms[thing].update(list(terms))

    def write(self, session: Session) -> None:
        for thing, totals in self._totals.items():
            append(session, thing, totals, self._terms[thing])
        count(session)


def append(session: Session, thing: str, totals: Totals, terms: Mapping[int, int]) -> None:
    """Note what changed; each so many changes, count what has gathered."""
    if not terms and totals == Totals():
        return
    values = {"thing": thing, "terms": rules.pack_changes(terms), **asdict(totals)}
    number = run(session, _APPEND, **values).scalar_one()
    if number % GATHERED == 0 or any(change < 0 for change in terms.values()):
        count(session)


def count(session: Session) -> None:
    """Add what is appended to what is counted, unless somebody else is about to."""
    if not _my_turn(session):
        return
    changes = defaultdict(list)
    for row in run(session, _TAKE):
        changes[row.thing].append(row)
    for thing in sorted(changes):
        totals, terms = _sum(changes[thing])
        _add_totals(session, thing, totals)
        _add_terms(session, terms)


def read(session: Session, thing: str, terms: Iterable[int]) -> tuple[Totals, dict[int, int]]:
    """The totals, and in how many documents each of these terms stands."""
    wanted = list(terms)
    # In this order: what is added in between is counted twice for a moment, and not missed.
    changed, changes = _sum(run(session, _CHANGES, thing=thing), frozenset(wanted))
    frequencies = Counter(dict(map(tuple, run(session, _FREQUENCIES, terms=wanted))))
    counted = run(session, _COUNTED, thing=thing).one_or_none() or ()
    totals = changed + Totals(*counted)
    return totals, {term: frequencies[term] + changes[term] for term in wanted}


def _sum(rows: Iterable[Row[Any]], wanted: frozenset[int] | None = None) -> tuple[Totals, Counter[int]]:
    totals, terms = Totals(), Counter[int]()
    for row in rows:
        totals += Totals(row.documents, row.title_length, row.body_length)
        for term, change in rules.unpack_changes(row.terms):
            if wanted is None or term in wanted:
                terms[term] += change
    return totals, terms


def _add_totals(session: Session, thing: str, totals: Totals) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    new = dialect.insert(Collection).values(thing=thing, **asdict(totals))
    more = {name: getattr(Collection, name) + new.excluded[name] for name in asdict(totals)}
    session.execute(new.on_conflict_do_update(index_elements=["thing"], set_=more))


def _add_terms(session: Session, changes: Mapping[int, int]) -> None:
    # In the order of the index: neighbours are on one page.
    changed = sorted((term, change) for term, change in changes.items() if change)
    if not changed:
        return
    if session.get_bind().dialect.name == "postgresql":
        terms, documents = (" ".join(map(str, column)) for column in zip(*changed, strict=True))
        run(session, _ADD_ON_POSTGRESQL, terms=terms, documents=documents)
    else:
        session.connection().exec_driver_sql(_ADD_ON_SQLITE, changed)
    less = [term for term, change in changed if change < 0]
    for at in range(0, len(less), AT_ONCE):
        run(session, _DROP, terms=less[at : at + AT_ONCE])


def _my_turn(session: Session) -> bool:
    """SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(run(session, _TURN, lock=LOCK).scalar_one())
