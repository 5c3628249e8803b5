"""How an escalation reads: the button and the form of the associate, and what the others are told."""

from qabot.audit import messages as audit
from qabot.audit import rules as audit_rules
from qabot.audit.queries import Sheet
from qabot.dispute import messages, rules
from qabot.dispute.queries import Case
from qabot.slack import blocks
from qabot.slack.port import Message, View

ESCALATE = "dispute.escalate"
ESCALATE_FORM = "dispute.escalate_form"
REASON = "dispute.escalation_reason"
REASON_BLOCK = "reason"
SENT = "Your dispute goes to another QA lead. Their decision is final, and you hear from me when it is made."


def button(audit_id: int, reference: str) -> blocks.Element:
    label = f"Escalate the dispute of ticket {reference}"
    return blocks.button("Escalate", ESCALATE, value=str(audit_id), label=label)


def until(case: Case) -> str:
    """Until when the associate may escalate; empty where they may not."""
    if not case.may_be_escalated or case.due_at is None:
        return ""
    return f"You can escalate this decision to another QA lead until {audit.when(case.due_at)}."


def form(sheet: Sheet, case: Case, *, token: str) -> View:
    shown = [
        blocks.section(
            f"*{messages.ticket(sheet)}*: another QA lead decides every criterion that you disputed again. "
            "That is possible once, and their decision is final."
        ),
        *blocks.paragraphs(messages.item(sheet, one) for one in case.items),
        blocks.input_block(
            "Why do you escalate?",
            blocks.text_input(REASON, multiline=True, max_length=audit_rules.COMMENT_LENGTH),
            block_id=REASON_BLOCK,
            hint="No personal data of customers, please.",
        ),
    ]
    return blocks.modal(
        "Escalate a dispute", shown, callback_id=ESCALATE_FORM, token=token, submit="Escalate", close="Cancel"
    )


def notice(sheet: Sheet) -> Message:
    """For the auditor: there is nothing for them to do."""
    name, reference = blocks.escape(sheet.associate.name), blocks.escape(sheet.reference)
    return Message(
        f"{name} has escalated the dispute of ticket {reference}. Another QA lead decides it, and that is final. "
        "You hear from me then."
    )


def reminder(sheet: Sheet, case: Case) -> Message:
    name, reference = blocks.escape(sheet.associate.name), blocks.escape(sheet.reference)
    text = (
        f"The dispute of ticket {reference} by {name} still waits for a decision, since "
        f"{audit.when(case.escalated_at or case.opened_at)}. Nobody decided within {rules.DECIDE_DAYS} working days, "
        "and there is no other QA lead to ask."
    )
    decide = messages.decide_button(case.dispute_id, sheet.reference)
    return Message(text, [blocks.section(text), blocks.actions(decide, block_id="next_step")])


def line(sheet: Sheet, case: Case, *, waits: bool) -> str:
    """The dispute among others; `waits`: it still has to be decided."""
    about = f"*{messages.ticket(sheet)}* by {blocks.escape(sheet.associate.name)}"
    if not waits:
        return f"{about}: it does not wait for you any more."
    since = (
        f"escalated {audit.when(case.escalated_at)}"
        if case.escalated_at
        else f"open since {audit.when(case.opened_at)}"
    )
    return f"{about}, {since}\n_Not decided in time: {audit.several(case.expiries, 'time', 'times')}_"
