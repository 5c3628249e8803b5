"""In how many documents each term stands, and how long documents are.

Many writers would wait for one another at the row of a common term, and two that meet at two rows never end. So a
writer appends its change, and a reader adds what is appended to what is counted. Now and then a writer counts what has
gathered, if nobody else is about to: it asks for the turn and does not wait for it. After a removal it asks at once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from qabot.db import run
from qabot.similar import rules
from qabot.similar.models import SimilarChange as Change
from qabot.similar.models import SimilarCollection as Collection
from qabot.similar.models import SimilarFrequency as Frequency
from qabot.similar.rules import Totals

GATHERED = 64
_APPEND = insert(Change)
_GATHERED = select(func.count()).select_from(Change).where(Change.thing == bindparam("thing"))
_CHANGES = select(Change.documents, Change.title_length, Change.body_length, Change.terms).where(
    Change.thing == bindparam("thing")
)
_TAKE = (
    delete(Change)
    .where(Change.thing == bindparam("thing"))
    .returning(Change.documents, Change.title_length, Change.body_length, Change.terms)
)
_COUNTED = select(Collection.documents, Collection.title_length, Collection.body_length).where(
    Collection.thing == bindparam("thing")
)
_FREQUENCIES = select(Frequency.term, Frequency.documents).where(Frequency.term.in_(bindparam("terms", expanding=True)))
_ADD_ON_POSTGRESQL = text(
    "INSERT INTO similar_frequency (term, documents)"
    " SELECT * FROM unnest(CAST(:terms AS bigint[]), CAST(:documents AS integer[]))"
    " ON CONFLICT (term) DO UPDATE SET documents = similar_frequency.documents + excluded.documents"
)
_NEW = sqlite.insert(Frequency).values(term=bindparam("term"), documents=bindparam("documents"))
_ADD_ON_SQLITE = _NEW.on_conflict_do_update(
    index_elements=["term"], set_={"documents": Frequency.documents + _NEW.excluded.documents}
)
_ADD_ON_SQLITE = _ADD_ON_SQLITE.on_conflict_do_update(
    index_elements=["term"], set_={"documents": Frequency.documents + _ADD_ON_SQLITE.excluded.documents}
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
            count(session, thing)


def append(session: Session, thing: str, totals: Totals, terms: Mapping[int, int]) -> None:
    """Note what changed, and count what has gathered."""
    if not terms and totals == Totals():
        return
    run(session, _APPEND, thing=thing, terms=rules.pack_changes(terms), **asdict(totals))
    less = any(change < 0 for change in terms.values())
    if less or run(session, _GATHERED, thing=thing).scalar_one() >= GATHERED:
        count(session, thing)


def count(session: Session, thing: str) -> None:
    """Add what is appended to what is counted, unless somebody else is about to."""
    if not _my_turn(session, thing):
        return
    totals, terms = _sum(run(session, _TAKE, thing=thing))
    _add_totals(session, thing, totals)
    # By term: neighbours are on one page.
    _add_terms(session, sorted((term, change) for term, change in terms.items() if change))
    less = [term for term, change in terms.items() if change < 0]
    if less:
        run(session, _DROP, terms=less)


def read(session: Session, thing: str, terms: Iterable[int]) -> tuple[Totals, dict[int, int]]:
    """The totals, and in how many documents each of these terms stands."""
    wanted = list(terms)
    # In this order: what is added in between is counted twice for a moment, and not missed.
    changed, changes = _sum(run(session, _CHANGES, thing=thing), frozenset(wanted))
    frequencies = Counter(dict(map(tuple, run(session, _FREQUENCIES, terms=wanted))))
    counted = run(session, _COUNTED, thing=thing).one_or_none() or ()
    totals = changed + Totals(*counted)
    return totals, {term: frequencies[term] + changes[term] for term in wanted}


def _sum(rows: Iterable[Any], wanted: frozenset[int] | None = None) -> tuple[Totals, Counter[int]]:
    totals, terms = Totals(), Counter[int]()
    for *numbers, packed in rows:
        totals += Totals(*numbers)
        for term, change in rules.unpack_changes(packed):
            if wanted is None or term in wanted:
                terms[term] += change
    return totals, terms


def _add_totals(session: Session, thing: str, totals: Totals) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    new = dialect.insert(Collection).values(thing=thing, **asdict(totals))
    more = {name: getattr(Collection, name) + new.excluded[name] for name in asdict(totals)}
    session.execute(new.on_conflict_do_update(index_elements=["thing"], set_=more))


def _add_terms(session: Session, terms: list[tuple[int, int]]) -> None:
    if session.get_bind().dialect.name == "postgresql":
        numbers = {"terms": [term for term, _ in terms], "documents": [change for _, change in terms]}
        session.connection().execute(_ADD_ON_POSTGRESQL, numbers)
    elif terms:
        session.connection().execute(_ADD_ON_SQLITE, [{"term": term, "documents": change} for term, change in terms])


def _my_turn(session: Session, thing: str) -> bool:
    """SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    lock = text("SELECT pg_try_advisory_xact_lock(:lock)")
    return bool(session.execute(lock, {"lock": rules.term(thing, "")}).scalar_one())
