"""What lists and details read of scorecards. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from qabot.access import Scope
from qabot.audit.models import Audit, ScorecardVersion
from qabot.audit.rules import Scorecard
from qabot.audit.rules import State as AuditState
from qabot.errors import NotFound
from qabot.people.models import Queue
from qabot.scorecard.rules import State

NO_SCORECARD = "I can't find this scorecard. It may have been replaced or deleted. The list shows what there is."


@dataclass(frozen=True)
class Version:
    """One version of a scorecard, and the queues that score with its key."""

    version_id: int
    state: State
    card: Scorecard
    published_at: datetime | None
    queues: tuple[str, ...] = ()


@dataclass(frozen=True)
class Detail:
    """A version, what is published beside it, and how many audits are still being scored with it."""

    version: Version
    published: Scorecard | None
    drafts: int


def listed(session: Session, *, with_drafts: bool) -> list[Version]:
    """Published versions first, then drafts, then retired ones; of each the newest first."""
    rows = [row for row in session.execute(_VERSIONS).all() if with_drafts or row.state != State.DRAFT]
    queues = _queues(session)
    made = [_version(row, queues) for row in rows]
    order = (State.PUBLISHED, State.DRAFT, State.RETIRED)
    return sorted(made, key=lambda one: (order.index(one.state), one.card.name, -one.card.version))


def version(session: Session, version_id: int, *, lock: bool = False) -> Version:
    """One version; with `lock`, nobody else changes it until the transaction ends."""
    found = _VERSIONS.where(ScorecardVersion.id == version_id)
    return _one(session, found.with_for_update() if lock else found)


def newest(session: Session, key: str, state: State, *, lock: bool = False) -> Version | None:
    """The draft, or the published version, of a scorecard: there is one of each at most."""
    found = _VERSIONS.where(ScorecardVersion.key == key, ScorecardVersion.state == state)
    row = session.execute(found.with_for_update() if lock else found).first()
    return _version(row, _queues(session)) if row else None


def detail(session: Session, held: Version) -> Detail:
    published = newest(session, held.card.key, State.PUBLISHED)
    open_audits = select(func.count()).where(
        Audit.scorecard_version_id == held.version_id, Audit.state == AuditState.DRAFT
    )
    return Detail(held, published.card if published else None, session.execute(open_audits).scalar_one())


def places(session: Session, key: str) -> list[tuple[str, Scope]]:
    """The queues that score with this scorecard, by name."""
    found = select(Queue.name, Queue.lob_id, Queue.id).where(Queue.scorecard_key == key).order_by(Queue.name)
    return [(name, Scope(lob_id, queue_id)) for name, lob_id, queue_id in session.execute(found)]


def last_number(session: Session, key: str) -> int:
    """The highest version that is, or was, published; 0 where none was."""
    found = select(func.max(ScorecardVersion.version)).where(
        ScorecardVersion.key == key, ScorecardVersion.state != State.DRAFT
    )
    return session.execute(found).scalar_one() or 0


_VERSIONS = select(
    ScorecardVersion.id, ScorecardVersion.state, ScorecardVersion.definition, ScorecardVersion.published_at
)


def _one(session: Session, found: Select[Any]) -> Version:
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFound(NO_SCORECARD)
    return _version(row, _queues(session))


def _queues(session: Session) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for key, name in session.execute(select(Queue.scorecard_key, Queue.name).order_by(Queue.name)):
        held.setdefault(key, []).append(name)
    return held


def _version(row: Any, queues: dict[str, list[str]]) -> Version:
    version_id, state, definition, published_at = row
    card = Scorecard.from_json(definition)
    return Version(version_id, State(state), card, published_at, tuple(queues.get(card.key, ())))
