"""How a question about a result reads, and its answer: each comes as a direct message under the card of the audit."""

from collections.abc import Iterable

from qabot.audit import messages as audit
from qabot.audit import rules as audit_rules
from qabot.audit.queries import Sheet
from qabot.dispute import messages, messages_revisions
from qabot.dispute.conversation import Remark
from qabot.slack import blocks
from qabot.slack.port import Message, View

ASK = "audit.ask"
ANSWER = "audit.answer"
TEXT = "audit.remark"
ASK_FORM = "audit.ask_form"
ANSWER_FORM = "audit.answer_form"
BLOCK = "remark"
SHOWN, ON_CARD = 20, 3
SENT = "Sent to {name}. You hear from me when there is an answer."
KEPT = "Kept, but {name} has no Slack account here yet, so I could not send it. Please tell your QA lead."


def ask_button(audit_id: int, reference: str, text: str = "Ask") -> blocks.Element:
    label = f"Ask the auditor about the audit of ticket {reference}"
    return blocks.button(text, ASK, value=str(audit_id), label=label)


def ask_form(sheet: Sheet, said: list[Remark], *, token: str) -> View:
    about = f"*{messages.ticket(sheet)}*: {blocks.escape(sheet.auditor.name)} gets your question as a direct message."
    return _form("Ask the auditor", about, "Your question", said, ASK_FORM, token)


def answer_form(sheet: Sheet, said: list[Remark], *, token: str) -> View:
    about = f"*{messages.ticket(sheet)}*: {blocks.escape(sheet.associate.name)} gets your answer as a direct message."
    return _form("Answer a question", about, "Your answer", said, ANSWER_FORM, token)


def sent(name: str, *, reached: bool) -> str:
    return (SENT if reached else KEPT).format(name=name)


def auditor_card(sheet: Sheet, said: list[Remark]) -> Message:
    """For the auditor: what was asked last, and the button to answer it."""
    head = f"{sheet.associate.name} asks about the audit of ticket {sheet.reference}"
    body = [f"*{messages.ticket(sheet)}*", *conversation(said[-ON_CARD:])]
    next_step = [_answer_button(sheet), *messages_revisions.button(sheet)]
    shown = [blocks.header(head), *blocks.paragraphs(body), blocks.actions(*next_step, block_id="next_step")]
    return Message(blocks.clip("\n".join([blocks.escape(head), *body]), blocks.MESSAGE_TEXT), shown)


def relayed(sheet: Sheet, remark: Remark, *, to_associate: bool) -> Message:
    """One remark, for the one to whom it was written."""
    back = ask_button(sheet.audit_id, sheet.reference, "Write back") if to_associate else _answer_button(sheet)
    body = [f"*{messages.ticket(sheet)}*", *conversation([remark])]
    shown = [*blocks.paragraphs(body), blocks.actions(back, block_id=f"remark:{remark.remark_id}")]
    return Message(blocks.clip("\n".join(body), blocks.MESSAGE_TEXT), shown)


def conversation(said: Iterable[Remark]) -> list[str]:
    """Questions and answers in their order: also for whoever shows the details of an audit."""
    return [
        f"{blocks.escape(one.author)}, {audit.when(one.written_at)}:\n{audit.quoted(one.text)}" for one in said
    ]  # fmt: skip


def _form(title: str, about: str, label: str, said: list[Remark], callback_id: str, token: str) -> View:
    shown = [
        blocks.section(about),
        *blocks.paragraphs(conversation(said[-SHOWN:])),
        blocks.input_block(
            label,
            blocks.text_input(TEXT, multiline=True, max_length=audit_rules.COMMENT_LENGTH),
            block_id=BLOCK,
            hint="No personal data of customers, please.",
        ),
    ]
    return blocks.modal(title, shown, callback_id=callback_id, token=token, submit="Send", close="Cancel")


def _answer_button(sheet: Sheet) -> blocks.Element:
    label = f"Answer the question about ticket {sheet.reference}"
    return blocks.button("Answer", ANSWER, value=str(sheet.audit_id), label=label)
