"""What every method works with: the workspace, and what the app may see and change of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.channel_changes import ChannelChanges
from sandbox.errors import SlackError
from sandbox.message_changes import MessageChanges
from sandbox.methods.args import Args
from sandbox.model import Channel, File, Json
from sandbox.permits import Permits
from sandbox.telling import Telling
from sandbox.workspace import Workspace

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
        """What the app has uploaded itself, what came with a form, and what was shared where it can look."""
        shares = [self.workspace.channels.get(share.channel_id) for share in file.shares]
        return (
            file.entered or file.user_id == self.app_user or any(channel and self.sees(channel) for channel in shares)
        )

    def channel(self, args: Args, scopes: ScopesByKind | None = None, name: str = "channel") -> Channel:
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
