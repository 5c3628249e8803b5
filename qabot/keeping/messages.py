"""How holds, exports, erasures and retention read, and the ids of everything that one can press."""

from collections.abc import Iterable

from qabot import privacy
from qabot.audit import messages as audit
from qabot.keeping.queries import AuditLine, Hold, Subject
from qabot.keeping.rules import DECIDES, Basis, HoldState, Kind, OrderKind, Outcome, Periods, Step
from qabot.slack import blocks
from qabot.slack.blocks import Option
from qabot.slack.port import Block, Message, View

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
BASES: dict[Basis, str] = {
    Basis.ASKED: "The person asked for it",
    Basis.LEFT: "They left, and nothing calls for keeping their data",
    Basis.ORDERED: "A court or an authority ordered it",
}
KINDS: dict[Kind, str] = {
    Kind.AUDIT_TEXTS: "Comments and reasons in audits and disputes",
    Kind.DRAFTS: "Drafts of audits that nobody works on",
    Kind.MESSAGES: "Texts of messages that were sent",
    Kind.REASONS: "Reasons of exports and of holds that are over",
}
USAGE = (
    f"`{COMMAND}` shows the legal holds that there are",
    f"`{COMMAND} hold` asks to keep a person's data, or one audit, whatever else would delete it",
    f"`{COMMAND} release` asks to end a hold",
    f"`{COMMAND} export` sends you everything about one person as a file",
    f"`{COMMAND} erase` makes a person a former member without a name",
    f"`{COMMAND} retention` shows how long what is kept, and what is due",
    f"`{COMMAND} help` shows this list",
)
ABOUT = "For security officers. A hold and its release take two people; each step is in the journal."
CONFIRM = {Step.HOLD: CONFIRM_HOLD, Step.RELEASE: CONFIRM_RELEASE}
DECLINE = {Step.HOLD: DECLINE_HOLD, Step.RELEASE: DECLINE_RELEASE}
FOR_GOOD = "This is for good: nobody can bring it back, and a restored backup is erased again."


def usage(unknown: str = "") -> Message:
    first = (
        f"I don't know “{blocks.escape(blocks.clip(unknown, 80))}”. This is what I can do:"
        if unknown
        else "Legal holds, exports and erasures of people's data, and how long it is kept."
    )
    lines = [first, *(f"• {line}" for line in USAGE), ABOUT]
    return Message("\n".join(lines), blocks.paragraphs(lines))


def overview(holds: list[Hold]) -> Message:
    """The holds that there are, and what to type."""
    lines = [_hold_line(hold) for hold in holds] or ["There are no legal holds."]
    told = ["*Legal holds*", *lines, f"`{COMMAND} help` shows what you can do."]
    return Message(blocks.clip("\n".join(told), blocks.MESSAGE_TEXT), blocks.paragraphs(told)[: blocks.MESSAGE_BLOCKS])


def hold_form(*, token: str) -> View:
    shown = [
        blocks.section(
            "A legal hold keeps everything of a person, or one audit: nothing of it is erased or deleted until the "
            "hold is released. Choose one of the two."
        ),
        _person_field("Everything of this person", optional=True),
        blocks.input_block(
            "Or one audit",
            blocks.external_select(AUDIT, "Type a ticket reference"),
            block_id=AUDIT_BLOCK,
            optional=True,
        ),
        _reason_field("Why?"),
        blocks.context("It holds as soon as another security officer or an admin confirms it. They are asked now."),
    ]
    return _form("Legal hold", shown, HOLD_FORM, token, "Ask for hold")


def release_form(holds: list[Hold], *, token: str) -> View:
    options = [blocks.option(_capital(hold.about), str(hold.hold_id), _since(hold)) for hold in holds]
    first = options[0]["value"] if len(options) == 1 else None
    shown = [
        blocks.input_block(
            "Legal hold", blocks.select(HOLD_CHOICE, "Choose a hold", options, first), block_id=HOLD_BLOCK
        ),
        _reason_field("Why may it end?"),
        blocks.context("It holds until another security officer or an admin confirms. They are asked now."),
    ]
    return _form("Release a hold", shown, RELEASE_FORM, token, "Ask for release")


