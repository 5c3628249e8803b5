"""Whose turn a row is, and how it ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import Integer, and_, bindparam, exists, func, or_, select, text, true, update
from sqlalchemy.orm import Session, aliased

from qabot.db import Instant, run
from qabot.outbox.models import INSERT, TABLE, Gate, Kind, OutboxRow, State, dialect
from qabot.slack.port import Message

LEASE = timedelta(seconds=60)
SETTLE = timedelta(seconds=30)
# Slack takes a message a second in a channel; what it got came before its answer did.
GATE = timedelta(seconds=1)
# Nothing waits longer than this for its next try. If Slack asks for more, it asks again.
LONGEST = timedelta(minutes=5)
# By so much the clocks of two replicas may differ.
APART = timedelta(minutes=1)
WORKSPACE = "*"


@dataclass(frozen=True)
class Claim:
    """A row that this sender alone may send, until its lease ends."""

    row_id: int
    fence: int
    kind: Kind
    line: str
    target: str
    key: str
    attempts: int
    thread_ts: str | None
    message: Message | None
    card: str | None
    subject: int | None


# Written out, as in the index: a bound value would keep both databases from using it.
_STILL_IN_LINE = text("outbox.state IN ('pending', 'sending', 'unknown')")
_IN_LINE = (
    select(OutboxRow.id)
    .where(_STILL_IN_LINE)
    .where(
        or_(
            OutboxRow.not_before.is_(None),
            OutboxRow.not_before <= bindparam("now"),
            OutboxRow.expires_at <= bindparam("now"),
            OutboxRow.state != State.PENDING,
            # The clock was set back: no wait of a fault's is that long.
            and_(OutboxRow.fault.is_not(None), OutboxRow.not_before > bindparam("latest")),
        )
    )
    .limit(1)
)


def claim(session: Session, *, now: datetime, at_most: int) -> list[Claim]:
    """Take the oldest rows that head their lines and whose gates are open. Commit before anything is sent."""
    rows = run(session, _CLAIM, now=now, lease=now + LEASE, at_most=at_most)
    return sorted(map(as_claim, rows), key=attrgetter("row_id"))


def give_back(session: Session, taken: Claim) -> None:
    """What was claimed and never tried waits again, as if nothing had been."""
    mine = update(TABLE).where(TABLE.c.id == taken.row_id, TABLE.c.fence == taken.fence)
    first = None if taken.attempts == 1 else TABLE.c.first_tried_at
    waits = {"state": State.PENDING, "lease_until": None, "attempts": taken.attempts - 1, "first_tried_at": first}
    run(session, mine.where(TABLE.c.state == State.SENDING).values(waits))


def settle(session: Session, taken: Claim, *, now: datetime, state: State, **changes: Any) -> bool:
    """Write how a claimed row ended; False where another sender has taken it meanwhile, and nothing is written.

    What is known to be said stays so, whatever somebody who was slower believes. What may be said settles from now on.
    The next message of its line has to wait for a second.
    """
    done = update(TABLE).where(TABLE.c.id == taken.row_id, TABLE.c.fence == taken.fence)
    if state is State.SENT:
        changes["sent_at"] = now
    else:
        done = done.where(_STILL_IN_LINE)
    if state is State.UNKNOWN:
        changes["last_tried_at"] = now
    if taken.kind is not Kind.HOME:
        close_gate(session, taken.line, until=now + GATE)
    return bool(run(session, done.values(state=state, lease_until=None, **changes)).rowcount)


def yield_to_newer(session: Session, taken: Claim, *, not_before: datetime | None) -> bool:
    """Whether a newer refresh of the same thing waits; it does so as long, and this one need not come again."""
    if taken.kind is Kind.POST:
        return False
    same = OutboxRow.card.is_not_distinct_from(taken.card), OutboxRow.subject.is_not_distinct_from(taken.subject)
    newer = update(OutboxRow).where(
        OutboxRow.line == taken.line,
        OutboxRow.kind == taken.kind,
        OutboxRow.state == State.PENDING,
        OutboxRow.id != taken.row_id,
        *same,
    )
    waits = session.execute(newer.values(not_before=func.coalesce(not_before, OutboxRow.not_before)))
    return bool(getattr(waits, "rowcount", 0))


def close_gate(session: Session, line: str, *, until: datetime) -> None:
    """Let a line wait; a gate that is closed for longer stays so."""
    run(session, _CLOSE[dialect(session)], line=line, open_at=until)


def expire(session: Session, *, now: datetime) -> None:
    """What waited too long is not said any more; a claim whose lease has passed may have been sent, even just now."""
    _nothing_is_from_the_future(session, now)
    stale = update(OutboxRow).where(OutboxRow.state == State.PENDING, OutboxRow.expires_at < now)
    session.execute(stale.values(state=State.EXPIRED))
    lost = update(OutboxRow).where(OutboxRow.state == State.SENDING, OutboxRow.lease_until < now)
    session.execute(lost.values(state=State.UNKNOWN, lease_until=None, last_tried_at=now, fault="lease_passed"))


def _nothing_is_from_the_future(session: Session, now: datetime) -> None:
    """Where the clock was set back, nothing waits for the hour to come again: each wait begins anew, at its longest.

    Replicas may be some seconds apart.
    """
    failed = OutboxRow.fault.is_not(None)
    waits = (
        (OutboxRow.lease_until, LEASE, true()),
        (OutboxRow.last_tried_at, timedelta(0), true()),
        (OutboxRow.not_before, LONGEST, failed),
    )
    for column, most, which in waits:
        ahead = update(OutboxRow).where(_STILL_IN_LINE, which, column > now + most + APART)
        session.execute(ahead.values({column: now + most}))
    for lines, most in ((Gate.line != WORKSPACE, GATE), (Gate.line == WORKSPACE, LONGEST)):
        session.execute(update(Gate).where(lines, Gate.open_at > now + most + APART).values(open_at=now + most))


def unknown(session: Session, *, now: datetime, limit: int = 20) -> list[OutboxRow]:
    """Rows that may have been posted, old enough that Slack will not apply them any more."""
    settled = select(OutboxRow).where(OutboxRow.state == State.UNKNOWN, OutboxRow.last_tried_at < now - SETTLE)
    return list(session.execute(settled.order_by(OutboxRow.id).limit(limit)).scalars())


def in_line(session: Session, *, now: datetime) -> bool:
    """Whether any row has to go out, or be looked at, now."""
    return run(session, _IN_LINE, now=now, latest=now + LONGEST + APART).first() is not None


def next_opening(session: Session, *, now: datetime) -> datetime | None:
    """When the first closed gate opens behind which something waits that is due; None where there is none."""
    row = run(session, _OPENINGS, now=now).one()
    first: datetime | None = max(row.shut, row.opens) if row.shut and row.opens else row.opens
    return first


def _close(insert: Any) -> Any:
    closed = insert(Gate.__table__)
    later = closed.excluded.open_at
    return closed.on_conflict_do_update(index_elements=["line"], set_={"open_at": later}, where=Gate.open_at < later)


def _claimable(now: Any) -> Any:
    gate, workspace, sending = aliased(Gate), aliased(Gate), aliased(OutboxRow, name="sending")
    heads = select(func.min(OutboxRow.id)).where(_STILL_IN_LINE).group_by(OutboxRow.line)
    # Ids can become visible out of order: a later row that is being sent holds up its line as well.
    busy = exists().where(sending.line == OutboxRow.line, text("sending.state = 'sending'"))
    closed = exists().where(gate.line == OutboxRow.line, gate.open_at > now)
    shut = exists().where(workspace.line == WORKSPACE, workspace.open_at > now)
    return (
        select(OutboxRow.id)
        .where(OutboxRow.state == State.PENDING, _due(now), _STILL_IN_LINE)
        .where(or_(OutboxRow.expires_at.is_(None), OutboxRow.expires_at >= now))
        .where(OutboxRow.id.in_(heads), ~busy, ~closed, ~shut)
        .order_by(OutboxRow.id)
        .limit(bindparam("at_most", type_=Integer()))
        .with_for_update(skip_locked=True)
    )


def _due(now: Any) -> Any:
    return or_(OutboxRow.not_before.is_(None), OutboxRow.not_before <= now)


def _claim() -> Any:
    """One statement that finds the rows, locks them and takes them."""
    now = bindparam("now", type_=Instant())
    # Found once: PostgreSQL may look again for each row that it changes, and would then take more.
    turn = _claimable(now).cte("turn").prefix_with("MATERIALIZED", dialect="postgresql")
    taken = update(TABLE).where(TABLE.c.id.in_(select(turn.c.id)))
    return taken.values(
        state=State.SENDING,
        attempts=TABLE.c.attempts + 1,
        fence=TABLE.c.fence + 1,
        lease_until=bindparam("lease", type_=Instant()),
        last_tried_at=now,
        first_tried_at=func.coalesce(TABLE.c.first_tried_at, now),
    ).returning(*(TABLE.c[name] for name in _TAKEN))


def _openings() -> Any:
    now = bindparam("now", type_=Instant())
    waits = exists().where(OutboxRow.line == Gate.line, _STILL_IN_LINE, _due(now))
    opens = select(func.min(Gate.open_at)).where(Gate.open_at > now)
    return select(
        opens.where(Gate.line == WORKSPACE).scalar_subquery().label("shut"),
        opens.where(Gate.line != WORKSPACE, waits).scalar_subquery().label("opens"),
    )


_TAKEN = ("id", "fence", "kind", "line", "target", "key", "attempts", "thread_ts", "message", "card", "subject")
_CLAIM = _claim()
_OPENINGS = _openings()
_CLOSE = {name: _close(insert) for name, insert in INSERT.items()}


def as_claim(row: Any) -> Claim:
    """Of a row of the outbox, or of as much of it as a claim holds."""
    body = row.message
    return Claim(
        row_id=row.id,
        fence=row.fence,
        kind=Kind(row.kind),
        line=row.line,
        target=row.target,
        key=row.key or f"row:{row.id}",
        attempts=row.attempts,
        thread_ts=row.thread_ts,
        message=Message(body["text"], body["blocks"]) if body else None,
        card=row.card,
        subject=row.subject,
    )
