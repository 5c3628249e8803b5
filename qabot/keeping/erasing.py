"""Erasing a person: they become “Former member N”. The journal and all figures stand, what is readable of them goes.

N is their number in the database, so that a restored backup names them as before. All is done in one transaction, and
the register's file is written after it: `reapply` brings both into line, at each start and by a heartbeat.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from qabot import journal, outbox
from qabot.audit import cards as audit_cards
from qabot.audit.models import Audit
from qabot.audit.reminders import OVERDUE
from qabot.db import Database
from qabot.dispute import cards as dispute_cards
from qabot.dispute import rules as dispute_rules
from qabot.dispute.models import Dispute, DisputeLead
from qabot.errors import WrongState
from qabot.interaction import Form
from qabot.keeping import cards, drafts, inventory, queries, rules, said, texts, turns
from qabot.keeping.models import Erasure, HoldAsked, LegalHold
from qabot.keeping.register import Entry, Register
from qabot.keeping.rules import Basis, Outcome
from qabot.notice.cards import TOGETHER
from qabot.notice.models import Notice
from qabot.people.models import Person, RoleGrant
from qabot.people.rules import fold

HELD = (
    "There is a legal hold on this person or on an audit of theirs, so nothing of them can be erased. "
    "Have the hold released first, with /qa-privacy release."
)
DISPUTED = (
    "A dispute is open over an audit of this person. Have it decided or the audit voided first, then erase again."
)
LOST = (
    "{number} erased people cannot be recognised, because {path} is not the file with which they were erased. Put it "
    "back from its backup, or make sure yourself that nobody of them is in this programme."
)
STRANGERS = (
    "{path} names {number} people whose number belongs to somebody else in this database: nobody was erased for them. "
    "If the file is of another database, move it away."
)


def require_free(session: Session, person_id: int) -> None:
    """WrongState, in words, where a hold or an open dispute stands against it."""
    if queries.holds_against_erasing(session, person_id):
        raise WrongState(HELD)
    open_ones = select(Dispute.id).where(
        Dispute.state.in_(dispute_rules.WAITING), Dispute.audit_id.in_(inventory.audits_of(person_id))
    )
    if session.execute(open_ones.limit(1)).first() is not None:
        raise WrongState(DISPUTED)


def preview(session: Session, person_id: int) -> Outcome:
    """What an erasure would find; refused as the erasure would be."""
    queries.subject(session, person_id)
    require_free(session, person_id)
    return Outcome(
        person_id,
        audits=_count(session, inventory.audits_of(person_id)),
        texts=texts.count_of(session, ((one, one.theirs(person_id)) for one in inventory.FREE_TEXTS)),
        messages=_count(session, select(outbox.OutboxRow.id).where(_messages_to(person_id))),
        drafts=_count(session, _drafts(person_id)),
    )


def erase(
    session: Session, *, person_id: int, asked_by: int | None, basis: Basis, register: Register, now: datetime
) -> Outcome:
    """Erase a person. NotFound where they are erased already; WrongState where a hold or a dispute is in the way."""
    turns.take(session)
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    about = queries.subject(session, person_id)
    require_free(session, person_id)
    address = session.execute(select(Person.slack_user_id).where(Person.id == person_id)).scalar_one()
    said.require_quiet(session, address, now=now)
    entry = Entry(person_id, now.isoformat(), asked_by, basis.value, register.mark(about.key))
    return _erase(session, entry, now)


def reapply(database: Database, register: Register, *, now: datetime) -> int:
    """Erase again whom the file names and a restored backup brought back, and complete the file; how many came back.

    No hold stands against it: one that is in the backup was released before the erasure.
    """
    with database.reading() as session:
        back = brought_back(session, register)
        rows = session.execute(select(Erasure).order_by(Erasure.id)).scalars().all()
    if back:
        with database.transaction() as session:
            for entry in back:
                _again(session, register, entry, now)
    register.add(Entry(row.person_id, row.erased_at.isoformat(), row.asked_by, row.basis, row.mark) for row in rows)
    return len(back)


def brought_back(session: Session, register: Register) -> list[Entry]:
    """Who is in the file and, as the same person, readable in the database."""
    return [entry for entry, key in _readable_again(session, register) if register.is_mark(entry.mark, key)]


def strangers(session: Session, register: Register) -> str:
    """A warning where a number in the file is somebody else here; a number can be given anew after a restore."""
    found = [entry for entry, key in _readable_again(session, register) if not register.is_mark(entry.mark, key)]
    return STRANGERS.format(path=register.path, number=len(found)) if found else ""


def known(session: Session, register: Register) -> Callable[[str], bool]:
    """Tells of a key whether somebody who had it was erased."""
    marks = {entry.mark for entry in register.entries()} | set(session.execute(select(Erasure.mark)).scalars())
    return lambda key: bool(marks) and register.mark(key) in marks


def unrecognisable(session: Session, register: Register) -> str:
    """A warning where the file with the secret was lost: then nobody can tell whose keys these were."""
    lost = sum(not register.knows(mark) for mark in session.execute(select(Erasure.mark)).scalars())
    return LOST.format(path=register.path, number=lost) if lost else ""


def _readable_again(session: Session, register: Register) -> Iterator[tuple[Entry, str]]:
    """Entries whose number is a person with a name, and that person's key."""
    entries = register.entries()
    numbers = [entry.person_id for entry in entries]
    keys = {row.id: row.key for row in session.execute(select(Person.id, Person.key).where(Person.id.in_(numbers)))}
    for entry in entries:
        key = keys.get(entry.person_id)
        if key is not None and key != rules.former_key(entry.person_id):
            yield entry, key


