"""What is dead, held or expired, by its cause; never what a message says."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from qabot.delivery.rules import Cause, Cure, Stranded, Trouble, cause_of, cure_of, next_look
from qabot.outbox import ALERT, IN_TROUBLE, Kind, OutboxRow, State
from qabot.slack.port import TOKEN_ERRORS

PLACES = 3
# A refresh that expired was overtaken by a newer one, and an alert has a way of its own: neither is trouble.
OF_CONCERN = (
    text(f"outbox.{IN_TROUBLE}"),
    (OutboxRow.kind == Kind.POST) | (OutboxRow.state != State.EXPIRED),
    OutboxRow.key.is_(None) | OutboxRow.key.not_like(f"{ALERT}%"),
)


@dataclass(frozen=True)
class Row:
    """A row of the outbox as an operator sees it."""

    row_id: int
    kind: str
    state: str
    cause: Cause
    fault: str
    attempts: int
    target: str
    created_at: datetime


def rows(session: Session, *, cause: Cause | None = None, limit: int = 200) -> list[Row]:
    """What waits for an operator, the oldest first."""
    found = (
        _row(row) for row in session.execute(select(OutboxRow).where(*OF_CONCERN).order_by(OutboxRow.id)).scalars()
    )
    return [row for row in found if cause is None or row.cause is cause][:limit]


def troubles(session: Session) -> list[Trouble]:
    """What is wrong with delivery now, one for each cause."""
    waiting = [*_stopped(session), *_waiting(session)]
    return sorted(waiting, key=lambda trouble: list(Cause).index(trouble.cause))


def stranded(session: Session, *, now: datetime) -> list[Stranded]:
    """What is worth a look at whether it can be said now, by place, the longest waiting first."""
    found = select(OutboxRow).where(*OF_CONCERN, OutboxRow.state.in_((State.DEAD, State.HELD))).order_by(OutboxRow.id)
    held: dict[tuple[str, Cure], list[OutboxRow]] = defaultdict(list)
    for row in session.execute(found).scalars():
        cure = cure_of(row.fault, row.target)
        if cure is not None:
            held[row.target, cure].append(row)
    return [
        Stranded(target, cure, tuple(row.id for row in rows))
        for (target, cure), rows in held.items()
        if next_look(rows[0].attempts, rows[0].last_tried_at or rows[0].created_at) <= now
    ]


def copies(session: Session) -> list[Trouble]:
    """How many second copies were deleted since the beginning; none: nothing."""
    total, since = session.execute(
        select(func.coalesce(func.sum(OutboxRow.copies), 0), func.min(OutboxRow.sent_at)).where(
            text("outbox.copies > 0")
        )
    ).one()
    return [Trouble(Cause.COPIES, total, since, total)] if since else []


def _stopped(session: Session) -> list[Trouble]:
    count, since = session.execute(
        select(func.count(), func.min(OutboxRow.first_tried_at)).where(
            text("outbox.state IN ('pending', 'sending', 'unknown')"), OutboxRow.fault.in_(TOKEN_ERRORS)
        )
    ).one()
    return [Trouble(Cause.TOKEN, count, since, 1)] if since else []


def _waiting(session: Session) -> list[Trouble]:
    grouped = (
        select(
            OutboxRow.state,
            OutboxRow.fault,
            OutboxRow.target,
            func.count(),
            func.min(OutboxRow.created_at),
            func.max(OutboxRow.id),
        )
        .where(*OF_CONCERN)
        .group_by(OutboxRow.state, OutboxRow.fault, OutboxRow.target)
    )
    by_cause: dict[Cause, list[tuple[str, int, datetime, int]]] = defaultdict(list)
    for state, fault, target, count, since, newest in session.execute(grouped):
        by_cause[cause_of(state, fault)].append((target, count, since, newest))
    return [_trouble(cause, parts) for cause, parts in by_cause.items()]


def _trouble(cause: Cause, parts: list[tuple[str, int, datetime, int]]) -> Trouble:
    return Trouble(
        cause=cause,
        count=sum(count for _, count, _, _ in parts),
        since=min(since for _, _, since, _ in parts),
        mark=max(newest for _, _, _, newest in parts),
        places=tuple(sorted({target for target, *_ in parts if target.startswith(("C", "G"))})[:PLACES]),
    )


def _row(row: OutboxRow) -> Row:
    return Row(
        row_id=row.id,
        kind=row.kind,
        state=row.state,
        cause=cause_of(row.state, row.fault),
        fault=row.fault or "",
        attempts=row.attempts,
        target=row.target,
        created_at=row.created_at,
    )
