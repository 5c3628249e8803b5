"""What is to be said: rows written in the transaction of the change that they tell about.

    pending → sending → sent | pending | unknown | held | dead     unknown → sent | pending | held     pending → expired

A row goes out in the order of its line (a channel, or one person's Home), one in flight per line. Whoever sends claims
it first and commits; every later write names the fence of that claim, so that a sender which was thought dead writes
nothing. A card and a Home are rendered when they are sent, so that many changes become one update.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Index,
    String,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from qabot.db import Base, Instant, Json, run
from qabot.slack.port import Message, Posted

LEASE = timedelta(seconds=60)
SETTLE = timedelta(seconds=30)
# Slack takes a message a second in a channel; what it got came before its answer did.
GATE = timedelta(seconds=1)
# Nothing waits longer than this for its next try. If Slack asks for more, it asks again.
LONGEST = timedelta(minutes=5)
# By so much the clocks of two replicas may differ.
APART = timedelta(minutes=1)
WORKSPACE = "*"
# How the line of what waits for the next working hours begins: it holds up nothing else that the person is told.
LATER = "later:"
# How the key of what is said to the operators begins.
ALERT = "alert:"
# Written out, as in the index: a bound value would keep both databases from using it.
TO_VERIFY = "state = 'sent' AND kind = 'post' AND attempts > 1 AND looks < 2"
IN_TROUBLE = "state IN ('dead', 'held', 'expired') AND dropped_at IS NULL"


class State(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"
    HELD = "held"
    EXPIRED = "expired"


class Kind(StrEnum):
    POST = "post"
    UPDATE = "update"
    HOME = "home"


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class OutboxRow(Base):
    """`looks`: how often a second copy was looked for after it was sent; `copies`: how many were deleted."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(s.value) for s in State)})", name="state"),
        CheckConstraint(f"kind IN ({', '.join(repr(k.value) for k in Kind)})", name="kind"),
        Index("uq_outbox_in_flight", "line", unique=True, **_where("state = 'sending'")),
        Index(
            "uq_outbox_waiting_update",
            "card",
            "subject",
            unique=True,
            **_where("kind = 'update' AND state = 'pending'"),
        ),
        Index("uq_outbox_waiting_home", "line", unique=True, **_where("kind = 'home' AND state = 'pending'")),
        Index("ix_outbox_in_line", "line", "id", **_where("state IN ('pending', 'sending', 'unknown')")),
        Index("ix_outbox_to_do", "id", **_where("state IN ('pending', 'sending', 'unknown')")),
        Index("ix_outbox_to_verify", "id", **_where(TO_VERIFY)),
        Index("ix_outbox_copies", "id", **_where("copies > 0")),
        Index("ix_outbox_in_trouble", "id", **_where(IN_TROUBLE)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    line: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(32))
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    message: Mapped[dict[str, Any] | None] = mapped_column(Json)
    card: Mapped[str | None] = mapped_column(String(64))
    subject: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16), default=State.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    not_before: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    first_tried_at: Mapped[datetime | None] = mapped_column(Instant)
    last_tried_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_channel: Mapped[str | None] = mapped_column(String(32))
    sent_ts: Mapped[str | None] = mapped_column(String(32))
    fault: Mapped[str | None] = mapped_column(String(120))
    looks: Mapped[int] = mapped_column(default=0, server_default="0")
    copies: Mapped[int] = mapped_column(default=0, server_default="0")
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)


class Gate(Base):
    """When a line may send again; the line `*` is the whole workspace."""

    __tablename__ = "outbox_gate"

    line: Mapped[str] = mapped_column(String(64), primary_key=True)
    open_at: Mapped[datetime] = mapped_column(Instant)


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


_TABLE: Any = OutboxRow.__table__
_NEW = insert(_TABLE)
_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def _refresh(insert: Any, columns: list[str], kind: str) -> Any:
    """Add a refresh, or touch the one that waits: that locks it, so it is not sent before our change is there."""
    added = insert(_TABLE)
    return added.on_conflict_do_update(
        index_elements=columns,
        index_where=text(f"kind = '{kind}' AND state = 'pending'"),
        set_={"created_at": added.excluded.created_at},
    )


_REFRESH_CARD = {name: _refresh(insert, ["card", "subject"], "update") for name, insert in _INSERT.items()}
_REFRESH_HOME = {name: _refresh(insert, ["line"], "home") for name, insert in _INSERT.items()}
_CARD = select(OutboxRow.line, OutboxRow.target, OutboxRow.state, OutboxRow.sent_channel, OutboxRow.sent_ts).where(
    OutboxRow.key == bindparam("key_")
)

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


def enqueue(
    session: Session,
    *,
    key: str,
    channel: str,
    message: Message,
    now: datetime,
    expires_at: datetime | None = None,
    thread_ts: str | None = None,
) -> None:
    """Say this once in a channel, or to a person where `channel` is a user's id. The key names the intent."""
    body = {"text": message.text, "blocks": message.blocks}
    run(
        session,
        _NEW,
        key=key,
        kind=Kind.POST,
        line=channel,
        target=channel,
        thread_ts=thread_ts,
        message=body,
        created_at=now,
        expires_at=expires_at,
    )


