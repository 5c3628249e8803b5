"""How it reads that a result waits to be acknowledged. None of it tells a score."""

from datetime import datetime

from qabot.audit import messages
from qabot.audit.messages import ACKNOWLEDGE
from qabot.audit.rules import State
from qabot.audit.unacknowledged import Unacknowledged
from qabot.notice.kinds import Entry
from qabot.slack import blocks
from qabot.slack.port import Block, Message

READ = "audit.read_result"
WHAT_IT_SAYS = "Acknowledging says that you know of it, not that you agree."
ENDS: dict[State, str] = {
    State.ACKNOWLEDGED: "is acknowledged.",
    State.DISPUTED: "is in dispute.",
    State.VOID: "was withdrawn. It does not count.",
}
REMINDED = "They were reminded. Please see that they read it: perhaps they are away."
NOT_REMINDED = "I can't remind them, because I know no Slack account of theirs. Please show it to them."
CHANGED = "was published again."


def reminder(result: Unacknowledged, since: datetime, following: list[datetime], *, waits: bool) -> Message:
    if not waits:
        return _ended(result)
    text = f"Your result of {_what(result, since)}, still waits for you to acknowledge it. {WHAT_IT_SAYS}"
    return _message(text, _buttons(result, mine=True), _next(following))


def reminder_entry(result: Unacknowledged, since: datetime, following: list[datetime], *, waits: bool) -> Entry:
    if not waits:
        return Entry(_end(result))
    reference = blocks.link(result.link, result.reference)
    head = f"*Ticket {reference}* ({blocks.escape(result.queue)}), published {messages.when(since)}"
    return Entry(f"{head}\n{_next(following)}", _buttons(result, mine=True))


def overdue(result: Unacknowledged, since: datetime, *, waits: bool) -> Message:
    if not waits:
        return _ended(result)
    reminded = REMINDED if result.associate.slack_user_id else NOT_REMINDED
    name = blocks.escape(result.associate.name)
    text = f"{name} has not acknowledged the result of {_what(result, since)}. {reminded}"
    return _message(text, _buttons(result, mine=False), "I don't remind them of this result any more.")


def overdue_entry(result: Unacknowledged, since: datetime, *, waits: bool) -> Entry:
    if not waits:
        return Entry(_end(result))
    return Entry(f"*{blocks.escape(result.associate.name)}*: {_what(result, since)}", _buttons(result, mine=False))


def reminders_title(number: int) -> str:
    return messages.several(number, "result waits", "results wait") + " for you to acknowledge"


def overdue_title(number: int) -> str:
    return messages.several(number, "result is", "results are") + " not acknowledged"


def _what(result: Unacknowledged, since: datetime) -> str:
    reference = blocks.link(result.link, result.reference)
    return f"ticket {reference} ({blocks.escape(result.queue)}), published {messages.when(since)}"


def _next(following: list[datetime]) -> str:
    """What happens if it goes on waiting."""
    if len(following) > 1:
        again, lead = messages.when(following[0]), messages.when(following[-1])
        return f"If it still waits, I remind you once more {again} and tell your lead {lead}."
    return f"If it still waits, I tell your lead {messages.when(following[-1])}."


def _buttons(result: Unacknowledged, *, mine: bool) -> tuple[blocks.Element, ...]:
    value, about = str(result.audit_id), f"the audit of ticket {result.reference}"
    read = blocks.button("Read the result", READ, value=value, label=f"Read {about}")
    acknowledge = blocks.button("Acknowledge", ACKNOWLEDGE, value=value, style="primary", label=f"Acknowledge {about}")
    return (acknowledge, read) if mine else (read,)


def _message(text: str, buttons: tuple[blocks.Element, ...], then: str) -> Message:
    shown: list[Block] = [
        blocks.section(text),
        blocks.actions(*buttons, block_id="next_step"),
        blocks.context(then),
    ]
    return Message(f"{text} {then}", shown)


def _ended(result: Unacknowledged) -> Message:
    return Message(_end(result), [blocks.section(_end(result))])


def _end(result: Unacknowledged) -> str:
    reference = blocks.link(result.link, result.reference)
    return f"The result of ticket {reference} {ENDS.get(result.state, CHANGED)}"
