"""What people do besides talking, and what an administrator does to people and to the app.

Each deed names people and channels by id, answers with what came of it, and raises SlackError where Slack's own client
would not allow it. The app hears of it where it has subscribed. All of it runs on the sandbox's loop.
"""

import secrets
from collections.abc import Callable

from sandbox.channel_changes import ChannelChanges
from sandbox.errors import SlackError
from sandbox.message_changes import MessageChanges
from sandbox.model import Channel, File, Message, User
from sandbox.render import user_json
from sandbox.telling import Telling
from sandbox.typed import with_mentions

PROFILE = ("name", "real_name", "email", "title", "tz", "is_admin", "is_restricted", "is_ultra_restricted")


class Deeds:
    """`unlink` ends the app's socket connections."""

    def __init__(self, telling: Telling, unlink: Callable[[], None]) -> None:
        self._workspace, self._telling, self._unlink = telling.workspace, telling, unlink
        self._channels, self._messages = ChannelChanges(self._telling), MessageChanges(self._telling)

    # messages

    def react(self, user_id: str, channel_id: str, ts: str, name: str) -> Message:
        return self._messages.react(self._mine(user_id, channel_id), ts, name, user_id)

    def unreact(self, user_id: str, channel_id: str, ts: str, name: str) -> Message:
        return self._messages.unreact(self._mine(user_id, channel_id), ts, name, user_id)

    def pin(self, user_id: str, channel_id: str, ts: str) -> Message:
        return self._messages.pin(self._mine(user_id, channel_id), ts, user_id)

    def unpin(self, user_id: str, channel_id: str, ts: str) -> Message:
        return self._messages.unpin(self._mine(user_id, channel_id), ts, user_id)

    def edit_message(self, user_id: str, channel_id: str, ts: str, text: str) -> Message:
        """Change what one has written oneself."""
        channel = self._own(user_id, channel_id, ts, "cant_update_message")
        if not text.strip():
            raise SlackError("no_text")
        return self._messages.edit(channel, ts, with_mentions(self._workspace, text.strip()))

    def delete_message(self, user_id: str, channel_id: str, ts: str) -> None:
        self._messages.delete(self._own(user_id, channel_id, ts, "cant_delete_message"), ts)

    def upload(
        self,
        user_id: str,
        channel_id: str | None,
        name: str,
        content: bytes,
        *,
        title: str = "",
        alt_text: str = "",
        mimetype: str = "",
        comment: str = "",
        thread_ts: str | None = None,
    ) -> Message | File:
        """Bring a file: the message that shares it, or without a channel the file, which nobody else sees yet."""
        channel = self._writable(user_id, channel_id) if channel_id else None
        file = self._workspace.files.add(
            name, content, user_id=self._person(user_id).id, title=title, alt_text=alt_text, mimetype=mimetype
        )
        if channel is None:
            return file
        self._telling.file_created(file)
        return self.share(user_id, channel.id, [file.id], comment, thread_ts)

    def share(
        self, user_id: str, channel_id: str, file_ids: list[str], comment: str = "", thread_ts: str | None = None
    ) -> Message:
        """One message with files that this person has brought before."""
        channel, files = self._writable(user_id, channel_id), [self._workspace.files.get(one) for one in file_ids]
        if any(file.user_id != user_id for file in files):
            raise SlackError("file_not_found")
        parent = self._messages.find(channel, thread_ts) if thread_ts else None
        thread = (parent.thread_ts or parent.ts) if parent else None
        words = with_mentions(self._workspace, comment.strip())
        return self._messages.share(channel, files, user_id, text=words, thread_ts=thread)

    # channels

    def create_channel(self, user_id: str, name: str, *, is_private: bool = False) -> Channel:
        if self._person(user_id).is_guest:
            raise SlackError("restricted_action")
        return self._channels.create(name, is_private, user_id)

    def join(self, user_id: str, channel_id: str) -> Channel:
        channel = self._seen(user_id, channel_id)
        if self._person(user_id).is_guest:
            raise SlackError("user_is_restricted")
        self._channels.join(channel, user_id)
        return channel

    def leave(self, user_id: str, channel_id: str) -> Channel:
        channel = self._seen(user_id, channel_id)
        if self._person(user_id).is_guest:
            raise SlackError("user_is_restricted")
        self._channels.leave(channel, user_id)
        return channel

    def invite(self, user_id: str, channel_id: str, invited_id: str) -> Channel:
        """The app too can be invited."""
        channel = self._seen(user_id, channel_id)
        self._channels.invite(channel, invited_id, user_id)
        return channel

    def kick(self, user_id: str, channel_id: str, kicked_id: str) -> Channel:
        """The app too can be removed."""
        channel = self._seen(user_id, channel_id)
        self._channels.kick(channel, kicked_id, user_id)
        return channel

    def remove_app(self, user_id: str, channel_id: str) -> Channel:
        return self.kick(user_id, channel_id, self._workspace.app.user_id)

    def archive(self, user_id: str, channel_id: str) -> Channel:
        channel = self._managed(user_id, channel_id)
        self._channels.archive(channel, user_id)
        return channel

    def unarchive(self, user_id: str, channel_id: str) -> Channel:
        channel = self._managed(user_id, channel_id)
        self._channels.unarchive(channel, user_id)
        return channel

    def rename(self, user_id: str, channel_id: str, name: str) -> Channel:
        channel = self._managed(user_id, channel_id)
        self._channels.rename(channel, name, user_id)
        return channel

    def set_topic(self, user_id: str, channel_id: str, topic: str) -> Channel:
        channel = self._managed(user_id, channel_id)
        self._channels.set_topic(channel, topic, user_id)
        return channel

    def set_purpose(self, user_id: str, channel_id: str, purpose: str) -> Channel:
        channel = self._managed(user_id, channel_id)
        self._channels.set_purpose(channel, purpose, user_id)
        return channel

    # people

    def add_user(self, name: str, real_name: str = "", email: str = "", **profile: object) -> User:
        """Somebody new, who is in no channel yet."""
        if any(user.name == name for user in self._workspace.users.values()):
            raise SlackError("name_taken")
        made = User("U" + secrets.token_hex(5).upper(), name, real_name or name.title(), email or f"{name}@example.com")
        self._workspace.users[made.id] = made
        self._fill(made, profile)
        self._tell_user("team_join", made)
        return made

    def deactivate(self, user_id: str) -> User:
        user = self._person(user_id)
        return self._changed(user, deleted=True)

    def reactivate(self, user_id: str) -> User:
        user = self._workspace.user(user_id)
        return self._changed(user, deleted=False)

    def change_profile(self, user_id: str, **fields: object) -> User:
        """Such as real_name="Maya Berg" or is_restricted=True."""
        return self._changed(self._workspace.user(user_id), **fields)

    # the app

    def revoke_token(self) -> None:
        """From now on every call is refused."""
        self._telling.revoke_tokens()

    def uninstall(self) -> None:
        self._telling.happened({"type": "app_uninstalled"})
        self._telling.revoke_tokens()
        self._unlink()

    def reinstall(self) -> None:
        """With the same token."""
        self._workspace.tokens_revoked = False
        self._workspace.notices.tell("people")

    def _person(self, user_id: str) -> User:
        user = self._workspace.user(user_id)
        if user.deleted or user.is_bot:
            raise SlackError("user_not_found")
        return user

    def _seen(self, user_id: str, channel_id: str) -> Channel:
        user, channel = self._person(user_id), self._workspace.channel(channel_id)
        if channel.is_private and user.id not in channel.members:
            raise SlackError("channel_not_found")
        return channel

    def _mine(self, user_id: str, channel_id: str) -> Channel:
        channel = self._seen(user_id, channel_id)
        if user_id not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def _managed(self, user_id: str, channel_id: str) -> Channel:
        if self._person(user_id).is_guest:
            raise SlackError("restricted_action")
        return self._seen(user_id, channel_id)

    def _writable(self, user_id: str, channel_id: str) -> Channel:
        channel = self._mine(user_id, channel_id)
        if channel.archived:
            raise SlackError("is_archived")
        return channel

    def _own(self, user_id: str, channel_id: str, ts: str, refusal: str) -> Channel:
        channel = self._writable(user_id, channel_id)
        message = self._messages.find(channel, ts)
        if message.user != user_id or not message.is_said:
            raise SlackError(refusal)
        return channel

    def _changed(self, user: User, **fields: object) -> User:
        self._fill(user, fields)
        self._tell_user("user_change", user)
        return user

    def _fill(self, user: User, fields: dict[str, object]) -> None:
        if unknown := fields.keys() - {*PROFILE, "deleted"}:
            raise SlackError("invalid_profile", [f"[ERROR] not of a profile: {', '.join(sorted(unknown))}"])
        for name, value in fields.items():
            setattr(user, name, value)
        user.is_restricted = user.is_restricted or user.is_ultra_restricted
        user.updated = int(self._workspace.now())
        self._workspace.notices.tell("people")

    def _tell_user(self, kind: str, user: User) -> None:
        shown = user_json(self._workspace, user, self._workspace.app.has_scope("users:read.email"))
        self._telling.happened({"type": kind, "user": shown, "cache_ts": user.updated})
