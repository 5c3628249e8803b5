"""Every table and column: what it holds of people, how it is exported, and what an erasure makes of it.

A column that is not in here fails a test. `NOTHING_PERSONAL` names what holds nothing of anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from qabot.audit.models import Audit, AuditRevision, Rating, Tally, Ticket
from qabot.db import Base
from qabot.dispute.models import AuditRemark, Dispute, DisputeItem, DisputeLead
from qabot.interaction import Form
from qabot.journal import JournalRow
from qabot.keeping.models import Erasure, HoldAsked, LegalHold, PrivacyOrder
from qabot.notice.models import Notice
from qabot.outbox import OutboxRow
from qabot.people.models import Person, RoleGrant
from qabot.schedule.models import ScheduleRow

Condition = ColumnElement[bool]
Ids = Select[int]


class Fate(StrEnum):
    """What an erasure makes of a column."""

    STAYS = "says nothing of the person, or names them by a number that leads to “Former member N” only"
    REPLACED = "becomes that of “Former member N”"
    EMPTIED = "is emptied"
    ROW_GOES = "goes with its row"


@dataclass(frozen=True)
class Holding:
    """A table with data on people. `theirs` finds the rows that the export of a person shows; None: it shows none."""

    model: type[Base]
    whose: str
    theirs: Callable[[int], Condition] | None
    fates: dict[Fate, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.model.__tablename__)

    @property
    def columns(self) -> dict[str, Fate]:
        return {column: fate for fate, columns in self.fates.items() for column in columns.split()}


@dataclass(frozen=True)
class FreeText:
    """A column with what somebody wrote: in which audit, and otherwise about or by whom."""

    column: InstrumentedAttribute[Any]
    audit: ColumnElement[int] | InstrumentedAttribute[int] | InstrumentedAttribute[int | None] | None
    of_person: Callable[[int], Condition] | None = None

    @property
    def model(self) -> Any:
        return self.column.class_

    def theirs(self, person_id: int) -> Condition:
        """Written about or by this person."""
        found = [] if self.audit is None else [self.audit.in_(audits_of(person_id))]
        return or_(*found, *([self.of_person(person_id)] if self.of_person else []))


def audits_of(person_id: int) -> Ids:
    """The audits that somebody is the associate or the auditor of."""
    return select(Audit.id).where(or_(Audit.associate_id == person_id, Audit.auditor_id == person_id))


def audits_with_texts_by(person_id: int) -> Ids:
    """Audits of others in which this person wrote: why they are void, how a dispute ended, why they were changed."""
    wrote = (
        _voided_by(person_id),
        select(Dispute.audit_id).where(
            or_(Dispute.closed_by == person_id, Dispute.opened_by == person_id, Dispute.final_by == person_id)
        ),
        select(AuditRevision.audit_id).where(AuditRevision.replaced_by == person_id),
        select(AuditRemark.audit_id).where(AuditRemark.author_id == person_id),
    )
    return select(Audit.id).where(or_(*(Audit.id.in_(ids) for ids in wrote)))


def _voided_by(person_id: int) -> Ids:
    voided = select(JournalRow.thing_id).where(JournalRow.thing == "audit", JournalRow.action == "audit.voided")
    return voided.where(JournalRow.actor_id == person_id)


def _disputes(condition: Condition) -> Condition:
    return DisputeItem.dispute_id.in_(select(Dispute.id).where(condition))


def _audit_rows(person_id: int) -> Condition:
    return or_(Audit.associate_id == person_id, Audit.auditor_id == person_id)


def _dispute_rows(person_id: int) -> Condition:
    by = or_(Dispute.opened_by == person_id, Dispute.closed_by == person_id, Dispute.final_by == person_id)
    return or_(by, Dispute.audit_id.in_(audits_of(person_id)))


def _hold_rows(person_id: int) -> Condition:
    return or_(LegalHold.person_id == person_id, LegalHold.audit_id.in_(audits_of(person_id)))


def _outbox_rows(person_id: int) -> Condition:
    return OutboxRow.target.in_(select(Person.slack_user_id).where(Person.id == person_id))


def _journal_rows(person_id: int) -> Condition:
    about = and_(JournalRow.thing == "person", JournalRow.thing_id == person_id)
    return or_(JournalRow.actor_id == person_id, about)


HOLDINGS = (
    Holding(
        Person,
        "the person",
        lambda p: Person.id == p,
        {
            Fate.REPLACED: "key name folded_name email active",
            Fate.EMPTIED: "title slack_user_id",
            Fate.STAYS: "id site_id team_id weekly_capacity edited",
        },
    ),
    Holding(
        RoleGrant,
        "what the person may do",
        lambda p: RoleGrant.person_id == p,
        {Fate.ROW_GOES: "id person_id role lob_id queue_id site_id"},
    ),
    Holding(
        Ticket,
        "tickets that the associate handled",
        lambda p: Ticket.associate_id == p,
        {Fate.STAYS: "id reference link queue_id associate_id handled_at labels frame_id draw_number audits"},
    ),
    Holding(
        Tally,
        "how often the associate was audited in a month",
        lambda p: Tally.associate_id == p,
        {Fate.STAYS: "associate_id month audits"},
    ),
    Holding(
        Audit,
        "audits of the associate, and by the auditor",
        _audit_rows,
        {
            Fate.EMPTIED: "void_reason",
            Fate.STAYS: "id ticket_id scorecard_version_id auditor_id associate_id basis state revision outcome score "
            "auto_failed started_at touched_at submitted_at published_at acknowledged_at corrected_at "
            "remind_since remind_at reminded",
        },
    ),
    Holding(
        Rating,
        "ratings in these audits",
        lambda p: Rating.audit_id.in_(audits_of(p)),
        {Fate.EMPTIED: "comment", Fate.STAYS: "id audit_id criterion level not_applicable cause message_number"},
    ),
    Holding(
        AuditRevision,
        "these audits as they were before a dispute",
        lambda p: AuditRevision.audit_id.in_(audits_of(p)),
        # Of `ratings`, the comments are emptied; the levels stay.
        {
            Fate.EMPTIED: "ratings reason_of_change",
            Fate.STAYS: "id audit_id number score auto_failed replaced_at cause_of_change replaced_by",
        },
    ),
    Holding(
        AuditRemark,
        "questions and answers about these audits",
        lambda p: or_(AuditRemark.author_id == p, AuditRemark.audit_id.in_(audits_of(p))),
        {Fate.EMPTIED: "text", Fate.STAYS: "id audit_id author_id written_at"},
    ),
    Holding(
        Dispute,
        "disputes of these audits, and those that the person opened or decided",
        _dispute_rows,
        {
            Fate.EMPTIED: "reason escalation_reason",
            Fate.STAYS: "id audit_id revision state opened_by opened_at due_at expiries closed_by closed_at outcome "
            "escalated_at final_by final_at final_outcome",
        },
    ),
    Holding(
        DisputeItem,
        "what was disputed and decided",
        lambda p: _disputes(_dispute_rows(p)),
        {
            Fate.EMPTIED: "reason decision_reason final_reason",
            Fate.STAYS: "id dispute_id criterion proposed_level decided_level cause final_level final_cause",
        },
    ),
    Holding(
        DisputeLead,
        "disputes that the lead was asked to decide",
        lambda p: DisputeLead.person_id == p,
        {Fate.STAYS: "id dispute_id round person_id"},
    ),
    Holding(
        Notice,
        "what fell due and was to be told to the person",
        lambda p: Notice.person_id == p,
        {Fate.STAYS: "id key card person_id about detail made_at not_before expires_at told_at together"},
    ),
    Holding(
        LegalHold,
        "legal holds on the person and their audits",
        _hold_rows,
        {
            Fate.EMPTIED: "reason release_reason",
            Fate.STAYS: "id person_id audit_id state asked_by asked_at decided_by decided_at release_asked_by "
            "release_asked_at release_decided_by release_decided_at",
        },
    ),
    Holding(
        HoldAsked,
        "legal holds that the person was asked to confirm",
        lambda p: HoldAsked.person_id == p,
        {Fate.STAYS: "id hold_id step person_id"},
    ),
    Holding(
        PrivacyOrder,
        "exports and erasures of the person's data",
        lambda p: PrivacyOrder.person_id == p,
        {
            Fate.EMPTIED: "reason",
            Fate.STAYS: "id kind person_id asked_by asked_at basis state attempts not_before ended_at fault",
        },
    ),
    Holding(
        Erasure,
        "that the person was erased",
        lambda p: Erasure.person_id == p,
        {Fate.STAYS: "id person_id erased_at asked_by basis mark"},
    ),
    Holding(
        Form,
        "forms that the person has open",
        lambda p: Form.person_id == p,
        {Fate.ROW_GOES: "token_hash person_id kind about made_at"},
    ),
    Holding(
        OutboxRow,
        "messages to the person",
        _outbox_rows,
        {
            Fate.EMPTIED: "message",
            Fate.REPLACED: "key line target card subject",
            Fate.STAYS: "id kind thread_ts state attempts fence created_at not_before expires_at lease_until "
            "first_tried_at last_tried_at sent_at sent_channel sent_ts fault looks copies dropped_at",
        },
    ),
    # What a channel is told goes on without whoever set it up; their number also leads to the holidays of their site.
    Holding(
        ScheduleRow,
        "what the person has set up to be said again and again in a channel",
        lambda p: ScheduleRow.owner_id == p,
        {
            Fate.STAYS: "id name kind about rule zone local_time catch_up window_minutes owner_id channel enabled "
            "done_until_utc next_due_utc created_at"
        },
    ),
    Holding(
        JournalRow,
        "what the person did, and what was done to their entry; numbers and states only",
        _journal_rows,
        {Fate.STAYS: "id at actor_id action thing thing_id detail"},
    ),
)

# Not exported: copies that are gone after a day, or that name nobody.
NOT_EXPORTED = {
    "seen_request": {"key": Fate.STAYS, "at": Fate.STAYS, "answer": Fate.EMPTIED},
    "outbox_gate": {"line": Fate.ROW_GOES, "open_at": Fate.ROW_GOES},
}

NOTHING_PERSONAL = {
    "area": "id key name channel",
    "site": "id key name kind time_zone hours country subdivision days_off",
    "lob": "id key name",
    "queue": "id key name lob_id scorecard_key channel weekly_target edited",
    "team": "id key name lob_id site_id",
    "scorecard_version": "id key version name state definition published_at",
    "ticket_frame": "id plan imported_at seed digest",
    "outbox_file": "file_id row_id begun_at unwanted",
    "delivery_alert": "cause told told_at",
    "journal_seal": "row_id position hash",
    # Numbers made of words; what they are about has its own entry, and takes them along when it goes.
    "similar_document": "id thing thing_id same_as at title_length body_length terms",
    "similar_posting": "term document_id titled",
    "similar_frequency": "term documents",
    "similar_collection": "thing documents title_length body_length",
    "similar_change": "id thing documents title_length body_length terms",
    "occurrence": "id schedule_id due_utc state reason recorded_at",
}

_ITEMS_AUDIT = select(Dispute.audit_id).where(Dispute.id == DisputeItem.dispute_id).scalar_subquery()
FREE_TEXTS = (
    FreeText(Rating.comment, Rating.audit_id),
    FreeText(AuditRevision.ratings, AuditRevision.audit_id),
    FreeText(AuditRevision.reason_of_change, AuditRevision.audit_id, lambda p: AuditRevision.replaced_by == p),
    FreeText(AuditRemark.text, AuditRemark.audit_id, lambda p: AuditRemark.author_id == p),
    FreeText(Audit.void_reason, Audit.id, lambda p: Audit.id.in_(_voided_by(p))),
    FreeText(Dispute.reason, Dispute.audit_id, lambda p: Dispute.closed_by == p),
    FreeText(Dispute.escalation_reason, Dispute.audit_id, lambda p: Dispute.opened_by == p),
    FreeText(DisputeItem.reason, _ITEMS_AUDIT, lambda p: _disputes(Dispute.opened_by == p)),
    FreeText(DisputeItem.decision_reason, _ITEMS_AUDIT, lambda p: _disputes(Dispute.closed_by == p)),
    FreeText(DisputeItem.final_reason, _ITEMS_AUDIT, lambda p: _disputes(Dispute.final_by == p)),
    FreeText(LegalHold.reason, None, lambda p: or_(_hold_rows(p), LegalHold.asked_by == p)),
    FreeText(LegalHold.release_reason, None, lambda p: or_(_hold_rows(p), LegalHold.release_asked_by == p)),
    FreeText(PrivacyOrder.reason, None, lambda p: or_(PrivacyOrder.person_id == p, PrivacyOrder.asked_by == p)),
)


def listed() -> dict[str, dict[str, Fate]]:
    """Every column that the inventory knows, by table."""
    nothing = {table: dict.fromkeys(columns.split(), Fate.STAYS) for table, columns in NOTHING_PERSONAL.items()}
    return {holding.name: holding.columns for holding in HOLDINGS} | NOT_EXPORTED | nothing
