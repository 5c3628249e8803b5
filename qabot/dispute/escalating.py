"""The associate takes a decision to another lead, once; what that lead decides is final."""

from datetime import datetime

from sqlalchemy.orm import Session

from qabot import outbox
from qabot.access import Action, Actor, require
from qabot.audit import revisions
from qabot.audit import rules as audit_rules
from qabot.audit.queries import Sheet
from qabot.dispute import messages_escalation, queries, rules, steps
from qabot.dispute.queries import Case
from qabot.dispute.rules import State
from qabot.dispute.service import REASON_MISSING, Done
from qabot.errors import InvalidInput, WrongState
from qabot.people import calendars

NOT_DECIDED = {
    None: "This audit is not disputed, so there is no decision to escalate.",
    State.OPEN: "This dispute is not decided yet. You hear from me when it is.",
    State.CONCEDED: "The auditor conceded this dispute, so there is no decision to escalate.",
    State.WITHDRAWN: "You withdrew this dispute, so there is no decision to escalate.",
    State.VOID: "This audit was voided. It does not count, so there is nothing to escalate.",
    State.ESCALATED: "You have escalated this dispute already. Another QA lead decides it now.",
    State.FINAL: "This dispute was escalated once, and its decision is final.",
}
TOO_LATE = "This decision can't be escalated any more: that was possible for {days} working days."
NOBODY = "There is no other QA lead who may decide this dispute, so the decision stands. Please ask an admin."


def escalatable(session: Session, *, actor: Actor, audit_id: int, now: datetime) -> tuple[Sheet, Case]:
    """This associate's own decided dispute, while it may be escalated; WrongState says why it may not."""
    require(actor, Action.AUDIT_DISPUTE)
    sheet = revisions.own_result(session, actor=actor, audit_id=audit_id)
    case = queries.latest_of(session, audit_id)
    if sheet.state is audit_rules.State.VOID:
        raise WrongState(NOT_DECIDED[State.VOID])
    if case is None or case.state is not State.DECIDED:
        raise WrongState(NOT_DECIDED[case.state if case else None])
    if not queries.deciders(session, sheet, case.decided_by):
        raise WrongState(NOBODY)
    if case.due_at is None or now > case.due_at:
        raise WrongState(TOO_LATE.format(days=rules.ESCALATE_DAYS))
    return sheet, case


def escalate(session: Session, *, actor: Actor, audit_id: int, reason: str, now: datetime) -> Done:
    """Ask other leads to decide again, and tell the auditor."""
    sheet, case = escalatable(session, actor=actor, audit_id=audit_id, now=now)
    if not reason.strip():
        raise InvalidInput(REASON_MISSING, {messages_escalation.REASON_BLOCK: REASON_MISSING})
    masked: dict[str, int] = {}
    kept = steps.guarded(reason, masked)
    due_at = rules.decide_until(now, calendars.of_person(session, actor.person_id))
    steps.move(
        session, actor, case, State.ESCALATED, now, escalated_at=now, escalation_reason=kept, due_at=due_at
    )  # fmt: skip
    revisions.mark_disputed(session, actor=actor, sheet=sheet, now=now)
    steps.refresh(session, case.dispute_id, now)
    steps.ask(session, case.dispute_id, queries.deciders(session, sheet, case.decided_by), rules.SECOND, now)
    _tell_auditor(session, sheet, case, now)
    return Done(sheet, masked)


def _tell_auditor(session: Session, sheet: Sheet, case: Case, now: datetime) -> None:
    if sheet.auditor.slack_user_id:
        outbox.enqueue(
            session,
            key=f"dispute.escalated:{case.dispute_id}",
            channel=sheet.auditor.slack_user_id,
            message=messages_escalation.notice(sheet),
            now=now,
        )
