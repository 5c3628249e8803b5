"""After an erasure nothing readable is left of the person; journal and figures stand; a backup is erased again."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from qabot.audit.models import Audit, Rating
from qabot.audit.reminder_rules import DEFAULT
from qabot.audit.rules import State
from qabot.db import Database
from qabot.dispute.models import DisputeItem
from qabot.errors import Misconfigured, NotFound, WrongState
from qabot.journal import JournalRow, chain
from qabot.keeping import erasing, orders
from qabot.keeping.models import Erasure
from qabot.keeping.register import Entry, Register
from qabot.keeping.rules import Basis, OrderKind
from qabot.outbox import OutboxRow
from qabot.people.models import Person, RoleGrant
from qabot.tables import METADATA
from scheduler import keeping
from scheduler.deadlines import beating
from tests import databases
from tests.audit.counted import miscounted
from tests.keeping.conftest import (
    ADDRESS,
    COMMENT,
    ELSEWHERE,
    KEY,
    NAME,
    READABLE,
    REASON,
    RULED,
    Keeping,
    Life,
    everything,
)
from tests.times import T0, T


def left(db: Database) -> list[str]:
    dump = everything(db)
    return [readable for readable in READABLE if readable in dump]


def figures(db: Database) -> object:
    """Audits with their scores, and ratings with their levels."""
    with db.reading() as session:
        audits = select(Audit.id, Audit.state, Audit.score, Audit.associate_id).where(Audit.published_at.is_not(None))
        ratings = select(Rating.audit_id, Rating.criterion, Rating.level, Rating.cause).where(Rating.audit_id < 3)
        return session.execute(audits.order_by(Audit.id)).all(), session.execute(ratings.order_by(Rating.id)).all()


def test_there_is_something_to_erase(life: Life) -> None:
    assert left(life.keeping.db) == list(READABLE)
    assert ADDRESS in everything(life.keeping.db)


def test_nothing_readable_is_left(life: Life) -> None:
    life.keeping.erase("maya")
    assert left(life.keeping.db) == []
    life.told()
    assert left(life.keeping.db) == []


def test_figures_stay_and_the_journal_is_whole(life: Life) -> None:
    db = life.keeping.db
    with db.transaction() as session:
        chain.seal(session)
        kept = chain.head(session)
    before = figures(db)
    life.keeping.erase("maya")
    assert figures(db) == before
    with db.transaction() as session:
        chain.seal(session)
        assert chain.verify(session, kept) is None
        assert miscounted(session) == []
        row = session.execute(select(JournalRow).where(JournalRow.action == "person.erased")).scalar_one()
    assert (row.thing_id, row.actor_id) == (1, life.keeping.number("sol"))
    assert row.detail == {"basis": "asked", "audits": 2, "texts": 5, "messages": 2, "drafts": 1}


def test_the_journal_holds_numbers_and_states_only(life: Life) -> None:
    kept = life.keeping
    kept.release(kept.hold(person="maya"))
    with kept.db.transaction() as session:
        orders.export_by_operator(session, person_id=1, reason="Asked by the person.", now=T0)
    kept.erase("maya")
    with kept.db.reading() as session:
        details = session.execute(select(JournalRow.detail)).scalars().all()
    texts = {value for detail in details for value in detail.values() if isinstance(value, str)}
    assert [text for text in texts if not re.fullmatch(r"[a-z_]{1,20}", text)] == []
    assert all(not isinstance(value, dict | list) for detail in details for value in detail.values())


def test_they_become_a_former_member(life: Life) -> None:
    life.keeping.erase("maya")
    with life.keeping.db.reading() as session:
        person = session.execute(select(Person).where(Person.id == 1)).scalar_one()
        roles = session.execute(select(func.count()).where(RoleGrant.person_id == 1)).scalar_one()
    assert (person.name, person.active, person.slack_user_id, person.title) == ("Former member 1", False, None, "")
    assert roles == 0


def test_their_name_goes_from_texts_about_others_and_the_rest_of_these_stays(life: Life) -> None:
    life.keeping.erase("maya")
    assert life.keeping.audits.sheet(2).ratings["answer"].comment == ELSEWHERE.replace(NAME, "[former member]")


def test_what_is_undecided_stays_undecided(life: Life) -> None:
    """An empty decision is not the same as none."""
    life.keeping.erase("maya")
    with life.keeping.db.reading() as session:
        row = session.execute(select(DisputeItem)).scalar_one()
    assert (row.reason, row.decision_reason, row.decided_level) == ("", "", 4)


def test_a_draft_about_them_is_discarded(life: Life) -> None:
    life.keeping.erase("maya")
    with life.keeping.db.reading() as session:
        draft = session.execute(select(Audit).where(Audit.auditor_id == life.keeping.number("bea"))).scalar_one()
    assert draft.state == State.VOID


def test_messages_are_taken_back_in_slack(life: Life) -> None:
    before = [message.text for message in life.slack.messages_to(ADDRESS)]
    assert COMMENT in "".join(before) or REASON in "".join(before) or before
    life.keeping.erase("maya")
    life.told()
    theirs = {message.text for message in life.slack.messages_to(ADDRESS)}
    assert theirs == {"This message was removed, because a person's data in it was erased."}
    of_others = "".join(
        said.message.text + str(said.message.blocks) for said in life.slack.posts.values() if said.channel != "DMAYA"
    )
    assert [readable for readable in READABLE if readable in of_others] == []
    assert "Former member 1" in of_others


def test_what_a_lead_was_told_of_them_names_them_no_more(life: Life) -> None:
    for days in (1, 2, 3):
        life.clock.at = T0 + timedelta(days=days, hours=2)
        beating(life.keeping.db, life.clock, DEFAULT)()
        life.told()
    lena = life.slack.messages_to("ULENA")
    assert NAME in lena[-1].text
    life.keeping.erase("maya", at=life.clock.at)
    life.told()
    assert "Former member" in life.slack.messages_to("ULENA")[-1].text
    assert NAME not in str(life.slack.messages_to("ULENA"))


def test_new_messages_do_not_wait_for_the_changes(life: Life) -> None:
    """However much is taken back, it goes one at a time, and beside what is said now."""
    life.keeping.erase("maya")
    with life.keeping.db.reading() as session:
        updates = select(OutboxRow.line).where(OutboxRow.kind == "update", OutboxRow.state == "pending")
        assert set(session.execute(updates).scalars()) == {"erasure"}


def test_a_message_on_its_way_is_waited_for(life: Life) -> None:
    with life.keeping.db.transaction() as session:
        row = {"kind": "post", "line": ADDRESS, "target": ADDRESS, "state": "sending", "created_at": T0}
        session.execute(insert(OutboxRow).values(**row, lease_until=T(1), attempts=1, fence=1))
    with pytest.raises(WrongState, match="on its way"):
        life.keeping.erase("maya", at=T0)
    assert left(life.keeping.db) == list(READABLE)


def test_once_is_enough(life: Life) -> None:
    life.keeping.erase("maya")
    with pytest.raises(NotFound):
        life.keeping.erase("maya")


def test_an_open_dispute_is_decided_first(life: Life, kept: Keeping) -> None:
    from qabot.dispute import service as disputes
    from qabot.dispute.service import Proposal
    from tests.audit.conftest import finding

    audit_id = kept.audits.complete("arun", "T-1002", finding("tone", 1), at=T0)
    with kept.db.transaction() as session:
        proposals = [Proposal("tone", 4, "It was polite.")]
        disputes.open_dispute(session, actor=kept.actor("maya"), audit_id=audit_id, proposals=proposals, now=T0)
    with pytest.raises(WrongState, match="dispute is open"):
        kept.erase("maya", at=life.clock())


def test_an_auditor_is_erased_with_what_they_wrote(life: Life) -> None:
    life.keeping.erase("arun", at=life.clock())
    life.told()
    dump = everything(life.keeping.db)
    for gone in ("Arun Example", "arun@example.com", "UARUN", COMMENT, ELSEWHERE):
        assert gone not in dump
    card = "".join(message.text for message in life.slack.messages_to("UTOM"))
    assert "Scored by Former member" in card


def test_a_lead_is_erased_with_their_decisions_only(life: Life) -> None:
    life.keeping.erase("quinn", at=life.clock())
    dump = everything(life.keeping.db)
    assert RULED not in dump
    assert REASON in dump
    assert COMMENT in dump


def test_the_register_names_nobody(life: Life, register: Register) -> None:
    life.keeping.erase("maya")
    erasing.reapply(life.keeping.db, register, now=T0)
    written = register.path.read_text()
    assert [readable for readable in READABLE if readable in written] == []
    assert [entry.person_id for entry in register.entries()] == [1]
    assert register.path.stat().st_mode & 0o077 == 0


def test_a_restored_backup_is_erased_again(life: Life, register: Register, tmp_path: Path) -> None:
    with backup(life.keeping.db, tmp_path) as restored:
        life.keeping.erase("maya")
        erasing.reapply(life.keeping.db, register, now=T0)
        assert left(restored) == list(READABLE)
        assert erasing.reapply(restored, register, now=T(5)) == 1
        assert left(restored) == []
        with restored.reading() as session:
            row = session.execute(select(Erasure)).scalar_one()
        assert (row.person_id, row.erased_at, row.asked_by) == (1, T0, life.keeping.number("sol"))
        assert erasing.reapply(restored, register, now=T(6)) == 0


def test_the_beat_at_the_start_erases_again(life: Life, register: Register, tmp_path: Path) -> None:
    with backup(life.keeping.db, tmp_path) as restored:
        life.keeping.erase("maya")
        keeping.aligning(life.keeping.db, life.clock, register)()
        keeping.aligning(restored, life.clock, register)()
        assert left(restored) == []


def test_one_order_is_carried_out_once(life: Life) -> None:
    with life.keeping.db.transaction() as session:
        orders.ask_erasure(session, actor=life.keeping.actor("sol"), person_id=2, basis=Basis.ASKED, now=T0)
        [order] = orders.waiting(session, OrderKind.ERASURE, now=T0)
        assert orders.claim(session, order, now=T0)
        assert not orders.claim(session, order, now=T0)
        assert orders.waiting(session, OrderKind.ERASURE, now=T(0.9)) == []
        assert len(orders.waiting(session, OrderKind.ERASURE, now=T(1))) == 1


def test_a_hold_that_came_back_with_the_backup_does_not_stop_it(life: Life, register: Register, tmp_path: Path) -> None:
    hold_id = life.keeping.hold(person="maya")
    with backup(life.keeping.db, tmp_path) as restored:
        life.keeping.release(hold_id)
        life.keeping.erase("maya")
        erasing.reapply(life.keeping.db, register, now=T0)
        erasing.reapply(restored, register, now=T(5))
        assert left(restored) == []


def test_a_register_that_is_lost_is_written_again(life: Life, register: Register) -> None:
    life.keeping.erase("maya")
    register.path.unlink()
    erasing.reapply(life.keeping.db, register, now=T0)
    assert [entry.person_id for entry in register.entries()] == [1]


def test_a_number_that_is_somebody_else_erases_nobody(life: Life, register: Register, tmp_path: Path) -> None:
    with backup(life.keeping.db, tmp_path) as other:
        life.keeping.erase("maya")
        erasing.reapply(life.keeping.db, register, now=T0)
        with other.transaction() as session:
            session.execute(select(Person).where(Person.id == 1)).scalar_one().key = "somebody-else"
        assert erasing.reapply(other, register, now=T0) == 0
        with other.reading() as session:
            assert "names 1 people whose number belongs to somebody else" in erasing.strangers(session, register)
            assert session.execute(select(Person.name).where(Person.id == 1)).scalar_one() == NAME


def test_a_backup_from_before_they_came(life: Life, register: Register) -> None:
    """Neither who was erased nor who asked for it is there: nothing is to be done, and their key stays out."""
    erased = Entry(90, T0.isoformat(), 91, "asked", register.mark("nina-new"))
    register.add([erased, Entry(1, T0.isoformat(), 91, "asked", register.mark(KEY))])
    assert erasing.reapply(life.keeping.db, register, now=T0) == 1
    with life.keeping.db.reading() as session:
        assert session.execute(select(Erasure.asked_by)).scalar_one() is None
        assert erasing.known(session, register)("nina-new")
        assert not erasing.known(session, register)("somebody-else")


def test_a_file_that_is_no_register_is_told_of(register: Register) -> None:
    register.path.parent.mkdir()
    register.path.write_text("not a register")
    with pytest.raises(Misconfigured, match="not a register of erasures"):
        register.entries()


@contextmanager
def backup(db: Database, folder: Path) -> Iterator[Database]:
    """A database with the same rows, as a restored backup has them."""
    (folder / "restored").mkdir()
    for url in databases.fresh(db.dialect, folder / "restored"):
        copy = databases.as_owner(Database(url))
        with db.reading() as session, copy.transaction() as into:
            for table in METADATA.sorted_tables:
                rows = [dict(row) for row in session.execute(select(table)).mappings()]
                if rows:
                    into.execute(insert(table), rows)
                if db.dialect == "postgresql" and "id" in table.columns:
                    # As a backup does: the numbers go on from there.
                    into.execute(text(f"SELECT setval('{table.name}_id_seq', (SELECT max(id) + 1 FROM {table.name}))"))
        yield copy
        copy.dispose()
    shutil.rmtree(folder / "restored", ignore_errors=True)
