"""How holds, exports, erasures and retention read, and the ids of everything that one can press."""

from collections.abc import Iterable

from qabot import privacy
from qabot.audit import messages as audit
from qabot.keeping.queries import Subject
from qabot.keeping.rules import Kind, OrderKind, Periods, Step
from qabot.slack import blocks
from qabot.slack.blocks import Option
from qabot.slack.port import Block, File, Message, View
from qabot.slack.usage import Usage

COMMAND = "/qa-privacy"

PERSON = "privacy.person"
AUDIT = "privacy.audit"
REASON = "privacy.reason"
BASIS = "privacy.basis"
HOLD_CHOICE = "privacy.hold"
CONFIRM_HOLD = "hold.confirm"
DECLINE_HOLD = "hold.decline"
CONFIRM_RELEASE = "hold.confirm_release"
DECLINE_RELEASE = "hold.decline_release"
HOLD_FORM = "privacy.hold_form"
RELEASE_FORM = "privacy.release_form"
EXPORT_FORM = "privacy.export_form"
ERASE_FORM = "privacy.erase_form"
SURE_FORM = "privacy.erase_sure"
DONE_FORM = "privacy.done"

PERSON_BLOCK, AUDIT_BLOCK, REASON_BLOCK, BASIS_BLOCK, HOLD_BLOCK = "person", "audit", "reason", "basis", "hold"
REASON_LENGTH = 1000
KINDS: dict[Kind, str] = {
    Kind.AUDIT_TEXTS: "Comments and reasons in audits and disputes",
    Kind.DRAFTS: "Drafts of audits that nobody works on",
    Kind.MESSAGES: "Texts of messages that were sent",
    Kind.REASONS: "Reasons of exports and of holds that are over",
}
LINES = (
    f"`{COMMAND}` shows the legal holds that there are",
    f"`{COMMAND} hold` asks to keep a person's data, or one audit, whatever else would delete it",
    f"`{COMMAND} release` asks to end a hold",
    f"`{COMMAND} export` sends you everything about one person as a file",
    f"`{COMMAND} erase` makes a person a former member without a name",
    f"`{COMMAND} retention` shows how long what is kept, and what is due",
    f"`{COMMAND} help` shows this list",
)
ABOUT = "For security officers. A hold and its release take two people; each step is in the journal."
USAGE = Usage(COMMAND, "Legal holds, exports and erasures of people's data, and how long it is kept.", LINES, ABOUT)
CONFIRM = {Step.HOLD: CONFIRM_HOLD, Step.RELEASE: CONFIRM_RELEASE}
DECLINE = {Step.HOLD: DECLINE_HOLD, Step.RELEASE: DECLINE_RELEASE}
FOR_GOOD = "This is for good: nobody can bring it back, and a restored backup is erased again."


def export_form(*, token: str) -> View:
    shown = [
        blocks.section("Everything that is kept about one person, as a JSON file. I send it to you, here in Slack."),
        person_field("Whose data?"),
        reason_field("Why?"),
        blocks.context("The export and its reason are recorded. The file is confidential: delete it when it is used."),
    ]
    return form("Export data", shown, EXPORT_FORM, token, "Export")


def done(title: str, text: str, masked: dict[str, int] | None = None) -> View:
    removed = privacy.told(masked or {})
    notice = f"{removed} Personal data is not kept in reasons." if removed else ""
    return blocks.modal(title, [blocks.section(blocks.escape(text)), *audit.notice(notice)], callback_id=DONE_FORM)


def people_options(found: Iterable[Subject]) -> list[Option]:
    return [
        blocks.option(one.name, str(one.person_id), one.email if one.active else f"{one.email}, no longer active")
        for one in found
    ]


def order_refused(kind: OrderKind, why: str) -> Message:
    what = "The export that you asked for" if kind is OrderKind.EXPORT else "The erasure that you asked for"
    return Message(f"{what} was not done. {blocks.escape(why)}")


def exported(order_id: int, content: bytes) -> Message:
    """The export as a file. Neither what is said with it nor its name names anybody."""
    name, what = f"export-{order_id}.json", "Everything that is kept about one person, by table, as JSON."
    said = "The export that you asked for. It is confidential: delete it here when you have used it."
    return Message(said, file=File(name, title=name, alt_text=what, content=content))


def retention(periods: Periods, due: dict[Kind, int]) -> Message:
    lines = ["*How long what is kept*", *(_period(kind, periods, due[kind]) for kind in Kind)]
    lines += [
        "• Answers to what was clicked: 1 day. Open forms: 7 days.",
        "• Scores, ratings and states, the journal, and the register of erasures: for ever.",
        "What is due goes by itself within hours. A legal hold keeps what it covers.",
    ]
    return Message("\n".join(lines), blocks.paragraphs(lines))


def _period(kind: Kind, periods: Periods, due: int) -> str:
    now = f"{due} due now" if due else "none due now"
    return f"• {KINDS[kind]}: {periods.of(kind).days} days, {now}."


def form(title: str, shown: list[Block], callback_id: str, token: str, submit: str) -> View:
    return blocks.modal(title, shown, callback_id=callback_id, token=token, submit=submit, close="Cancel")


def person_field(label: str, *, optional: bool = False) -> Block:
    chooser = blocks.external_select(PERSON, "Type a name")
    return blocks.input_block(label, chooser, block_id=PERSON_BLOCK, optional=optional)


def reason_field(label: str) -> Block:
    field = blocks.text_input(REASON, multiline=True, max_length=REASON_LENGTH)
    return blocks.input_block(label, field, block_id=REASON_BLOCK, hint="No personal data, please: it is kept.")
