"""`/qa-audit void REFERENCE`: the form with which a lead voids an audit."""

from handlers.middleware import Wiring
from handlers.requests import Answer, Request, open_modal, record_id, replace
from qabot.access import Action
from qabot.audit import messages, messages_void
from qabot.dispute import voiding


def register(wiring: Wiring) -> None:
    wiring.submission(messages.VOID_FORM, submit, needs=Action.AUDIT_VOID)


def open_form(request: Request) -> Answer:
    reference = request.text.partition(" ")[2].strip()
    sheets = voiding.find(request.session, actor=request.actor, reference=reference)
    return open_modal(messages_void.form(sheets, token=request.new_form(messages.VOID_FORM)))


def submit(request: Request) -> Answer:
    request.form(messages.VOID_FORM)
    chosen = request.values.choice(messages_void.AUDIT_BLOCK, messages.VOID_AUDIT) or ""
    sheet, masked = voiding.void(
        request.session,
        actor=request.actor,
        audit_id=record_id(chosen, voiding.NO_AUDIT),
        reason=request.values.text(messages_void.REASON_BLOCK, messages.VOID_REASON) or "",
        now=request.now,
    )
    return replace(messages_void.done(sheet, masked))
