"""The form with which an associate takes a decision to another lead."""

from handlers.middleware import Wiring
from handlers.requests import Answer, Request, open_modal, record_id, replace
from qabot.access import Action
from qabot.audit import messages as audit
from qabot.audit import queries as audits
from qabot.dispute import escalating, messages, messages_escalation


def register(wiring: Wiring) -> None:
    wiring.action(messages_escalation.ESCALATE, open_form, needs=Action.AUDIT_DISPUTE)
    wiring.submission(messages_escalation.ESCALATE_FORM, send, needs=Action.AUDIT_DISPUTE)


def open_form(request: Request) -> Answer:
    audit_id = record_id(request.value, audits.NO_AUDIT)
    sheet, case = escalating.escalatable(request.session, actor=request.actor, audit_id=audit_id, now=request.now)
    token = request.new_form(messages_escalation.ESCALATE_FORM, audit_id=audit_id)
    return open_modal(messages_escalation.form(sheet, case, token=token))


def send(request: Request) -> Answer:
    made = escalating.escalate(
        request.session,
        actor=request.actor,
        audit_id=request.form(messages_escalation.ESCALATE_FORM)["audit_id"],
        reason=request.values.text(messages_escalation.REASON_BLOCK, messages_escalation.REASON) or "",
        now=request.now,
    )
    return replace(messages.done(messages_escalation.SENT, audit.masked_notice(made.masked)))
