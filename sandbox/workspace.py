"""The workspace: people, channels, messages and views, and what may happen to them. No network.

It is changed on the sandbox's loop only.
"""

import time
from collections.abc import AsyncIterator

from sandbox.errors import SlackError
from sandbox.files import Files
from sandbox.model import SLACKBOT, TOMBSTONE, Channel, Json, Message, User, UserGroup, View
from sandbox.notices import Notices
from sandbox.seed import Seed, app_of, channels_of, make_id, team_of, user_groups_of, users_of
from sandbox.views import Views


class Workspace:
    """`address` is where its files are to be found; after `tokens_revoked` the app may do nothing any more."""

    def __init__(self, seed: Seed) -> None:
        self.team = team_of(seed)
        self.app = app_of(seed)
        self.offset_seconds = 0.0
        self.notices = Notices()
        people = users_of(seed)
        bot = User(self.app.user_id, self.app.name.lower(), self.app.name, is_bot=True)
        self.users = {user.id: user for user in [*people, bot]}
        self.channels = {channel.id: channel for channel in channels_of(seed, people, self.app, int(self.now()))}
        self.user_groups = {group.id: group for group in user_groups_of(seed, people, int(self.now()))}
        self.views = Views(self.app, self.team.id, self.notices)
        self.files = Files(self.now)
        self.address = f"https://{self.team.domain}.slack.com"
        self.tokens_revoked = False
        self._last_micros = 0

    # time

    def now(self) -> float:
        """Seconds since the epoch, moved by as much as somebody has travelled."""
        return time.time() + self.offset_seconds

    def travel(self, offset_seconds: float) -> None:
        self.offset_seconds = offset_seconds
        self.notices.tell("clock")

    def next_ts(self) -> str:
        """The name of the next message: unique, and never before one that is there already."""
        self._last_micros = max(self._last_micros + 1, int(self.now() * 1_000_000))
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    def ts_taken(self, ts: str) -> None:
        """Remember that this ts is in use already."""
        self._last_micros = max(self._last_micros, int(ts.replace(".", "")))

    # people

    def people(self) -> list[User]:
        return [user for user in self.users.values() if not user.is_bot]

    def user(self, user_id: str) -> User:
        try:
            return self.users[user_id]
        except KeyError:
            raise SlackError("user_not_found") from None

    def find_user(self, name: str) -> User:
        found = next((user for user in self.users.values() if name in (user.name, user.id)), None)
        if found is None:
            raise SlackError("user_not_found")
        return found

    def user_group(self, group_id: str) -> UserGroup:
        try:
            return self.user_groups[group_id]
        except KeyError:
            raise SlackError("no_such_subteam") from None

    # channels

    def channel(self, channel_id: str) -> Channel:
        try:
            return self.channels[channel_id]
        except KeyError:
            raise SlackError("channel_not_found") from None

    def find_channel(self, name: str) -> Channel:
        found = [one for one in self.channels.values() if name.lstrip("#") in (one.name, one.id)]
        if not found:
            raise SlackError("channel_not_found")
        return found[0]

    def channels_for(self, user_id: str) -> list[Channel]:
        """Where this person can read: their channels by name, then their direct messages."""
        mine = [channel for channel in self.channels.values() if user_id in channel.members]
        return sorted(mine, key=lambda channel: (channel.is_im, channel.name))

    def direct_channel(self, user_id: str) -> Channel | None:
        return self.channels.get(make_id("D", self.app.id, user_id))

    def open_direct(self, user_id: str) -> Channel:
        """The conversation of this person with the app, begun where there is none yet."""
        user = self.user(user_id)
        if user.deleted:
            raise SlackError("user_disabled")
        if user.is_bot:
            raise SlackError("cannot_dm_bot")
        if (found := self.direct_channel(user_id)) is not None:
            return found
        members = [user_id, self.app.user_id]
        channel_id = make_id("D", self.app.id, user_id)
        made = Channel(channel_id, user.name, True, True, members, created=int(self.now()), im_user=user_id)
        self.channels[made.id] = made
        self.notices.tell("people", user=user_id)
        return made

    # messages

    def message(self, channel_id: str, ts: str) -> Message:
        found = self.channel(channel_id).message(ts)
        if found is None or found.deleted:
            raise SlackError("message_not_found")
        return found

    def visible_messages(self, channel_id: str, user_id: str, thread_ts: str | None = None) -> list[Message]:
        """Oldest first: the channel's own messages, or with `thread_ts` that thread, its first message included."""
        seen = [one for one in self.channel(channel_id).messages if not one.deleted]
        seen = [one for one in seen if one.ephemeral_to in (None, user_id)]
        if thread_ts is None:
            return [one for one in seen if one.in_channel]
        return [one for one in seen if thread_ts in (one.ts, one.thread_ts)]

    def replies(self, channel_id: str, ts: str) -> list[Message]:
        """The answers in a thread that everybody sees."""
        channel = self.channel(channel_id)
        parent = channel.message(ts)
        found = [channel.message(reply) for reply in parent.replies] if parent else []
        return [one for one in found if one and not one.deleted]

    def add_message(
        self,
        channel_id: str,
        text: str,
        *,
        user: str | None = None,
        bot_id: str | None = None,
        blocks: list[Json] | None = None,
        thread_ts: str | None = None,
        metadata: Json | None = None,
        ephemeral_to: str | None = None,
        subtype: str = "",
        told: Json | None = None,
        files: list[str] | None = None,
    ) -> Message:
        made = Message(self.next_ts(), text, user, bot_id, blocks or [], thread_ts, metadata, ephemeral_to=ephemeral_to)
        made.subtype, made.told, made.files = subtype, told or {}, files or []
        channel = self.channel(channel_id)
        channel.messages.append(made)
        if made.is_reply and not ephemeral_to and (parent := channel.message(thread_ts or "")):
            parent.replies.append(made.ts)
        self.notices.tell("channel", channel=channel_id)
        return made

    def edit_message(self, channel_id: str, ts: str, text: str, blocks: list[Json], metadata: Json | None) -> Message:
        message = self.message(channel_id, ts)
        message.text, message.blocks, message.metadata = text, blocks, metadata
        message.edited_ts = self.next_ts()
        self.notices.tell("channel", channel=channel_id)
        return message

    def delete_message(self, channel_id: str, ts: str) -> None:
        """Where answers hang on it, a stone keeps its place."""
        message = self.message(channel_id, ts)
        if self.replies(channel_id, ts):
            message.subtype, message.text, message.user = TOMBSTONE, "This message was deleted.", SLACKBOT
            message.bot_id, message.blocks, message.files, message.told = None, [], [], {"hidden": True}
            message.reactions, message.pin, message.metadata = {}, None, None
        else:
            message.deleted = True
        self.notices.tell("channel", channel=channel_id)

    # views and notices

    def modals(self, user_id: str) -> list[View]:
        """What is open in front of this person; the last one is on top."""
        return self.views.stack(user_id)

    def home(self, user_id: str) -> View | None:
        return self.views.home(user_id)

    def subscribe(self) -> AsyncIterator[Json]:
        return self.notices.subscribe()
