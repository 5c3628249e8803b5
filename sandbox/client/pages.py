"""What a page shows, read from the workspace for one person."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from sandbox.client import blockkit, conversation, mrkdwn
from sandbox.client.blockkit import Conversation
from sandbox.client.emoji import EMOJI
from sandbox.client.faces import Face, face_of, face_of_app
from sandbox.client.previews import may_see
from sandbox.client.reading import read_up_to, unread
from sandbox.errors import SlackError
from sandbox.model import App, Channel, Json, Message, User, View

if TYPE_CHECKING:
    from sandbox.server import Sandbox

SHOWN_MESSAGES = 100
AT_HAND = (
    *("+1", "-1", "white_check_mark", "x", "eyes", "tada", "heart", "smile", "thinking_face", "raised_hands"),
    *("pray", "clap", "rocket", "fire", "bug", "question", "warning", "bulb"),
)


@dataclass(frozen=True)
class Place:
    """A line of the sidebar."""

    id: str
    name: str
    url: str
    unread: int
    current: bool
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
    """The workspace as one person sees it; also tells the names behind ids.

    `since` is the ts up to which the channel was read before the page was opened, `most` how many messages it shows.
    """

    sandbox: "Sandbox"
    me: User
    channel_id: str = ""
    thread: str = ""
    since: str = ""
    most: int = SHOWN_MESSAGES
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def app(self) -> App:
        return self.sandbox.workspace.app

    @property
    def base(self) -> str:
        return f"/as/{self.me.id}"

    @property
    def my_face(self) -> Face:
        return self.face(self.me.id)

    @property
    def app_face(self) -> Face:
        return face_of_app(self.app)

    @property
    def channel_here(self) -> Channel:
        return self.sandbox.workspace.channel(self.channel_id)

    def user(self, user_id: str) -> str:
        found = self.sandbox.workspace.users.get(user_id)
        return (found.real_name or found.name) if found else "somebody"

    def channel(self, channel_id: str) -> str:
        found = self.sandbox.workspace.channels.get(channel_id)
        return found.name if found else "a channel"

    def user_group(self, group_id: str) -> str:
        found = self.sandbox.workspace.user_groups.get(group_id)
        return found.handle if found else "a group"

    def face(self, user_id: str) -> Face:
        if user_id == self.app.user_id:
            return self.app_face
        found = self.sandbox.workspace.users.get(user_id) or User(user_id, "somebody", "Somebody")
        return face_of(found, self._positions.get(user_id, 0))

    def author(self, message: Message) -> Face:
        return self.app_face if message.bot_id else self.face(message.user or "")

    def members(self) -> list[Face]:
        """Of the channel here, by name."""
        return sorted(map(self.face, self.channel_here.members), key=lambda face: (face.is_app, face.name))

    def others(self) -> list[Face]:
        """Who could be invited here: people who are not in it, and the app."""
        here = self.channel_here.members
        users = [one for one in self.sandbox.workspace.users.values() if one.id not in here and not one.deleted]
        return sorted((self.face(user.id) for user in users), key=lambda face: (not face.is_app, face.name))

    def accounts(self) -> list[tuple[Face, bool]]:
        """Everybody by name, and whether their account is active."""
        everybody = ((self.face(user.id), not user.deleted) for user in self.sandbox.workspace.people())
        return sorted(everybody, key=lambda one: one[0].name)

    def public(self) -> list[Channel]:
        """Every channel that one may join, by name."""
        channels = self.sandbox.workspace.channels.values()
        return sorted((one for one in channels if not (one.is_private or one.archived)), key=lambda one: one.name)

    def pinned(self) -> list[Message]:
        """The pinned messages here, the last one first."""
        found = [one for one in self.channel_here.messages if one.pin and not one.deleted]
        return sorted(found, key=lambda one: one.pin.at if one.pin else 0, reverse=True)

    def plain(self, message: Message) -> str:
        return mrkdwn.plain(message.text, self) or "A message"

    def safe_link(self, url: str) -> str:
        return blockkit.safe_link(url)

    def with_emoji(self, text: str) -> Markup:
        return mrkdwn.with_emoji(text)

    def message_url(self, message: Message) -> str:
        return f"{self.base}/archives/{self.channel_id}/p{message.ts.replace('.', '')}"

    def url(self, channel: Channel) -> str:
        """Where this conversation is to be read."""
        return f"{self.base}/app/messages" if self._is_with_app(channel) else f"{self.base}/c/{channel.id}"

    def thread_url(self, ts: str) -> str:
        return f"{self.url(self.channel_here)}?thread={ts}"

    def may_see(self, channel: Channel) -> bool:
        return self.me.id in channel.members or channel.im_user == self.me.id

    def see(self, channel_id: str) -> Channel:
        """This channel; raises SlackError where there is none or it is not for these eyes."""
        channel = self.sandbox.workspace.channel(channel_id)
        if not self.may_see(channel):
            raise SlackError("channel_not_found")
        return channel

    def file_title(self, file_id: str) -> str:
        found = self.sandbox.workspace.files.find(file_id)
        return found.title if found and may_see(self, found) else ""

    def page(self, prefix: str, state: Json | None = None, *, folds: bool = False) -> blockkit.Page:
        return blockkit.Page(
            names=self,
            state=state or {},
            errors=self.errors,
            prefix=prefix,
            zone=self.me.tz,
            files=f"{self.base}/file/",
            file_title=self.file_title,
            folds=folds,
            people=self._people,
            conversations=self._conversations,
        )

    def places(self) -> list[Place]:
        """Channels; one that is archived is listed only while it is looked at."""
        channels = [one for one in self._mine() if not one.is_im]
        return [self._place(one) for one in channels if not one.archived or one.id == self.channel_id]

    def direct_places(self) -> list[Place]:
        return [self._place(one) for one in self._mine() if one.is_im and not self._is_with_app(one)]

    def app_place(self) -> Place:
        direct = self.sandbox.workspace.direct_channel(self.me.id)
        news = unread(direct, self.me.id) if direct else 0
        current = bool(direct and direct.id == self.channel_id)
        tab = "messages" if news and self.app.messages_tab else "home"
        return Place(direct.id if direct else "", self.app.name, f"{self.base}/app/{tab}", news, current)

    def all_unread(self) -> int:
        return sum(unread(channel, self.me.id) for channel in self._mine())

    def read_up_to(self) -> str:
        return read_up_to(self.channel_here, self.me.id)

    def conversation(self, thread: str = "") -> list[conversation.Shown]:
        if not self.channel_id:
            return []
        found = self.sandbox.workspace.visible_messages(self.channel_id, self.me.id, thread or None)
        return conversation.shown(self, found[-self.most :], "" if thread else self.since)

    def has_earlier(self) -> bool:
        return len(self.sandbox.workspace.visible_messages(self.channel_id, self.me.id)) > self.most

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

    def emoji(self) -> list[tuple[str, str]]:
        """Those that are at hand for reactions."""
        return [(name, EMOJI[name]) for name in AT_HAND]

    def mentions(self) -> list[Json]:
        """Everybody who can be mentioned, and the word that mentions them."""
        users = [user for user in self.sandbox.workspace.users.values() if not user.deleted]
        return [
            {"word": f"@{user.name}", "name": user.real_name or user.name, "description": user.title} for user in users
        ]

    def channel_mentions(self) -> list[Json]:
        channels = [one for one in self._mine() if not one.is_im]
        return [{"word": f"#{one.name}", "name": f"#{one.name}", "description": one.topic} for one in channels]

    def shortcuts(self, kind: str) -> list[Json]:
        """Those of this type, "global" or "message"."""
        found = [one for one in self.app.shortcuts if one.type == kind]
        return [{"id": one.callback_id, "name": one.name, "description": one.description} for one in found]

    @cached_property
    def _people(self) -> tuple[tuple[str, str], ...]:
        everybody = self.sandbox.workspace.people()
        return tuple((user.id, user.real_name or user.name) for user in everybody if not user.deleted)

    @cached_property
    def _conversations(self) -> tuple[Conversation, ...]:
        return tuple(map(self._conversation, self._mine()))

    def _conversation(self, channel: Channel) -> Conversation:
        if channel.is_im:
            other = self.app.name if self._is_with_app(channel) else self.user(channel.im_user or "")
            return Conversation(channel.id, other, "im", with_app=self._is_with_app(channel))
        name, is_shared = f"#{channel.name}", channel.is_ext_shared
        return Conversation(channel.id, name, "private" if channel.is_private else "public", is_shared=is_shared)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {user_id: position for position, user_id in enumerate(self.sandbox.workspace.users)}

    def _mine(self) -> list[Channel]:
        return self.sandbox.workspace.channels_for(self.me.id)

    def _is_with_app(self, channel: Channel) -> bool:
        return channel.is_im and self.app.user_id in channel.members

    def _place(self, channel: Channel) -> Place:
        return Place(
            id=channel.id,
            name=channel.name,
            url=self.url(channel),
            unread=unread(channel, self.me.id),
            current=channel.id == self.channel_id,
            is_private=channel.is_private,
        )

    def _modal(self, view: View) -> Modal:
        body = view.body
        return Modal(
            view=view,
            title=body["title"]["text"],
            submit=(body.get("submit") or {}).get("text", ""),
            close=(body.get("close") or {}).get("text", "Close"),
            body=blockkit.render(view.blocks, self.page(view.id, view.state)),
        )