def _again(session: Session, register: Register, entry: Entry, now: datetime) -> None:
    turns.take(session)
    people = select(Person.id).where(Person.id.in_((entry.person_id, entry.asked_by or 0))).with_for_update()
    there = set(session.execute(people).scalars())
    if entry in brought_back(session, register):
        # Who asked for it may not be in the backup yet.
        _erase(session, replace(entry, asked_by=entry.asked_by if entry.asked_by in there else None), now)


def _erase(session: Session, entry: Entry, now: datetime) -> Outcome:
    person_id = entry.person_id
    # Nobody writes in these audits until all of it is done.
    session.execute(select(Audit.id).where(Audit.id.in_(inventory.audits_of(person_id))).with_for_update())
    person = session.execute(select(Person).where(Person.id == person_id)).scalar_one()
    names, address = _readable(person), person.slack_user_id
    old_drafts = list(session.execute(_drafts(person_id)).scalars())
    drafts.drop(session, old_drafts, now=now)
    gone = texts.empty_those_of(session, person_id)
    masked = texts.mask(session, names)
    _become_former(session, person)
    messages = said.take_back(session, address=address, names=names, texts=set(gone), now=now)
    outcome = Outcome(
        person_id,
        audits=_count(session, inventory.audits_of(person_id)),
        texts=len(gone) + len(masked),
        messages=messages,
        drafts=len(old_drafts),
    )
    session.add(
        Erasure(
            person_id=person_id,
            erased_at=datetime.fromisoformat(entry.erased_at),
            asked_by=entry.asked_by,
            basis=entry.basis,
            mark=entry.mark,
        )
    )
    session.flush()
    _refresh_cards(session, person_id, {audit for audit in masked if audit}, now)
    detail = {"basis": entry.basis, **outcome.as_detail()}
    journal.record(
        session, now=now, actor_id=entry.asked_by, action="person.erased", thing="person", thing_id=person_id, **detail
    )
    return outcome


def _readable(person: Person) -> set[str]:
    """What tells who somebody is. A key that is one plain word may be a word of any text, and is left there."""
    held = {person.name, person.email, person.slack_user_id or ""}
    return {name for name in held | ({person.key} if "-" in person.key else set()) if name}


