"""How several notices read in one message."""

from collections.abc import Callable, Iterable, Iterator

from qabot.notice.kinds import Entry
from qabot.slack import blocks
from qabot.slack.port import Block, Message

NOTHING_LEFT = "Nothing in here waits for you any more"


def title(number: int) -> str:
    return "1 thing waits for you" if number == 1 else f"{number} things wait for you"


def together(titled: Callable[[int], str], entries: Iterable[tuple[int, Entry]]) -> Message:
    """One entry after the other, each with its buttons; the numbers are those of the notices.

    The title tells how many of them wait still.
    """
    known = list(entries)
    left = sum(bool(entry.buttons) for _, entry in known)
    head = titled(left) if left else NOTHING_LEFT
    shown = [blocks.header(head), *(block for number, entry in known for block in _shown(number, entry))]
    text = "\n".join([blocks.escape(head), *(entry.text for _, entry in known)])
    return Message(blocks.clip(text, blocks.MESSAGE_TEXT), shown)


def _shown(number: int, entry: Entry) -> Iterator[Block]:
    yield blocks.divider()
    yield blocks.section(entry.text)
    if entry.buttons:
        yield blocks.actions(*entry.buttons, block_id=f"notice:{number}")