def post_card(
    session: Session, *, card: str, subject: int, channel: str, now: datetime, expires_at: datetime | None = None
) -> None:
    """Post the card of a thing, as it is when it is sent."""
    run(
        session,
        _NEW,
        key=f"{card}:{subject}",
        kind=Kind.POST,
        line=channel,
        target=channel,
        card=card,
        subject=subject,
        created_at=now,
        expires_at=expires_at,
    )


def refresh_card(session: Session, *, card: str, subject: int, now: datetime) -> None:
    """Bring the card of a thing up to date, where it was posted; a refresh that already waits covers this one."""
    posted = run(session, _CARD, key_=f"{card}:{subject}").one_or_none()
    if posted is None or posted.state in (State.DEAD, State.EXPIRED):
        return
    row = {"kind": Kind.UPDATE, "line": posted.line, "target": posted.target, "card": card, "subject": subject}
    run(session, _REFRESH_CARD[_dialect(session)], **row, created_at=now)


def refresh_home(session: Session, *, slack_user_id: str, now: datetime) -> None:
    """Publish a person's Home again; a refresh that already waits covers this one."""
    row = {"kind": Kind.HOME, "line": f"home:{slack_user_id}", "target": slack_user_id}
    run(session, _REFRESH_HOME[_dialect(session)], **row, created_at=now)


def claim(session: Session, *, now: datetime) -> Claim | None:
    """Take the oldest row that heads its line and whose gate is open. Commit before anything is sent."""
    row = run(session, _CLAIM, now=now, lease=now + LEASE).one_or_none()
    return as_claim(row) if row else None


def settle(session: Session, taken: Claim, *, now: datetime, state: State, **changes: Any) -> bool:
    """Write how a claimed row ended; False where another sender has taken it meanwhile, and nothing is written.

    What is known to be said stays so, whatever somebody who was slower believes. What may be said settles from now on.
    The next message of its line has to wait for a second.
    """
    done = update(_TABLE).where(_TABLE.c.id == taken.row_id, _TABLE.c.fence == taken.fence)
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


def posted_card(session: Session, *, card: str, subject: int) -> Posted | None:
    """Where the card of a thing stands in Slack."""
    row = run(session, _CARD, key_=f"{card}:{subject}").one_or_none()
    return Posted(row.sent_channel, row.sent_ts) if row and row.sent_channel and row.sent_ts else None


def close_gate(session: Session, line: str, *, until: datetime) -> None:
    """Let a line wait; a gate that is closed for longer stays so."""
    run(session, _CLOSE[_dialect(session)], line=line, open_at=until)


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


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _close(insert: Any) -> Any:
    closed = insert(Gate.__table__)
    later = closed.excluded.open_at
    return closed.on_conflict_do_update(index_elements=["line"], set_={"open_at": later}, where=Gate.open_at < later)


def _claimable(now: Any) -> Any:
    before, gate, workspace = aliased(OutboxRow, name="earlier"), aliased(Gate), aliased(Gate)
    still = text("earlier.state IN ('pending', 'sending', 'unknown')")
    # Ids can become visible out of order: a later row that is being sent holds up its line as well.
    first = or_(before.id < OutboxRow.id, before.state == State.SENDING)
    ahead = exists().where(before.line == OutboxRow.line, before.id != OutboxRow.id, first, still)
    closed = exists().where(gate.line == OutboxRow.line, gate.open_at > now)
    shut = exists().where(workspace.line == WORKSPACE, workspace.open_at > now)
    return (
        select(OutboxRow.id)
        .where(OutboxRow.state == State.PENDING, or_(OutboxRow.not_before.is_(None), OutboxRow.not_before <= now))
        .where(or_(OutboxRow.expires_at.is_(None), OutboxRow.expires_at >= now))
        .where(_STILL_IN_LINE, ~ahead, ~closed, ~shut)
        .order_by(OutboxRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _claim() -> Any:
    """One statement that finds a row, locks it and takes it."""
    now = bindparam("now", type_=Instant())
    taken = update(_TABLE).where(_TABLE.c.id == _claimable(now).correlate(None).scalar_subquery())
    return taken.values(
        state=State.SENDING,
        attempts=_TABLE.c.attempts + 1,
        fence=_TABLE.c.fence + 1,
        lease_until=bindparam("lease", type_=Instant()),
        last_tried_at=now,
        first_tried_at=func.coalesce(_TABLE.c.first_tried_at, now),
    ).returning(*(_TABLE.c[name] for name in _TAKEN))


_TAKEN = ("id", "fence", "kind", "line", "target", "key", "attempts", "thread_ts", "message", "card", "subject")
_CLAIM = _claim()
_CLOSE = {name: _close(insert) for name, insert in _INSERT.items()}


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
