"""Disputes: the forms to open, concede and decide one, and the button that withdraws it."""

from handlers import audit_correction, audit_question, dispute_escalation
from handlers.middleware import Wiring
from handlers.requests import Answer, Request, nothing, open_modal, record_id, replace
from qabot.access import Action
from qabot.audit import messages as audit
from qabot.audit import queries as audits
from qabot.audit.rules import Cause
from qabot.dispute import messages, queries, service
from qabot.dispute.service import Proposal, Ruling
from qabot.errors import InvalidInput

SENT = "Your dispute is sent. The auditor and the QA leads who may decide are told, and you hear from me."


def register(wiring: Wiring) -> None:
    dispute_escalation.register(wiring)
    audit_question.register(wiring)
    audit_correction.register(wiring)
    wiring.action(audit.DISPUTE, open_form, needs=Action.AUDIT_DISPUTE)
    wiring.action(audit.WITHDRAW, withdraw, needs=Action.AUDIT_DISPUTE)
    wiring.action(messages.CONCEDE, concede_form, needs=Action.DISPUTE_CONCEDE)
    wiring.action(messages.DECIDE, decide_form, needs=Action.DISPUTE_DECIDE)
    wiring.submission(messages.OPEN_FORM, send, needs=Action.AUDIT_DISPUTE)
    wiring.submission(messages.CONCEDE_FORM, concede, needs=Action.DISPUTE_CONCEDE)
    wiring.submission(messages.DECIDE_FORM, decide, needs=Action.DISPUTE_DECIDE)


def open_form(request: Request) -> Answer:
    audit_id = record_id(request.value, audits.NO_AUDIT)
    sheet = service.disputable(request.session, actor=request.actor, audit_id=audit_id, now=request.now)
    token = request.new_form(messages.OPEN_FORM, audit_id=audit_id)
    return open_modal(messages.open_form(sheet, service.findings(sheet), token=token))


def send(request: Request) -> Answer:
    audit_id = request.form(messages.OPEN_FORM)["audit_id"]
    made = service.open_dispute(
        request.session, actor=request.actor, audit_id=audit_id, proposals=_proposals(request), now=request.now
    )
    return replace(messages.done(SENT, audit.masked_notice(made.masked)))


def withdraw(request: Request) -> Answer:
    audit_id = record_id(request.value, audits.NO_AUDIT)
    service.withdraw(request.session, actor=request.actor, audit_id=audit_id, now=request.now)
    return nothing()


def concede_form(request: Request) -> Answer:
    dispute_id = record_id(request.value, queries.NO_DISPUTE)
    sheet, case = service.concede_form(request.session, actor=request.actor, dispute_id=dispute_id)
    token = request.new_form(messages.CONCEDE_FORM, dispute_id=dispute_id)
    return open_modal(messages.concede_form(sheet, case, token=token))


def concede(request: Request) -> Answer:
    made = service.concede(
        request.session,
        actor=request.actor,
        dispute_id=request.form(messages.CONCEDE_FORM)["dispute_id"],
        reason=request.values.text(messages.REASON_BLOCK, messages.REASON) or "",
        now=request.now,
    )
    return _shown(made)


def decide_form(request: Request) -> Answer:
    dispute_id = record_id(request.value, queries.NO_DISPUTE)
    sheet, case = service.decide_form(request.session, actor=request.actor, dispute_id=dispute_id)
    token = request.new_form(messages.DECIDE_FORM, dispute_id=dispute_id)
    return open_modal(messages.decide_form(sheet, case, token=token))


def decide(request: Request) -> Answer:
    made = service.decide(
        request.session,
        actor=request.actor,
        dispute_id=request.form(messages.DECIDE_FORM)["dispute_id"],
        rulings=_rulings(request),
        now=request.now,
    )
    return _shown(made)


def _shown(made: service.Done) -> Answer:
    return replace(messages.done(messages.decided(made.sheet, made.outcome), audit.masked_notice(made.masked)))


def _proposals(request: Request) -> list[Proposal]:
    """The criteria for which a rating or a reason was given; a reason alone lacks its rating."""
    found = []
    for criterion in _criteria(request, "proposed:"):
        choice = request.values.choice(f"proposed:{criterion}", messages.PROPOSED)
        reason = request.values.text(f"reason:{criterion}", messages.REASON) or ""
        if choice is None and reason:
            raise InvalidInput(service.NOTHING_CHOSEN, {f"proposed:{criterion}": "Please choose a rating."})
        if choice is not None:
            found.append(Proposal(criterion, _level(choice), reason))
    return found


def _rulings(request: Request) -> list[Ruling]:
    return [_ruling(request, criterion) for criterion in _criteria(request, "decided:")]


def _ruling(request: Request, criterion: str) -> Ruling:
    block = f"decided:{criterion}"
    choice = request.values.choice(block, messages.DECIDED)
    if choice is None:
        raise InvalidInput("Please decide each criterion.", {block: "Please choose a rating."})
    why = request.values.choice(f"cause:{criterion}", messages.CAUSE)
    try:
        cause = Cause(why) if why else None
    except ValueError:
        raise InvalidInput(service.NOT_ON_OFFER) from None
    reason = request.values.text(f"reason:{criterion}", messages.REASON) or ""
    return Ruling(criterion, _level(choice), cause, reason)


def _criteria(request: Request, prefix: str) -> list[str]:
    return [block.removeprefix(prefix) for block in request.values.state if block.startswith(prefix)]


def _level(choice: str) -> int | None:
    if choice == messages.NA_VALUE:
        return None
    try:
        return int(choice)
    except ValueError:
        raise InvalidInput(service.NOT_ON_OFFER) from None