def export_form(*, token: str) -> View:
    shown = [
        blocks.section("Everything that is kept about one person, as a JSON file. I send it to you, here in Slack."),
        _person_field("Whose data?"),
        _reason_field("Why?"),
        blocks.context("The export and its reason are recorded. The file is confidential: delete it when it is used."),
    ]
    return _form("Export data", shown, EXPORT_FORM, token, "Export")


def erase_form(*, token: str) -> View:
    bases = [blocks.option(name, basis.value) for basis, name in BASES.items()]
    shown = [
        blocks.section(
            "The person becomes a former member: name, e-mail address, Slack account, title and what was written about "
            "or by them go. Their audits and scores stay, without a name."
        ),
        _person_field("Who is to be erased?"),
        blocks.input_block("Why?", blocks.select(BASIS, "Choose a reason", bases), block_id=BASIS_BLOCK),
        blocks.context("Nothing is erased yet: you see what goes first."),
    ]
    return _form("Erase a person", shown, ERASE_FORM, token, "Show what goes")


def erase_sure(about: Subject, found: Outcome, *, token: str) -> View:
    shown = [
        blocks.section(f"*{blocks.escape(about.name)}* ({blocks.escape(about.email)})"),
        *blocks.paragraphs(f"• {line}" for line in goes(found)),
        blocks.section(f":warning: *{FOR_GOOD}*"),
    ]
    return _form("Erase a person", shown, SURE_FORM, token, "Erase for good")


def done(title: str, text: str, masked: dict[str, int] | None = None) -> View:
    removed = privacy.told(masked or {})
    notice = f"{removed} Personal data is not kept in reasons." if removed else ""
    return blocks.modal(title, [blocks.section(blocks.escape(text)), *audit.notice(notice)], callback_id=DONE_FORM)


def asked_text(confirmers: Iterable[str], *, release: bool) -> str:
    what = "The hold stays until one of them confirms its release" if release else "It holds once one of them confirms"
    return f"Asked. {what}: {', '.join(confirmers)}. You hear from me."


def people_options(found: Iterable[Subject]) -> list[Option]:
    return [
        blocks.option(one.name, str(one.person_id), one.email if one.active else f"{one.email}, no longer active")
        for one in found
    ]


def audit_options(found: Iterable[AuditLine]) -> list[Option]:
    return [
        blocks.option(one.reference, str(one.audit_id), f"{one.associate}, scored by {one.auditor}") for one in found
    ]


def hold_card(hold: Hold, step: Step) -> Message:
    """Asks a second person; afterwards it says who decided, and the buttons are gone."""
    asker, reason = (hold.asker, hold.reason) if step is Step.HOLD else (hold.release_asker, hold.release_reason)
    wish = "put a legal hold on" if step is Step.HOLD else "release the legal hold on"
    head = "A legal hold needs a second person" if step is Step.HOLD else "The release of a legal hold needs a second one"
    body = f"{blocks.escape(asker or 'The operator')} asks to {wish} *{blocks.escape(hold.about)}*."
    lines = [body, *([audit.quoted(reason)] if reason else [])]
    if hold.state is DECIDES[step]:
        end = _buttons(hold, step)
        next_step = "Confirm or decline it in Slack."
    else:
        next_step = _decided(hold, step)
        end = [blocks.section(next_step)]
    return Message("\n".join([head, *lines, next_step]), [blocks.header(head), *blocks.paragraphs(lines), *end])


def hold_decided(hold: Hold, step: Step) -> Message:
    about = blocks.escape(hold.about)
    subject = f"The legal hold on {about}" if step is Step.HOLD else f"The release of the legal hold on {about}"
    return Message(f"{subject}: {_decided(hold, step)}")


def order_refused(kind: OrderKind, why: str) -> Message:
    what = "The export that you asked for" if kind is OrderKind.EXPORT else "The erasure that you asked for"
    return Message(f"{what} was not done. {blocks.escape(why)}")


