"""What every method works with: the workspace, the permits, its arguments."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sandbox.channel_changes import ChannelChanges
from sandbox.errors import SlackError
from sandbox.message_changes import MessageChanges
from sandbox.model import Channel, File, Json
from sandbox.permits import Permits
from sandbox.telling import Telling
from sandbox.workspace import Workspace

T = TypeVar("T")
PAGE_DEFAULT, PAGE_MOST = 100, 1000

# For each kind of channel the scopes of which one is enough; the first is what Slack asks for.
ScopesByKind = dict[str, tuple[str, ...]]
READ: ScopesByKind = {"channel": ("channels:read",), "group": ("groups:read",), "im": ("im:read",)}
HISTORY: ScopesByKind = {"channel": ("channels:history",), "group": ("groups:history",), "im": ("im:history",)}
MANAGE: ScopesByKind = {"channel": ("channels:manage",), "group": ("groups:write",), "im": ("im:write",)}


@dataclass
class Desk:
    """`happened` tells the app of an event, where it has subscribed to that."""

    workspace: Workspace
    permits: Permits
    socket_url: Callable[[], str]
    happened: Callable[[Json], None]
    telling: Telling = field(init=False)

    def __post_init__(self) -> None:
        self.telling = Telling(self.workspace, self.happened)

    @property
    def channels(self) -> ChannelChanges:
        return ChannelChanges(self.telling)

    @property
    def messages(self) -> MessageChanges:
        return MessageChanges(self.telling)

    @property
    def app_user(self) -> str:
        return self.workspace.app.user_id

    def sees(self, channel: Channel) -> bool:
        return not channel.is_private or self.app_user in channel.members

    def sees_file(self, file: File) -> bool:
        """What the app has uploaded itself, and what was shared where it can look."""
        shares = [self.workspace.channels.get(share.channel_id) for share in file.shares]
        return file.user_id == self.app_user or any(channel and self.sees(channel) for channel in shares)

    def channel(self, args: "Args", scopes: ScopesByKind | None = None, name: str = "channel") -> Channel:
        """The channel that a call names, as far as the app can see it."""
        found = self.workspace.channel(args.text(name))
        if not self.sees(found):
            raise SlackError("channel_not_found")
        if scopes:
            self.need_scope(*scopes[found.kind])
        return found

    def need_scope(self, *enough: str) -> None:
        """One of these is enough."""
        if not any(map(self.workspace.app.has_scope, enough)):
            provided = ",".join(self.workspace.app.scopes)
            raise SlackError("missing_scope", needed=enough[0], provided=provided)


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

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.raw.get(name) or 0) or default
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", [f"[ERROR] must be an integer: {name}"]) from None

    def listed(self, name: str) -> list[str]:
        """Ids, which come as text with commas or as a list."""
        value = self.raw.get(name)
        parts = value if isinstance(value, list) else str(value or "").split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

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


def page(items: Iterable[T], args: Args) -> tuple[list[T], str]:
    """This page, and the cursor of the next one ("" at the end). No more is taken than is shown."""
    start, limit = _start(args.maybe_text("cursor")), args.number("limit", PAGE_DEFAULT)
    if limit < 1:
        raise SlackError("invalid_limit")
    end = start + min(limit, PAGE_MOST)
    taken = list(islice(items, start, end + 1))
    return taken[: end - start], _cursor(end) if len(taken) > end - start else ""


def _cursor(start: int) -> str:
    return base64.b64encode(f"next:{start}".encode()).decode()


def _start(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
