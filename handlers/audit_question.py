"""Asking about a result, answering, and looking back at earlier revisions."""

from handlers.middleware import Wiring
from handlers.requests import Answer, Request, open_modal, record_id, replace
from qabot.access import Action
from qabot.audit import messages as audit
from qabot.audit import queries as audits
from qabot.dispute import asking, conversation, looking, messages_asking, messages_revisions
from qabot.dispute import messages as dispute
from qabot.dispute.asking import Sent


def register(wiring: Wiring) -> None:
    wiring.action(messages_asking.ASK, ask_form, needs=Action.AUDIT_ASK)
    wiring.action(messages_asking.ANSWER, answer_form, needs=Action.AUDIT_ANSWER)
    wiring.action(messages_revisions.REVISIONS, revisions, needs=Action.AUDIT_SEE_REVISIONS)
    wiring.submission(messages_asking.ASK_FORM, ask, needs=Action.AUDIT_ASK)
    wiring.submission(messages_asking.ANSWER_FORM, answer, needs=Action.AUDIT_ANSWER)


def ask_form(request: Request) -> Answer:
    audit_id = record_id(request.value, audits.NO_AUDIT)
    sheet = asking.askable(request.session, actor=request.actor, audit_id=audit_id)
    said = conversation.remarks(request.session, audit_id)
    token = request.new_form(messages_asking.ASK_FORM, audit_id=audit_id)
    return open_modal(messages_asking.ask_form(sheet, said, token=token))


def answer_form(request: Request) -> Answer:
    audit_id = record_id(request.value, audits.NO_AUDIT)
    sheet = asking.answerable(request.session, actor=request.actor, audit_id=audit_id)
    said = conversation.remarks(request.session, audit_id)
    token = request.new_form(messages_asking.ANSWER_FORM, audit_id=audit_id)
    return open_modal(messages_asking.answer_form(sheet, said, token=token))


def ask(request: Request) -> Answer:
    audit_id = request.form(messages_asking.ASK_FORM)["audit_id"]
    text = _typed(request)
    return _sent(asking.ask(request.session, actor=request.actor, audit_id=audit_id, text=text, now=request.now))


def answer(request: Request) -> Answer:
    audit_id = request.form(messages_asking.ANSWER_FORM)["audit_id"]
    text = _typed(request)
    return _sent(asking.answer(request.session, actor=request.actor, audit_id=audit_id, text=text, now=request.now))


def revisions(request: Request) -> Answer:
    audit_id = record_id(request.value, audits.NO_AUDIT)
    sheet, earlier = looking.back(request.session, actor=request.actor, audit_id=audit_id)
    return open_modal(messages_revisions.shown(sheet, earlier))


def _typed(request: Request) -> str:
    return request.values.text(messages_asking.BLOCK, messages_asking.TEXT) or ""


def _sent(made: Sent) -> Answer:
    text = messages_asking.sent(made.to.name, reached=bool(made.to.slack_user_id))
    return replace(dispute.done(text, audit.masked_notice(made.masked), title="Questions"))