def exported(about: Subject) -> str:
    """What is said with the file."""
    return f"Everything that is kept about {about.name}. It is confidential: delete it here when it is used."


def erased(found: Outcome) -> Message:
    lines = [
        f"The person is erased, and is now “Former member {found.person_id}”.",
        *(f"• {one}" for one in _went(found)),
    ]
    return Message("\n".join(lines))


def removed() -> Message:
    return Message("This message was removed, because a person's data in it was erased.")


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


def goes(found: Outcome) -> list[str]:
    return [
        "Name, e-mail address, key, title, Slack account and roles",
        f"{audit.several(found.texts, 'comment or reason', 'comments and reasons')} about or by them",
        f"{audit.several(found.messages, 'message', 'messages')} to them, here and in Slack",
        f"{audit.several(found.drafts, 'draft', 'drafts')} of audits",
        f"{audit.several(found.audits, 'audit stays', 'audits stay')}, with scores and ratings, as those of "
        f"“Former member {found.person_id}”",
    ]


def _went(found: Outcome) -> list[str]:
    return [
        f"{audit.several(found.texts, 'comment or reason', 'comments and reasons')} emptied",
        f"{audit.several(found.messages, 'message', 'messages')} taken back, in Slack within minutes",
        f"{audit.several(found.drafts, 'draft', 'drafts')} discarded",
        f"{audit.several(found.audits, 'audit', 'audits')} kept without a name",
    ]


def _hold_line(hold: Hold) -> str:
    state = {
        HoldState.ASKED: "waits to be confirmed",
        HoldState.ACTIVE: "active",
        HoldState.RELEASE_ASKED: "active, its release waits to be confirmed",
    }.get(hold.state, hold.state.value)
    return f"• {blocks.escape(_capital(hold.about))}: {state}. Asked {audit.when(hold.asked_at)} by {_who(hold.asker)}."


def _decided(hold: Hold, step: Step) -> str:
    who, when = (hold.decider, hold.decided_at)
    if step is Step.RELEASE:
        who, when = (hold.release_decider, hold.release_decided_at)
    declined = hold.state is HoldState.DECLINED if step is Step.HOLD else hold.state is not HoldState.RELEASED
    means = {
        (Step.HOLD, False): "It holds.",
        (Step.HOLD, True): "It does not hold.",
        (Step.RELEASE, False): "It holds no more.",
        (Step.RELEASE, True): "It still holds.",
    }[step, declined]
    at = f" {audit.when(when)}" if when else ""
    return f"{'Declined' if declined else 'Confirmed'} by {_who(who)}{at}. {means}"


def _buttons(hold: Hold, step: Step) -> list[Block]:
    yes, no = ("Confirm hold", "Decline hold") if step is Step.HOLD else ("Confirm release", "Decline release")
    value, about = str(hold.hold_id), f"on {hold.about}"
    return [
        blocks.actions(
            blocks.button(yes, CONFIRM[step], value=value, style="primary", label=f"{yes} {about}"),
            blocks.button(no, DECLINE[step], value=value, label=f"{no} {about}"),
            block_id="next_step",
        )
    ]


def _form(title: str, shown: list[Block], callback_id: str, token: str, submit: str) -> View:
    return blocks.modal(title, shown, callback_id=callback_id, token=token, submit=submit, close="Cancel")


def _person_field(label: str, *, optional: bool = False) -> Block:
    chooser = blocks.external_select(PERSON, "Type a name")
    return blocks.input_block(label, chooser, block_id=PERSON_BLOCK, optional=optional)


def _reason_field(label: str) -> Block:
    field = blocks.text_input(REASON, multiline=True, max_length=REASON_LENGTH)
    return blocks.input_block(label, field, block_id=REASON_BLOCK, hint="No personal data, please: it is kept.")


def _since(hold: Hold) -> str:
    return f"since {hold.decided_at:%d %b %Y}" if hold.decided_at else ""


def _who(name: str | None) -> str:
    return blocks.escape(name or "the operator")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
