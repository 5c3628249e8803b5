"""What is a minute too young stays, what is a minute too old goes, and what is held stays whatever its age."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from qabot.audit.models import Audit, Rating
from qabot.audit.rules import State
from qabot.db import Database
from qabot.keeping import orders, retention
from qabot.keeping.models import LegalHold, PrivacyOrder
from qabot.keeping.rules import Kind, Periods
from qabot.outbox import OutboxRow
from scheduler import keeping
from tests.audit.conftest import finding
from tests.keeping.conftest import COMMENT, REASON, RULED, Keeping, Life, everything
from tests.times import T0

PERIODS = Periods()
MINUTE = timedelta(minutes=1)


def swept(db: Database, kind: Kind, now: datetime) -> int:
    with db.transaction() as session:
        return retention.sweep(session, kind, periods=PERIODS, now=now)


def due(db: Database, now: datetime) -> dict[Kind, int]:
    with db.reading() as session:
        return retention.due(session, periods=PERIODS, now=now)


def last_touched(db: Database) -> datetime:
    with db.reading() as session:
        return max(session.execute(select(Audit.touched_at)).scalars())


def test_texts_of_audits_and_disputes(life: Life) -> None:
    db = life.keeping.db
    edge = last_touched(db) + PERIODS.of(Kind.AUDIT_TEXTS)
    with db.transaction() as session:
        session.execute(update(Audit).values(touched_at=last_touched(db)))
    assert swept(db, Kind.AUDIT_TEXTS, edge - MINUTE) == 0
    assert due(db, edge + MINUTE)[Kind.AUDIT_TEXTS] > 0
    assert swept(db, Kind.AUDIT_TEXTS, edge + MINUTE) > 0
    dump = everything(db)
    assert not any(text in dump for text in (COMMENT, REASON, RULED))
    assert due(db, edge + MINUTE)[Kind.AUDIT_TEXTS] == 0


def test_scores_and_levels_stay(life: Life) -> None:
    before = [(one.score, one.ratings["answer"].level) for one in map(life.keeping.audits.sheet, (1, 2))]
    swept(life.keeping.db, Kind.AUDIT_TEXTS, life.clock() + timedelta(days=800))
    after = [(one.score, one.ratings["answer"].level) for one in map(life.keeping.audits.sheet, (1, 2))]
    assert before == after


@pytest.mark.parametrize("whose", [{"person": "maya"}, {"person": "arun"}, {"audit": 1}])
def test_texts_under_a_hold_stay(life: Life, whose: dict[str, str]) -> None:
    hold_id = life.keeping.hold(**whose)  # type: ignore[arg-type]  # a person's key, or an audit's number
    swept(life.keeping.db, Kind.AUDIT_TEXTS, life.clock() + timedelta(days=800))
    assert all(text in everything(life.keeping.db) for text in (COMMENT, REASON, RULED))
    life.keeping.release(hold_id)
    swept(life.keeping.db, Kind.AUDIT_TEXTS, life.clock() + timedelta(days=800))
    assert COMMENT not in everything(life.keeping.db)


def test_what_is_in_dispute_stays(life: Life) -> None:
    with life.keeping.db.transaction() as session:
        session.execute(update(Audit).where(Audit.id == 1).values(state=State.DISPUTED))
    swept(life.keeping.db, Kind.AUDIT_TEXTS, life.clock() + timedelta(days=800))
    assert RULED in everything(life.keeping.db)


def test_drafts(kept: Keeping) -> None:
    audit_id = kept.audits.pick("arun", "T-1001")
    kept.audits.fill("arun", audit_id, finding("answer", 0, comment=COMMENT))
    edge = T0 + PERIODS.of(Kind.DRAFTS)
    assert swept(kept.db, Kind.DRAFTS, edge - MINUTE) == 0
    assert swept(kept.db, Kind.DRAFTS, edge + MINUTE) == 1
    assert kept.audits.sheet(audit_id).state is State.VOID
    assert COMMENT not in everything(kept.db)
    assert kept.audits.journal(audit_id)[-1] == "audit.discarded"
    assert swept(kept.db, Kind.DRAFTS, edge + MINUTE) == 0


def test_what_was_discarded_goes_as_a_draft_does(kept: Keeping) -> None:
    audit_id = kept.audits.pick("arun", "T-1001")
    kept.audits.fill("arun", audit_id, finding("answer", 0, comment=COMMENT))
    kept.audits.discard("arun", audit_id)
    assert COMMENT in everything(kept.db)
    swept(kept.db, Kind.DRAFTS, T0 + timedelta(days=91))
    assert COMMENT not in everything(kept.db)


def test_a_held_draft_stays(kept: Keeping) -> None:
    kept.audits.pick("arun", "T-1001")
    kept.hold(person="arun")
    assert swept(kept.db, Kind.DRAFTS, T0 + timedelta(days=91)) == 0


def test_messages(life: Life) -> None:
    db = life.keeping.db
    with db.transaction() as session:
        session.execute(update(OutboxRow).values(created_at=T0))
    edge = T0 + PERIODS.of(Kind.MESSAGES)
    assert swept(db, Kind.MESSAGES, edge - MINUTE) == 0
    assert swept(db, Kind.MESSAGES, edge + MINUTE) > 0
    with db.reading() as session:
        rows = session.execute(select(OutboxRow)).scalars().all()
    assert {row.kind for row in rows} == {"post"}
    assert [row.message for row in rows if row.message] == []
    assert all(row.sent_ts for row in rows), "where a message stands is kept"


def test_messages_that_wait_stay(life: Life) -> None:
    with life.keeping.db.transaction() as session:
        session.execute(update(OutboxRow).values(created_at=T0))
        waiting = update(OutboxRow).where(OutboxRow.card.is_(None), OutboxRow.kind == "post")
        session.execute(waiting.values(state="pending"))
    swept(life.keeping.db, Kind.MESSAGES, T0 + timedelta(days=30))
    with life.keeping.db.reading() as session:
        left = session.execute(select(OutboxRow).where(OutboxRow.state == "pending")).scalars().all()
    assert left
    assert all(row.message for row in left)


def test_messages_to_somebody_who_is_held_stay(life: Life) -> None:
    life.keeping.hold(person="maya")
    swept(life.keeping.db, Kind.MESSAGES, life.clock() + timedelta(days=30))
    with life.keeping.db.reading() as session:
        rows = select(OutboxRow.message).where(OutboxRow.target == "UMAYA", OutboxRow.card.is_(None))
        left = session.execute(rows.where(OutboxRow.kind == "post")).scalars().all()
    assert left
    assert all(left)


def test_rows_of_what_was_taken_back_go_once_slack_shows_so(life: Life) -> None:
    life.keeping.erase("maya")
    assert due(life.keeping.db, life.clock())[Kind.MESSAGES] == 0
    life.told()
    assert swept(life.keeping.db, Kind.MESSAGES, life.clock()) > 0
    assert "DMAYA" not in everything(life.keeping.db)


def test_reasons(kept: Keeping) -> None:
    with kept.db.transaction() as session:
        orders.export_by_operator(session, person_id=1, reason="She asked for it.", now=T0)
    kept.release(kept.hold(person="tom"))
    edge = T0 + PERIODS.of(Kind.REASONS)
    assert swept(kept.db, Kind.REASONS, edge - MINUTE) == 0
    assert swept(kept.db, Kind.REASONS, edge + MINUTE) == 3
    with kept.db.reading() as session:
        assert session.execute(select(PrivacyOrder.reason)).scalar_one() == ""
        assert session.execute(select(LegalHold.reason)).scalar_one() == ""


def test_the_reason_of_a_hold_that_holds_stays(kept: Keeping) -> None:
    kept.hold(person="tom")
    assert swept(kept.db, Kind.REASONS, T0 + timedelta(days=4000)) == 0


def test_in_small_batches(kept: Keeping) -> None:
    for reference in ("T-1001", "T-1002", "T-1003"):
        kept.audits.complete("arun", reference, finding("answer", 0), finding("tone", 0))
    with kept.db.transaction() as session:
        now = T0 + timedelta(days=800)
        assert retention.sweep(session, Kind.AUDIT_TEXTS, periods=PERIODS, now=now, limit=4) == 4
        assert retention.sweep(session, Kind.AUDIT_TEXTS, periods=PERIODS, now=now, limit=4) == 2


def test_the_beat_sweeps_until_nothing_is_left(kept: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.audits.complete("arun", "T-1001", finding("answer", 0), finding("tone", 0))
    monkeypatch.setattr(retention, "BATCH", 1)
    beat: Callable[[], None] = keeping.sweeping(kept.db, lambda: T0 + timedelta(days=800), PERIODS)
    beat()
    with kept.db.reading() as session:
        assert set(session.execute(select(Rating.comment)).scalars()) == {""}
