"""The form with which a lead voids an audit, and what is said of it."""

from qabot.audit import messages, rules
from qabot.audit.queries import Sheet
from qabot.slack import blocks
from qabot.slack.port import Message, View

AUDIT_BLOCK, REASON_BLOCK = "audit", "reason"
DONE_FORM = "audit.void_done"


def form(sheets: list[Sheet], *, token: str) -> View:
    options = [
        blocks.option(f"{one.auditor.name} of {one.associate.name}, {one.state.value}", str(one.audit_id))
        for one in sheets
    ]
    first = options[0]["value"] if len(options) == 1 else None
    shown = [
        blocks.section("A void audit counts nowhere. The associate and the auditor are told, with your reason."),
        blocks.input_block(
            f"Audit of ticket {sheets[0].reference}",
            blocks.select(messages.VOID_AUDIT, "Choose an audit", options, first),
            block_id=AUDIT_BLOCK,
        ),
        blocks.input_block(
            "Why?",
            blocks.text_input(messages.VOID_REASON, multiline=True, max_length=rules.COMMENT_LENGTH),
            block_id=REASON_BLOCK,
            hint="No personal data of customers, please.",
        ),
    ]
    return blocks.modal(
        "Void an audit", shown, callback_id=messages.VOID_FORM, token=token, submit="Void audit", close="Cancel"
    )


def done(sheet: Sheet, masked: dict[str, int]) -> View:
    text = f"The audit of ticket {blocks.escape(sheet.reference)} is void. It counts nowhere any more."
    shown = [blocks.section(text), *messages.notice(messages.masked_notice(masked))]
    return blocks.modal("Void an audit", shown, callback_id=DONE_FORM)


def notice(sheet: Sheet, reason: str) -> Message:
    text = f"The audit of ticket {blocks.escape(sheet.reference)} was voided by a QA lead. It does not count."
    return Message(f"{text}\n{messages.quoted(reason)}")
