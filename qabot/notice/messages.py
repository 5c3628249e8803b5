"""How several notices read in one message."""

from collections.abc import Iterable, Iterator

from qabot.notice.kinds import Entry
from qabot.slack import blocks
from qabot.slack.port import Block, Message


def title(number: int) -> str:
    return f"{number} things wait for you"


def together(head: str, entries: Iterable[tuple[int, Entry]]) -> Message:
    """One entry after the other, each with its buttons; the numbers are those of the notices."""
    known = list(entries)
    shown = [blocks.header(head), *(block for number, entry in known for block in _shown(number, entry))]
    text = "\n".join([blocks.escape(head), *(entry.text for _, entry in known)])
    return Message(blocks.clip(text, blocks.MESSAGE_TEXT), shown)


def _shown(number: int, entry: Entry) -> Iterator[Block]:
    yield blocks.divider()
    yield blocks.section(entry.text)
    if entry.buttons:
        yield blocks.actions(*entry.buttons, block_id=f"notice:{number}")
