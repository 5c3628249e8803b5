"""What is said about delivery. Pure; owns the ids of its buttons."""

from collections.abc import Sequence

from qabot.delivery.rules import WORDS, Cause, Trouble
from qabot.slack import blocks
from qabot.slack.port import Block, Message

RETRY = "delivery.retry"
DROP = "delivery.drop"
ALL_WELL = "Everything that was to be said was said, or is on its way."


def overview(troubles: Sequence[Trouble]) -> Message:
    """What waits for an operator, by its cause."""
    if not troubles:
        return Message(ALL_WELL)
    shown = [part for trouble in troubles for part in (blocks.divider(), *_told(trouble))]
    title = blocks.section("*What could not be said*")
    return Message("\n".join(_line(trouble) for trouble in troubles), [title, *shown][: blocks.MESSAGE_BLOCKS])


def alert(trouble: Trouble) -> Message:
    """For the operators' channel: one kind of trouble."""
    words = WORDS[trouble.cause]
    return Message(f"{_line(trouble)} {words.happened} {words.kept} {words.todo}", _told(trouble))


def passed_on(text: str, shown: list[Block], channel: str) -> Message:
    """An alert that the operators' channel did not get."""
    why = f"You get this because I could not post in the operators' channel <#{channel}>."
    return Message(f"{text} {why}", [*shown, blocks.context(why)])


def done(verb: str, count: int, troubles: Sequence[Trouble]) -> Message:
    """After a button: what it did, and what is left."""
    said = f"{verb} {_messages(count)}." if count else "Somebody has dealt with these meanwhile."
    rest = overview(troubles)
    return Message(f"{said} {rest.text}", [blocks.section(said), *(rest.blocks or [blocks.section(rest.text)])])


def _told(trouble: Trouble) -> list[Block]:
    words = WORDS[trouble.cause]
    where = ", ".join(f"<#{place}>" for place in trouble.places)
    since = blocks.short_time(trouble.since.timestamp(), f"{trouble.since:%Y-%m-%d %H:%M} UTC")
    facts = [_messages(trouble.count), f"since {since}", *([where] if where else [])]
    text = f"*{words.title}*\n{words.happened} {words.kept}\n*What to do:* {words.todo}"
    told = [blocks.section(text), blocks.context(" · ".join(facts))]
    return told if trouble.cause in (Cause.TOKEN, Cause.COPIES) else [*told, _buttons(trouble)]


def _buttons(trouble: Trouble) -> Block:
    value = f"{trouble.cause}:{trouble.mark}"
    many = _messages(trouble.count)
    sure = blocks.confirm(
        f"Drop {many}?", "They will never be sent. This is noted in the journal.", "Drop", danger=True
    )
    return blocks.actions(
        blocks.button(f"Retry {many}", RETRY, value=value),
        blocks.button(f"Drop {many}", DROP, value=value, style="danger", confirm=sure),
        block_id=f"delivery-{trouble.cause}",
    )


def _line(trouble: Trouble) -> str:
    return f"{WORDS[trouble.cause].title}: {_messages(trouble.count)}."


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"
