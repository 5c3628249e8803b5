"""What a page shows, read from the workspace for one person."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from sandbox.client import blockkit, mrkdwn
from sandbox.model import App, Channel, Json, Message, User, View

if TYPE_CHECKING:
    from sandbox.server import Sandbox

TOGETHER_SECONDS = 300
SHOWN_MESSAGES = 200


@dataclass(frozen=True)
class Shown:
    """A message as it stands in a conversation; `continues` where it needs no name above it again."""

    message: Message
    author: str
    is_app: bool
    initials: str
    tone: int
    at: str
    body: Markup
    replies: int
    continues: bool

    @property
    def print(self) -> str:
        """Changes with whatever is to be seen of the message."""
        held = self.message
        return blockkit.fingerprint(
            {"text": held.text, "blocks": held.blocks, "edited": held.edited_ts, "more": [self.replies, self.continues]}
        )


@dataclass(frozen=True)
class Place:
    """A line of the sidebar."""

    id: str
    name: str
    url: str
    latest: str
    current: bool
    is_direct: bool = False
    is_private: bool = False


@dataclass(frozen=True)
class Modal:
    view: View
    title: str
    submit: str
    close: str
    body: Markup


@dataclass(frozen=True)
class Desk:
    """The workspace as one person sees it; also tells the names behind ids."""

    sandbox: "Sandbox"
    me: User
    channel_id: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def app(self) -> App:
        return self.sandbox.workspace.app

    @property
    def base(self) -> str:
        return f"/as/{self.me.id}"

    def user(self, user_id: str) -> str:
        found = self.sandbox.workspace.users.get(user_id)
        return (found.real_name or found.name) if found else "somebody"

    def channel(self, channel_id: str) -> str:
        found = self.sandbox.workspace.channels.get(channel_id)
        return found.name if found else "a channel"

    def page(self, prefix: str, state: Json | None = None) -> blockkit.Page:
        workspace = self.sandbox.workspace
        return blockkit.Page(
            names=self,
            state=state or {},
            errors=self.errors,
            prefix=prefix,
            zone=self.me.tz,
            people=tuple((user.id, user.real_name or user.name) for user in workspace.people() if not user.deleted),
            channels=tuple((one.id, one.name) for one in workspace.channels_for(self.me.id) if not one.is_im),
        )

    def places(self) -> list[Place]:
        joined = [one for one in self.sandbox.workspace.channels_for(self.me.id) if not one.is_im]
        return [self._place(channel) for channel in sorted(joined, key=lambda one: one.name)]

    def app_place(self) -> Place:
        direct = self.sandbox.workspace.direct_channel(self.me.id)
        return Place(
            id=direct.id if direct else "",
            name=self.app.name,
            url=f"{self.base}/app/home",
            latest=_latest(direct, self.me.id) if direct else "",
            current=bool(direct and direct.id == self.channel_id),
            is_direct=True,
        )

    def conversation(self, thread_ts: str | None = None) -> list[Shown]:
        if not self.channel_id:
            return []
        workspace = self.sandbox.workspace
        found = workspace.visible_messages(self.channel_id, self.me.id, thread_ts)[-SHOWN_MESSAGES:]
        if thread_ts is None:
            found = [message for message in found if not message.is_reply]
        shown: list[Shown] = []
        for message in found:
            shown.append(self._shown(message, shown[-1] if shown else None))
        return shown

    def home(self) -> Markup | None:
        view = self.sandbox.workspace.home(self.me.id)
        return blockkit.render(view.blocks, self.page("home", view.state)) if view else None

    def home_view_id(self) -> str:
        view = self.sandbox.workspace.home(self.me.id)
        return view.id if view else ""

    def modals(self) -> list[Modal]:
        return [self._modal(view) for view in self.sandbox.workspace.modals(self.me.id)]

    def commands(self) -> list[Json]:
        return [
            {"name": command.name, "description": command.description, "hint": command.usage_hint}
            for command in self.app.commands
        ]

    def _place(self, channel: Channel) -> Place:
        return Place(
            id=channel.id,
            name=channel.name,
            url=f"{self.base}/c/{channel.id}",
            latest=_latest(channel, self.me.id),
            current=channel.id == self.channel_id,
            is_private=channel.is_private,
        )

    def _shown(self, message: Message, before: Shown | None) -> Shown:
        is_app = message.bot_id is not None
        author = self.app.name if is_app else self.user(message.user or "")
        return Shown(
            message=message,
            author=author,
            is_app=is_app,
            initials="".join(word[0] for word in author.split()[:2]).upper(),
            tone=sum(map(ord, message.user or message.bot_id or "")) % 6,
            at=datetime.fromtimestamp(float(message.ts), UTC).isoformat(),
            body=self._body(message),
            replies=len(self.sandbox.workspace.replies(self.channel_id, message.ts)),
            continues=before is not None and _together(before, message, author),
        )

    def _body(self, message: Message) -> Markup:
        if message.blocks:
            return blockkit.render(message.blocks, self.page(f"m{message.ts}"))
        return Markup('<div class="block"><p>{}</p></div>').format(mrkdwn.to_html(message.text, self))

    def _modal(self, view: View) -> Modal:
        body = view.body
        return Modal(
            view=view,
            title=body["title"]["text"],
            submit=(body.get("submit") or {}).get("text", ""),
            close=(body.get("close") or {}).get("text", "Close"),
            body=blockkit.render(view.blocks, self.page(view.id, view.state)),
        )


def _latest(channel: Channel, user_id: str) -> str:
    theirs = [one.ts for one in channel.messages if not one.deleted and one.user != user_id and not one.ephemeral_to]
    return theirs[-1] if theirs else ""


def _together(before: Shown, message: Message, author: str) -> bool:
    soon = float(message.ts) - float(before.message.ts) < TOGETHER_SECONDS
    same = before.author == author and not before.message.ephemeral_to and not message.ephemeral_to
    return soon and same and not message.blocks
