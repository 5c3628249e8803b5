"""The statements that write audits. They check nothing: `service` does."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from qabot.audit.models import Audit, Rating, Tally, Ticket
from qabot.audit.rules import Basis, Rated, State
from qabot.db import run

# The session holds no loaded audits that a statement would have to bring up to date.
UNSYNCHRONISED = {"synchronize_session": False}
CHOSEN = ("level", "not_applicable", "cause", "comment", "message_number")


def add_draft(
    session: Session,
    *,
    ticket_id: int,
    scorecard_version_id: int,
    associate_id: int,
    auditor_id: int,
    basis: Basis,
    now: datetime,
) -> int | None:
    """The id of the new draft; None where a unique index says that another one came first."""
    added = _INSERT[_dialect(session)](Audit).values(
        ticket_id=ticket_id,
        scorecard_version_id=scorecard_version_id,
        associate_id=associate_id,
        auditor_id=auditor_id,
        basis=basis,
        state=State.DRAFT,
        started_at=now,
        touched_at=now,
    )
    audit_id: int | None = session.execute(added.on_conflict_do_nothing().returning(Audit.id)).scalar_one_or_none()
    if audit_id is not None:
        _count(session, ticket_id, associate_id, now, by=1)
    return audit_id


def change(session: Session, audit_id: int, **values: Any) -> None:
    """Write these columns. Whoever makes an audit void had it locked and found that it was not.

    With each new state the reminders to acknowledge begin anew, or end.
    """
    changed = update(Audit).where(Audit.id == audit_id).values(**values, **_reminders(values))
    if values.get("state") is State.VOID:
        told = changed.returning(Audit.ticket_id, Audit.associate_id, Audit.started_at)
        _count(session, *session.execute(told, execution_options=UNSYNCHRONISED).one(), by=-1)
    else:
        session.execute(changed, execution_options=UNSYNCHRONISED)


def waits_from(now: datetime) -> dict[str, Any]:
    """The columns of a result that waits for its acknowledgement from now on.

    The clock works out for itself when the first reminder is due: it has to look at once.
    """
    return {"remind_since": now, "remind_at": now, "reminded": 0}


def _reminders(values: dict[str, Any]) -> dict[str, Any]:
    if "state" not in values:
        return {}
    return waits_from(values["touched_at"]) if values["state"] is State.PUBLISHED else {"remind_at": None}


def month_of(instant: datetime) -> date:
    """The first day of its month in UTC."""
    return instant.astimezone(UTC).date().replace(day=1)


def _count(session: Session, ticket_id: int, associate_id: int, started_at: datetime, *, by: int) -> None:
    run(session, _COUNT_TICKET, ticket=ticket_id, by=by)
    tally = {"associate_id": associate_id, "month": month_of(started_at), "audits": by}
    run(session, _COUNT_ASSOCIATE[_dialect(session)], **tally)


def write_ratings(session: Session, audit_id: int, ratings: Iterable[Rated]) -> None:
    """Add or replace ratings, all at once."""
    rows = [
        {"audit_id": audit_id, "criterion": rated.criterion} | {name: getattr(rated, name) for name in CHOSEN}
        for rated in ratings
    ]
    session.execute(_WRITE_RATINGS[_dialect(session)], rows)


def drop_reasons(session: Session, audit_id: int, criteria: Iterable[str]) -> None:
    stale = update(Rating).where(Rating.audit_id == audit_id, Rating.criterion.in_(criteria))
    session.execute(stale.values(cause=None, comment="", message_number=None), execution_options=UNSYNCHRONISED)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _tally(insert: Any) -> Any:
    counted = insert(Tally.__table__)
    more = Tally.audits + counted.excluded.audits
    return counted.on_conflict_do_update(index_elements=["associate_id", "month"], set_={"audits": more})


def _upsert(insert: Any) -> Any:
    written = insert(Rating.__table__)
    fresh = {name: written.excluded[name] for name in CHOSEN}
    return written.on_conflict_do_update(index_elements=["audit_id", "criterion"], set_=fresh)


# INSERT with ON CONFLICT belongs to each dialect. Every click writes ratings: the statement is made once.
_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_COUNT_TICKET = (
    update(Ticket.__table__)  # type: ignore[arg-type]  # a mapped class has a table
    .where(Ticket.id == bindparam("ticket"))
    .values(audits=Ticket.audits + bindparam("by"))
)
_COUNT_ASSOCIATE = {name: _tally(insert) for name, insert in _INSERT.items()}
_WRITE_RATINGS = {name: _upsert(insert) for name, insert in _INSERT.items()}
