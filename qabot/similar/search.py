"""Which documents are most like a text.

Two looks: the entries of the rarest terms name the documents that may be alike, and these few are scored with all
terms. The second look reads no entries, so that a common term costs no more than a rare one.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from qabot.db import run
from qabot.similar import counts, postings, rules
from qabot.similar.models import SimilarDocument

_DAY = timedelta(days=1)
# Each is the same as the next: a chain that is longer has its end there.
_LONGEST_CHAIN = 8
_CANDIDATES = select(
    SimilarDocument.thing_id,
    SimilarDocument.same_as,
    SimilarDocument.at,
    SimilarDocument.title_length,
    SimilarDocument.body_length,
    SimilarDocument.terms,
).where(SimilarDocument.id.in_(bindparam("ids", expanding=True)))
_SAME_AS = select(SimilarDocument.thing_id, SimilarDocument.same_as).where(
    SimilarDocument.thing == bindparam("thing_"), SimilarDocument.thing_id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Hit:
    thing_id: int
    score: float


def search(session: Session, *, thing: str, title: str, body: str = "", now: datetime, limit: int = 5) -> list[Hit]:
    """The likeliest first. Several documents that are known to be the same are one hit."""
    asked = rules.bag(thing, title, body)
    totals, frequencies = counts.read(session, thing, asked.counts)
    worth = rules.weights(asked, frequencies, totals)
    if not worth:
        return []
    chosen = rules.first_look(worth, frequencies)
    candidates = rules.likely(postings.read(session, chosen), chosen)
    rows = run(session, _CANDIDATES, ids=candidates).all()
    heads = _heads(session, thing, {row.thing_id: row.same_as for row in rows})
    families: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        days = (now - row.at) / _DAY
        families[heads[row.thing_id]].append(rules.score(worth, row, totals, days))
    hits = [Hit(thing_id, rules.family_score(alike)) for thing_id, alike in families.items()]
    return sorted(hits, key=lambda hit: (-hit.score, -hit.thing_id))[:limit]


def _heads(session: Session, thing: str, same_as: dict[int, int | None]) -> dict[int, int]:
    """What each of these is known to be the same as: itself, or the end of a chain of documents that are there."""
    heads = {thing_id: thing_id for thing_id in same_as}
    links = dict(same_as)
    for _ in range(_LONGEST_CHAIN):
        ahead = {link for head in heads.values() if (link := links[head]) is not None and link not in links}
        if ahead:
            links.update((row.thing_id, row.same_as) for row in run(session, _SAME_AS, thing_=thing, ids=sorted(ahead)))
        moved = {thing_id: _next(links, head) for thing_id, head in heads.items()}
        if moved == heads:
            break
        heads = moved
    return heads


def _next(links: Mapping[int, int | None], head: int) -> int:
    link = links[head]
    return head if link is None or link not in links else link