def _become_former(session: Session, person: Person) -> None:
    person.name = rules.former(person.id)
    person.folded_name = fold(person.name)
    person.key = rules.former_key(person.id)
    person.email = f"{person.key}@erased.invalid"
    person.title, person.slack_user_id, person.active = "", None, False
    session.execute(delete(RoleGrant).where(RoleGrant.person_id == person.id))
    session.execute(delete(Form).where(Form.person_id == person.id))
    session.flush()


def _refresh_cards(session: Session, person_id: int, masked: set[int], now: datetime) -> None:
    """Cards of others that name this person are brought up to date, also where a text in `masked` audits did."""
    concerned = select(Audit.id).where(or_(Audit.id.in_(inventory.audits_of(person_id)), Audit.id.in_(masked)))
    disputes = select(Dispute.id).where(
        or_(Dispute.audit_id.in_(concerned), Dispute.closed_by == person_id, Dispute.final_by == person_id)
    )
    holds = select(LegalHold.id).where(
        or_(
            *(column == person_id for column in _PART_IN_HOLD),
            LegalHold.audit_id.in_(concerned),
        )
    )
    for card, subjects in (
        (audit_cards.RESULT, concerned),
        (audit_cards.RESULT, inventory.audits_with_texts_by(person_id)),
        (dispute_cards.ASKED, concerned),
        (dispute_cards.AUDITOR, disputes),
        (dispute_cards.LEAD, select(DisputeLead.id).where(DisputeLead.dispute_id.in_(disputes))),
        (cards.HOLD, select(HoldAsked.id).where(HoldAsked.hold_id.in_(holds))),
    ):
        for subject in session.execute(subjects).scalars().all():
            said.refresh(session, card=card, subject=subject, now=now)
    _refresh_notices(session, concerned, disputes, now)
    _refresh_homes(session, person_id, now)


def _refresh_notices(session: Session, audits: Any, disputes: Any, now: datetime) -> None:
    """What the clock said to leads about these audits and disputes."""
    of_disputes = select(DisputeLead.id).where(DisputeLead.dispute_id.in_(disputes))
    about = or_(
        (Notice.card == OVERDUE) & Notice.about.in_(audits),
        Notice.card.in_((dispute_cards.ASKED_LATER, dispute_cards.STILL_OPEN)) & Notice.about.in_(of_disputes),
    )
    told = select(Notice.id, Notice.card, Notice.together).where(about, Notice.told_at.is_not(None))
    for notice_id, card, first in session.execute(told).all():
        said.refresh(session, card=TOGETHER if first else card, subject=first or notice_id, now=now)


def _refresh_homes(session: Session, person_id: int, now: datetime) -> None:
    """Those who had to do with this person see their name on Home."""
    concerned = inventory.audits_of(person_id)
    leads = select(DisputeLead.person_id).join(Dispute, Dispute.id == DisputeLead.dispute_id)
    others: Iterable[Any] = (
        select(Audit.auditor_id).where(Audit.associate_id == person_id),
        select(Audit.associate_id).where(Audit.auditor_id == person_id),
        leads.where(Dispute.audit_id.in_(concerned)),
    )
    addresses = select(Person.slack_user_id).where(
        Person.active, Person.slack_user_id.is_not(None), or_(*(Person.id.in_(ids) for ids in others))
    )
    for address in session.execute(addresses).scalars().all():
        outbox.refresh_home(session, slack_user_id=str(address), now=now)


def _drafts(person_id: int) -> inventory.Ids:
    return drafts.unpublished(or_(Audit.auditor_id == person_id, Audit.associate_id == person_id))


def _messages_to(person_id: int) -> inventory.Condition:
    return outbox.OutboxRow.target.in_(select(Person.slack_user_id).where(Person.id == person_id))


def _count(session: Session, ids: Any) -> int:
    return len(session.execute(ids).scalars().all())


_PART_IN_HOLD = (
    LegalHold.person_id,
    LegalHold.asked_by,
    LegalHold.decided_by,
    LegalHold.release_asked_by,
    LegalHold.release_decided_by,
)
