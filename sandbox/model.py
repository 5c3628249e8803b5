"""What a workspace is made of. Plain data: who may change it and how is in workspace.py and views.py."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

SLACKBOT = "USLACKBOT"
BROADCAST, TOMBSTONE = "thread_broadcast", "tombstone"


@dataclass
class User:
    id: str
    name: str
    real_name: str = ""
    email: str = ""
    tz: str = "UTC"
    title: str = ""
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    updated: int = 0

    @property
    def is_guest(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted


@dataclass
class UserGroup:
    id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)
    description: str = ""
    enabled: bool = True
    created: int = 0


@dataclass
class Bookmark:
    id: str
    title: str
    link: str
    emoji: str = ""
    created: int = 0
    user_id: str = ""


@dataclass
class Pin:
    user_id: str
    at: int


@dataclass
class Share:
    """A message with which a file was shared."""

    channel_id: str
    ts: str


@dataclass
class File:
    """`is_open` once its upload is complete: before that nobody can see it; `entered` once it came with a form."""

    id: str
    name: str
    title: str
    mimetype: str
    size: int
    user_id: str
    created: int
    alt_text: str = ""
    snippet_type: str = ""
    is_open: bool = False
    entered: bool = False
    shares: list[Share] = field(default_factory=list)


@dataclass
class Message:
    """`ephemeral_to` holds the only person who sees it.

    `reactions` are the people by emoji, `files` are ids, `replies` the ts of what everybody sees in its thread;
    `told` is what a message of the workspace itself tells beside its text, such as the new topic.
    """

    ts: str
    text: str
    user: str | None = None
    bot_id: str | None = None
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    ephemeral_to: str | None = None
    deleted: bool = False
    subtype: str = ""
    told: Json = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    pin: Pin | None = None
    replies: list[str] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def in_channel(self) -> bool:
        """Whether it stands in the channel itself: an answer does only when it was sent there too."""
        return not self.is_reply or self.subtype == BROADCAST

    @property
    def is_said(self) -> bool:
        """By a person or the app; all else is what the workspace tells."""
        return self.subtype in ("", BROADCAST)


@dataclass
class Channel:
    """A direct message is a channel with `is_im`; `im_user` is the person at its other end.

    `last_read` holds the ts up to which each person has read it, `set_by` who set its topic and its purpose, and when.
    `messages` are in the order of their ts. `touched` once somebody has changed what the seed said of it.
    """

    id: str
    name: str
    is_im: bool = False
    is_private: bool = False
    members: list[str] = field(default_factory=list)
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    created: int = 0
    im_user: str | None = None
    messages: list[Message] = field(default_factory=list)
    last_read: dict[str, str] = field(default_factory=dict)
    creator: str = ""
    is_general: bool = False
    is_ext_shared: bool = False
    previous_names: list[str] = field(default_factory=list)
    set_by: dict[str, Json] = field(default_factory=dict)
    bookmarks: list[Bookmark] = field(default_factory=list)
    touched: bool = False

    def message(self, ts: str) -> Message | None:
        """What is there under this ts, deleted or not."""
        place = bisect_left(self.messages, ts, key=lambda message: message.ts)
        found = self.messages[place] if place < len(self.messages) else None
        return found if found and found.ts == ts else None

    @property
    def kind(self) -> str:
        """The word that events use for it."""
        if self.is_im:
            return "im"
        return "group" if self.is_private else "channel"


@dataclass
class View:
    """`body` is the view as the app sent it, with ids filled in; `state` is what the person has entered so far."""

    id: str
    hash: str
    body: Json
    user_id: str
    app_id: str
    bot_id: str
    team_id: str
    state: Json = field(default_factory=dict)
    root_view_id: str = ""
    previous_view_id: str | None = None

    @property
    def type(self) -> str:
        return str(self.body["type"])

    @property
    def blocks(self) -> list[Json]:
        return list(self.body["blocks"])

    @property
    def external_id(self) -> str:
        return str(self.body.get("external_id") or "")


@dataclass
class Command:
    name: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass
class Shortcut:
    callback_id: str
    name: str
    type: str
    description: str = ""


@dataclass
class App:
    """What the manifest says of the app that is installed here."""

    id: str
    name: str
    user_id: str
    bot_id: str
    commands: list[Command] = field(default_factory=list)
    shortcuts: list[Shortcut] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    home_tab: bool = True
    messages_tab: bool = True
    messages_tab_read_only: bool = False

    def has_scope(self, scope: str) -> bool:
        """An app whose manifest lists no scopes has them all."""
        return not self.scopes or scope in self.scopes

    def command(self, name: str) -> Command | None:
        return next((command for command in self.commands if command.name == name), None)


@dataclass
class Team:
    id: str
    name: str
    domain: str
