"""What is written in a message, wherever Slack puts it: its text, its blocks and its attachments."""

from collections.abc import Iterator
from typing import Any

DEEPEST = 12
WRITTEN = ("text", "url", "title", "title_link", "from_url", "fallback", "value", "pretext")


def in_message(message: Any) -> str:
    """Each text and each link on a line of its own, once; it is only searched, and never kept."""
    return "\n".join(dict.fromkeys(_written(message, DEEPEST))).replace("\0", "")


def _written(held: Any, deeper: int) -> Iterator[str]:
    if deeper == 0:
        return
    if isinstance(held, list):
        for part in held:
            yield from _written(part, deeper - 1)
    elif isinstance(held, dict):
        for name, part in held.items():
            if isinstance(part, str) and name in WRITTEN:
                yield part
            elif isinstance(part, dict | list):
                yield from _written(part, deeper - 1)
