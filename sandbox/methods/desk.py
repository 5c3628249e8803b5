"""What every method works with: the workspace, the permits, its arguments."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox.errors import SlackError
from sandbox.model import Channel, Json, Message
from sandbox.permits import Permits
from sandbox.workspace import Workspace

T = TypeVar("T")
PAGE_DEFAULT, PAGE_MOST = 100, 1000


@dataclass
class Desk:
    """`announce` tells the app about a message, `happened` of any other event, where it has subscribed to that."""

    workspace: Workspace
    permits: Permits
    socket_url: Callable[[], str]
    announce: Callable[[Channel, Message], None]
    happened: Callable[[Json], None]

    def need_scope(self, *enough: str) -> None:
        """One of these is enough. An app whose manifest lists no scopes has them all."""
        provided = self.workspace.app.scopes
        if provided and not set(enough) & set(provided):
            raise SlackError("missing_scope", needed=enough[0], provided=",".join(provided))

    def has_scope(self, scope: str) -> bool:
        return not self.workspace.app.scopes or scope in self.workspace.app.scopes


class Args:
    """A call's arguments; a form brings them as text, a JSON body as they are."""

    def __init__(self, raw: Json) -> None:
        self.raw = raw

    def text(self, name: str) -> str:
        value = self.maybe_text(name)
        if not value:
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def maybe_text(self, name: str) -> str | None:
        value = self.raw.get(name)
        return None if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.raw.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def number(self, name: str, default: int, most: int) -> int:
        try:
            value = int(self.raw.get(name) or default)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", [f"[ERROR] must be an integer: {name}"]) from None
        return max(1, min(value, most))

    def tree(self, name: str, malformed: str) -> Any:
        """JSON, which a form brings as text."""
        value = self.raw.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(malformed) from None

    def has(self, name: str) -> bool:
        return self.raw.get(name) is not None


def page(items: Sequence[T], args: Args) -> tuple[list[T], str]:
    """This page, and the cursor of the next one ("" at the end)."""
    start, limit = _start(args.maybe_text("cursor")), args.number("limit", PAGE_DEFAULT, PAGE_MOST)
    end = start + limit
    return list(items[start:end]), _cursor(end) if end < len(items) else ""


def _cursor(start: int) -> str:
    return base64.b64encode(f"next:{start}".encode()).decode()


def _start(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
