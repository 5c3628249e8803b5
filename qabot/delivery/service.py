"""What operators do with what was not said, and how they are told of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from qabot import journal, outbox
from qabot.access import Action, Actor, require
from qabot.delivery import messages, queries, rules
from qabot.delivery.models import DeliveryAlert
from qabot.delivery.rules import Cause, Trouble
from qabot.outbox import ALERT, Kind, OutboxRow, State
from qabot.people import queries as people

_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def rows_of(session: Session, cause: Cause, upto: int) -> list[int]:
    """The ids of what waits for one cause, no newer than what the operator has seen."""
    return [row.row_id for row in queries.rows(session, cause=cause, limit=1000) if row.row_id <= upto]


def retry(session: Session, row_ids: Sequence[int], *, actor: Actor | None, now: datetime) -> int:
    """Put rows back in line; how many. `actor` None is the operator at the command line."""
    return sum(_retry(session, row, "outbox.retry", actor, now) for row in _taken(session, row_ids, actor))


def resume(session: Session, row_ids: Sequence[int], *, now: datetime) -> int:
    """Put rows back in line because what kept them from being said is mended; how many."""
    return sum(_retry(session, row, "outbox.resume", None, now) for row in _taken(session, row_ids, None))


def drop(session: Session, row_ids: Sequence[int], *, actor: Actor | None, now: datetime) -> int:
    """Leave rows unsaid for good; how many."""
    taken = _taken(session, row_ids, actor)
    for row in taken:
        _note(session, "outbox.drop", row, actor, now)
        row.dropped_at = now
    return len(taken)


def tell(session: Session, *, channel: str | None, now: datetime) -> None:
    """Write an alert for each kind of trouble that the operators do not know yet, and forget what is mended."""
    present = {trouble.cause: trouble for trouble in (*queries.troubles(session), *queries.copies(session))}
    known = {alert.cause: alert for alert in session.execute(select(DeliveryAlert).with_for_update()).scalars()}
    session.execute(delete(DeliveryAlert).where(DeliveryAlert.cause.not_in([cause.value for cause in present])))
    for cause, trouble in present.items():
        if _is_news(session, trouble, known.get(cause), now):
            _write(session, trouble, channel, now)
    _pass_on(session, now)


def news(session: Session, *, now: datetime) -> bool:
    """Whether `tell` has anything to do. Looking takes no write lock: an idle bot leaves the database alone."""
    present = {trouble.cause: trouble for trouble in (*queries.troubles(session), *queries.copies(session))}
    known = {alert.cause: alert for alert in session.execute(select(DeliveryAlert)).scalars()}
    untold = (
        cause not in known or rules.is_to_tell(trouble, told=known[cause].told, told_at=known[cause].told_at, now=now)
        for cause, trouble in present.items()
    )
    return bool(set(known) - set(present)) or any(untold) or bool(session.execute(_UNDELIVERED).first())


_UNDELIVERED = select(OutboxRow).where(text(f"outbox.{outbox.IN_TROUBLE}"), OutboxRow.key.like(f"{ALERT}%"))


def _taken(session: Session, row_ids: Sequence[int], actor: Actor | None) -> list[OutboxRow]:
    if actor is not None:
        require(actor, Action.DELIVERY_MANAGE)
    wanted = select(OutboxRow).where(OutboxRow.id.in_(row_ids), *queries.OF_CONCERN).order_by(OutboxRow.id)
    return list(session.execute(wanted.with_for_update()).scalars())


def _retry(session: Session, row: OutboxRow, action: str, actor: Actor | None, now: datetime) -> bool:
    _note(session, action, row, actor, now)
    if row.kind != Kind.POST and _waits(session, row):
        row.dropped_at = now
        return True
    # What may have been posted is looked for first; it is never simply sent again.
    perhaps_posted = row.kind == Kind.POST and row.state == State.HELD and row.fault not in rules.WITHHELD
    row.state = State.UNKNOWN if perhaps_posted else State.PENDING
    row.fence, row.not_before, row.expires_at = row.fence + 1, None, None
    session.flush()
    return True


def _waits(session: Session, row: OutboxRow) -> bool:
    """Whether a newer refresh of the same thing is in line already."""
    same = OutboxRow.card.is_not_distinct_from(row.card), OutboxRow.subject.is_not_distinct_from(row.subject)
    waiting = select(OutboxRow.id).where(
        OutboxRow.kind == row.kind, OutboxRow.line == row.line, OutboxRow.state == State.PENDING, *same
    )
    return session.execute(waiting).first() is not None


def _note(session: Session, action: str, row: OutboxRow, actor: Actor | None, now: datetime) -> None:
    journal.record(
        session,
        now=now,
        actor_id=actor.person_id if actor else None,
        action=action,
        thing="outbox",
        thing_id=row.id,
        kind=row.kind,
        state=row.state,
        fault=row.fault or "",
    )


def _is_news(session: Session, trouble: Trouble, known: DeliveryAlert | None, now: datetime) -> bool:
    """Whether this replica is the one that tells it."""
    if known is not None:
        if not rules.is_to_tell(trouble, told=known.told, told_at=known.told_at, now=now):
            return False
        known.told, known.told_at = trouble.mark, now
        return True
    insert = _INSERT[session.get_bind().dialect.name](DeliveryAlert)
    first = insert.values(cause=trouble.cause.value, told=trouble.mark, told_at=now)
    written = session.execute(first.on_conflict_do_nothing())
    return bool(getattr(written, "rowcount", 0))


def _write(session: Session, trouble: Trouble, channel: str | None, now: datetime) -> None:
    for target in [channel] if channel else _admins(session):
        outbox.enqueue(
            session,
            key=f"{ALERT}{trouble.cause}:{now.isoformat()}:{target}",
            channel=target,
            message=messages.alert(trouble),
            now=now,
        )


def _pass_on(session: Session, now: datetime) -> None:
    """What the operators' channel did not get goes to the admins themselves; the next one tries the channel again."""
    for row in session.execute(_UNDELIVERED.with_for_update()).scalars():
        row.dropped_at = now
        if not row.message or not row.line.startswith(("C", "G")):
            continue
        for target in _admins(session):
            message = messages.passed_on(row.message["text"], row.message["blocks"], row.target)
            outbox.enqueue(session, key=f"{row.key}:{target}", channel=target, message=message, now=now)


def _admins(session: Session) -> list[str]:
    return [actor.slack_user_id for actor in people.holders(session, Action.DELIVERY_MANAGE) if actor.slack_user_id]
