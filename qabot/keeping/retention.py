"""What goes by itself once it is old enough. What a legal hold keeps stays, whatever its age.

Scores, ratings and states stay for ever; texts, drafts and messages do not. Seen requests and forms have a sweep of
their own (`interaction`), in hours and days: a hold does not reach them, for they say nothing that stands nowhere else.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, null, or_, select, update
from sqlalchemy.orm import Session

from qabot import journal, outbox
from qabot.audit.models import Audit
from qabot.audit.rules import State
from qabot.keeping import drafts, inventory, queries, said, texts, turns
from qabot.keeping.inventory import Condition, FreeText, Ids
from qabot.keeping.models import LegalHold, PrivacyOrder
from qabot.keeping.rules import HoldState, Kind, Periods
from qabot.outbox import OutboxRow
from qabot.people.models import Person

BATCH = 200
SETTLED = (outbox.State.SENT, outbox.State.DEAD, outbox.State.HELD, outbox.State.EXPIRED)
OUT = (State.PUBLISHED, State.ACKNOWLEDGED, State.VOID)
UNSYNCHRONISED = {"synchronize_session": False}


@dataclass(frozen=True)
class Due:
    """Rows of one table that are old enough, and what is done with them."""

    ids: Ids
    let_go: Callable[[Session, Sequence[int]], None]


def due(session: Session, *, periods: Periods, now: datetime) -> dict[Kind, int]:
    """How many rows of each kind would go now."""
    return {kind: sum(_count(session, one.ids) for one in _due(kind, periods, now)) for kind in Kind}


def anything(session: Session, kind: Kind, *, periods: Periods, now: datetime) -> bool:
    return any(session.execute(one.ids.limit(1)).first() is not None for one in _due(kind, periods, now))


def sweep(session: Session, kind: Kind, *, periods: Periods, now: datetime, limit: int = BATCH) -> int:
    """Let a batch of one kind go; how many rows it was. Fewer than `limit` of each table: nothing is left."""
    turns.take(session)
    gone = 0
    for one in _due(kind, periods, now):
        ids = list(session.execute(one.ids.limit(limit)).scalars())
        if ids:
            one.let_go(session, ids)
            gone += len(ids)
    if gone:
        detail = {"kind": kind.value, "rows": gone}
        journal.record(
            session, now=now, actor_id=None, action="retention.swept", thing="retention", thing_id=0, **detail
        )
    return gone


def _due(kind: Kind, periods: Periods, now: datetime) -> Iterator[Due]:
    cutoff = now - periods.of(kind)
    finders = {
        Kind.AUDIT_TEXTS: _audit_texts,
        Kind.DRAFTS: lambda at: _drafts(at, now),
        Kind.MESSAGES: _messages,
        Kind.REASONS: _reasons,
    }
    yield from finders[kind](cutoff)


def _audit_texts(cutoff: datetime) -> Iterator[Due]:
    old = select(Audit.id).where(
        Audit.touched_at < cutoff, Audit.state.in_(OUT), Audit.id.not_in(queries.held_audits())
    )
    for one in inventory.FREE_TEXTS:
        if one.audit is not None:
            yield _text_due(one, one.audit.in_(old))


def _drafts(cutoff: datetime, now: datetime) -> Iterator[Due]:
    old = drafts.unpublished(Audit.touched_at < cutoff, Audit.id.not_in(queries.held_audits()))
    yield Due(old, lambda session, ids: drafts.drop(session, ids, now=now))


def _messages(cutoff: datetime) -> Iterator[Due]:
    """Of a message its text goes; where it stands stays, so that it can be taken back later."""
    held = select(Person.slack_user_id).where(Person.id.in_(queries.held_people()), Person.slack_user_id.is_not(None))
    old = [OutboxRow.created_at < cutoff, OutboxRow.state.in_(SETTLED), OutboxRow.target.not_in(held)]
    posts, texts_left = OutboxRow.kind == outbox.Kind.POST, OutboxRow.message.is_not(None)
    yield Due(select(OutboxRow.id).where(*old, posts, texts_left), _empty_messages)
    yield Due(select(OutboxRow.id).where(*old, ~posts), _delete_rows)
    yield Due(said.taken_back_and_shown(), _delete_rows)


def _reasons(cutoff: datetime) -> Iterator[Due]:
    held = queries.held_people()
    ended = select(PrivacyOrder.id).where(PrivacyOrder.ended_at < cutoff, PrivacyOrder.person_id.not_in(held))
    over = select(LegalHold.id).where(
        LegalHold.state.in_((HoldState.DECLINED, HoldState.RELEASED)),
        func.coalesce(LegalHold.release_decided_at, LegalHold.decided_at) < cutoff,
        or_(LegalHold.person_id.is_(None), LegalHold.person_id.not_in(held)),
    )
    for one in inventory.FREE_TEXTS:
        if one.model is PrivacyOrder:
            yield _text_due(one, PrivacyOrder.id.in_(ended))
        elif one.model is LegalHold:
            yield _text_due(one, LegalHold.id.in_(over))


def _text_due(one: FreeText, where: Condition) -> Due:
    ids = select(one.model.id).where(where, texts.filled(one))
    return Due(ids, lambda session, found: _empty(session, one, found))


def _empty(session: Session, one: FreeText, ids: Sequence[int]) -> None:
    texts.empty(session, one, one.model.id.in_(ids))


def _empty_messages(session: Session, ids: Sequence[int]) -> None:
    empty = update(OutboxRow).where(OutboxRow.id.in_(ids)).values(message=null())
    session.execute(empty, execution_options=UNSYNCHRONISED)


def _delete_rows(session: Session, ids: Sequence[int]) -> None:
    session.execute(delete(OutboxRow).where(OutboxRow.id.in_(ids)), execution_options=UNSYNCHRONISED)


def _count(session: Session, ids: Any) -> int:
    return int(session.execute(select(func.count()).select_from(ids.subquery())).scalar_one())
