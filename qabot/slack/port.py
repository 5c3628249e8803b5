"""What qabot asks of Slack, and how a call can end. The gateway is the real one; tests have a strict fake."""

from dataclasses import dataclass, field
from typing import Any, Protocol

# With one of these answers Slack takes nothing from us until somebody acts.
TOKEN_ERRORS = frozenset(
    "account_inactive ekm_access_denied invalid_auth not_authed org_login_required team_access_not_granted "
    "token_expired token_revoked".split()
)
Block = dict[str, Any]
View = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file that a message shows; `alt_text` tells what is in it to whom cannot see it."""

    name: str
    title: str
    alt_text: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Upload:
    """A file that Slack expects: its bytes go to `url`."""

    file_id: str
    url: str


@dataclass(frozen=True)
class Message:
    """What is said: `text` is what a screen reader and a notification tell, so it carries the whole message.

    A message with a file has no blocks: Slack shows the file that the text links to.
    """

    text: str
    blocks: list[Block] = field(default_factory=list)
    file: File | None = None

    def __post_init__(self) -> None:
        if self.file and self.blocks:
            raise ValueError("A message with a file has no blocks.")


@dataclass(frozen=True)
class Posted:
    """Where a message stands."""

    channel: str
    ts: str


@dataclass(frozen=True)
class SlackUser:
    """`is_guest`: invited to some channels only. `is_foreign`: somebody of another organisation."""

    user_id: str
    email: str
    is_bot: bool
    deleted: bool
    is_guest: bool = False
    is_foreign: bool = False


@dataclass(frozen=True)
class Audience:
    """Who can read a channel beside our own people."""

    organisations: bool = False
    guests: int = 0


@dataclass(frozen=True)
class SlackChannel:
    """`is_shared`: other workspaces or organisations read it, or are invited to."""

    channel_id: str
    name: str
    is_member: bool
    archived: bool
    is_shared: bool


@dataclass(frozen=True)
class Identity:
    """Whose token it is, and the scopes that Slack says it has."""

    team_id: str
    team: str
    bot_id: str
    bot_user_id: str
    scopes: frozenset[str]
    enterprise_id: str = ""


class SlackFault(Exception):
    """A call that did not end in ok; `code` is Slack's error code or a word of ours, never user data."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class Refused(SlackFault):
    """Slack said no, and will say no again."""


class Unauthorised(SlackFault):
    """The token does not work any more: nothing can be sent to this workspace."""


class RateLimited(SlackFault):
    """Certainly not accepted; try again after `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class NotSent(SlackFault):
    """Certainly not accepted: no connection could be made."""


class Unknown(SlackFault):
    """Slack may have accepted it or not."""


class Slack(Protocol):
    def identity(self) -> Identity: ...

    def open_view(self, trigger_id: str, view: View) -> None: ...

    def push_view(self, trigger_id: str, view: View) -> None: ...

    def update_view(self, view_id: str, view: View, *, view_hash: str | None = None) -> None: ...

    def publish_home(self, user_id: str, view: View) -> None: ...

    def post(
        self, channel: str, message: Message, *, thread_ts: str | None = None, metadata: dict[str, Any] | None = None
    ) -> Posted: ...

    def update(self, at: Posted, message: Message) -> None: ...

    def begin_upload(self, file: File) -> Upload:
        """Announce a file. Slack forgets it unless the upload is finished."""
        ...

    def finish_upload(self, upload: Upload, file: File) -> None:
        """Bring the bytes; from then on the file is there, and nobody but us sees it."""
        ...

    def link_of_file(self, file_id: str) -> str | None:
        """The link that makes a message of ours show the file; None where there is no such file."""
        ...

    def delete_file(self, file_id: str) -> None: ...

    def respond(self, response_url: str, message: Message) -> None: ...

    def open_direct_message(self, user_id: str) -> str: ...

    def find_posted(
        self, channel: str, *, since: float, event_type: str, key: str, thread_ts: str | None = None
    ) -> Posted | None: ...

    def download(self, url: str, *, limit: int) -> bytes:
        """A file that somebody gave us; Refused where it has more than `limit` bytes or is not in Slack."""
        ...

    def find_copies(
        self, channel: str, *, since: float, event_type: str, key: str, thread_ts: str | None = None
    ) -> list[Posted]: ...

    def delete(self, at: Posted) -> None: ...

    def users(self) -> list[SlackUser]: ...

    def channels(self) -> list[SlackChannel]: ...

    def audience(self, channel: str) -> Audience: ...
    def channel(self, channel_id: str) -> SlackChannel: ...
