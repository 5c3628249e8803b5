"""How legal holds read: the forms to ask for one and for its release, the card for the second person, and Home."""

from collections.abc import Iterable

from qabot.audit import messages as audit
from qabot.keeping import messages
from qabot.keeping.queries import AuditLine, Hold
from qabot.keeping.rules import DECIDES, HoldState, Step
from qabot.slack import blocks
from qabot.slack.blocks import Option
from qabot.slack.port import Block, Message, View

NAMED = 5


def overview(holds: list[Hold]) -> Message:
    """The holds that there are, and what to type."""
    lines = [_hold_line(hold) for hold in holds] or ["There are no legal holds."]
    told = ["*Legal holds*", *lines, f"`{messages.COMMAND} help` shows what you can do."]
    return Message(blocks.clip("\n".join(told), blocks.MESSAGE_TEXT), blocks.paragraphs(told)[: blocks.MESSAGE_BLOCKS])


def hold_form(*, token: str) -> View:
    shown = [
        blocks.section(
            "A legal hold keeps everything of a person, or one audit: nothing of it is erased or deleted until the "
            "hold is released. Choose one of the two."
        ),
        messages.person_field("Everything of this person", optional=True),
        blocks.input_block(
            "Or one audit",
            blocks.external_select(messages.AUDIT, "Type a ticket reference"),
            block_id=messages.AUDIT_BLOCK,
            optional=True,
        ),
        messages.reason_field("Why?"),
        blocks.context("It holds as soon as another security officer or an admin confirms it. They are asked now."),
    ]
    return messages.form("Legal hold", shown, messages.HOLD_FORM, token, "Ask for hold")


def release_form(holds: list[Hold], *, token: str) -> View:
    options = [blocks.option(_capital(hold.about), str(hold.hold_id), _since(hold)) for hold in holds]
    first = options[0]["value"] if len(options) == 1 else None
    shown = [
        blocks.input_block(
            "Legal hold",
            blocks.select(messages.HOLD_CHOICE, "Choose a hold", options, first),
            block_id=messages.HOLD_BLOCK,
        ),
        messages.reason_field("Why may it end?"),
        blocks.context("It holds until another security officer or an admin confirms. They are asked now."),
    ]
    return messages.form("Release a hold", shown, messages.RELEASE_FORM, token, "Ask for release")


def audit_options(found: Iterable[AuditLine]) -> list[Option]:
    return [
        blocks.option(one.reference, str(one.audit_id), f"{one.associate}, scored by {one.auditor}") for one in found
    ]


def asked_text(confirmers: list[str], *, release: bool) -> str:
    """Who may confirm, by name where they are few."""
    who = " or ".join(confirmers) if len(confirmers) <= NAMED else f"one of {len(confirmers)} people"
    what = "The hold stays until" if release else "It holds as soon as"
    return f"Asked. {what} {who} confirms. You hear from me."


def hold_card(hold: Hold, step: Step) -> Message:
    """Asks a second person; afterwards it says who decided, and the buttons are gone."""
    what = "A legal hold" if step is Step.HOLD else "The release of a legal hold"
    head, lines = f"{what} needs a second person", _wish(hold, step)
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


def home(waiting: Iterable[tuple[Hold, Step]]) -> list[Block]:
    """Holds that wait for this person's word; nothing where there are none."""
    shown = [block for hold, step in waiting for block in _waits(hold, step)]
    return [blocks.header("Legal holds to confirm"), *shown] if shown else []


def _waits(hold: Hold, step: Step) -> list[Block]:
    return [*blocks.paragraphs(_wish(hold, step)), *_buttons(hold, step)]


def _wish(hold: Hold, step: Step) -> list[str]:
    """Who asks for what, and why."""
    asker, reason = (hold.asker, hold.reason) if step is Step.HOLD else (hold.release_asker, hold.release_reason)
    wish = "put a legal hold on" if step is Step.HOLD else "release the legal hold on"
    body = f"{blocks.escape(asker or 'The operator')} asks to {wish} *{blocks.escape(hold.about)}*."
    return [body, *([audit.quoted(reason)] if reason else [])]


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
            blocks.button(yes, messages.CONFIRM[step], value=value, style="primary", label=f"{yes} {about}"),
            blocks.button(no, messages.DECLINE[step], value=value, label=f"{no} {about}"),
            block_id=f"hold:{hold.hold_id}",
        )
    ]


def _since(hold: Hold) -> str:
    return f"since {hold.decided_at:%d %b %Y}" if hold.decided_at else ""


def _who(name: str | None) -> str:
    return blocks.escape(name or "the operator")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
