"""What may be done to a channel, whoever does it: a person or the app. `by` is the id of that user.

Each refusal has Slack's code; what is done is told in the channel and to the app.
"""

import secrets
from dataclasses import dataclass

from sandbox.errors import SlackError
from sandbox.model import Channel, Json, User
from sandbox.render import channel_event_json
from sandbox.telling import Telling

NAME_MOST, TOPIC_MOST = 80, 250


def check_name(name: str) -> None:
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > NAME_MOST:
        raise SlackError("invalid_name_maxlength")
    if not all(letter.isalnum() or letter in "-_" for letter in name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if not any(letter.isalnum() for letter in name):
        raise SlackError("invalid_name_punctuation")


@dataclass(frozen=True)
class ChannelChanges:
    telling: Telling

    def create(self, name: str, is_private: bool, by: str) -> Channel:
        self._check_free(name)
        workspace = self.telling.workspace
        now = int(workspace.now())
        channel_id = "C" + secrets.token_hex(5).upper()
        made = Channel(channel_id, name, is_private=is_private, created=now, creator=by, touched=True)
        workspace.channels[made.id] = made
        if not is_private:
            told = channel_event_json(made) | {"creator": by, "context_team_id": workspace.team.id}
            self.telling.happened({"type": "channel_created", "channel": told})
        self._enter(made, by)
        return made

    def join(self, channel: Channel, by: str) -> bool:
        """False where they are in it already."""
        self._check_kind(channel)
        if channel.archived:
            raise SlackError("is_archived")
        if by in channel.members:
            return False
        self._enter(channel, by)
        return True

    def check_inviter(self, channel: Channel, by: str) -> None:
        self._check_writable(channel, by)

    def why_not_invite(self, channel: Channel, user_id: str, by: str) -> str:
        """The code with which Slack refuses to invite this one; "" where it may be done."""
        user = self.telling.workspace.users.get(user_id)
        if user is None:
            return "user_not_found"
        if user_id == by:
            return "cant_invite_self"
        if user_id in channel.members:
            return "already_in_channel"
        if user.deleted:
            return "cant_invite"
        return "ura_max_channels" if user.is_ultra_restricted and self._has_channel(user) else ""

    def invite(self, channel: Channel, user_id: str, by: str) -> None:
        self.check_inviter(channel, by)
        if code := self.why_not_invite(channel, user_id, by):
            raise SlackError(code)
        self._enter(channel, user_id, by)

    def leave(self, channel: Channel, by: str) -> bool:
        """False where they are not in it."""
        self._check_kind(channel)
        if by not in channel.members:
            return False
        if channel.archived:
            raise SlackError("is_archived")
        if channel.is_general:
            raise SlackError("cant_leave_general")
        if channel.is_private and channel.members == [by]:
            raise SlackError("last_member")
        self.telling.say(channel, by, "channel_leave", f"<@{by}> has left the channel")
        self._part(channel, by, by)
        return True

    def kick(self, channel: Channel, user_id: str, by: str) -> None:
        self._check_kind(channel)
        if user_id not in self.telling.workspace.users:
            raise SlackError("user_not_found")
        if user_id == by:
            raise SlackError("cant_kick_self")
        if by not in channel.members or user_id not in channel.members:
            raise SlackError("not_in_channel")
        if channel.is_general:
            raise SlackError("cant_kick_from_general")
        self._part(channel, user_id, by)

    def archive(self, channel: Channel, by: str) -> None:
        self._check_kind(channel)
        if channel.archived:
            raise SlackError("already_archived")
        if channel.is_general:
            raise SlackError("cant_archive_general")
        self._check_member(channel, by)
        self.telling.say(channel, by, "channel_archive", f"<@{by}> archived the channel")
        self._change(channel, archived=True)
        self.telling.about(channel, "archive", {"channel": channel.id, "user": by, "is_moved": 0})

    def unarchive(self, channel: Channel, by: str) -> None:
        self._check_kind(channel)
        if not channel.archived:
            raise SlackError("not_archived")
        self._change(channel, archived=False)
        self.telling.say(channel, by, "channel_unarchive", f"<@{by}> un-archived the channel")
        self.telling.about(channel, "unarchive", {"channel": channel.id, "user": by})

    def rename(self, channel: Channel, name: str, by: str) -> None:
        self._check_writable(channel, by)
        old = channel.name
        self._check_free(name)
        self._change(channel, name=name, previous_names=[old, *channel.previous_names])
        text = f'<@{by}> has renamed the channel from "{old}" to "{name}"'
        self.telling.say(channel, by, "channel_name", text, old_name=old, name=name)
        self.telling.about(channel, "rename", {"channel": channel_event_json(channel)})

    def set_topic(self, channel: Channel, topic: str, by: str) -> None:
        self._set(channel, "topic", topic, by)

    def set_purpose(self, channel: Channel, purpose: str, by: str) -> None:
        self._set(channel, "purpose", purpose, by)

    def _set(self, channel: Channel, what: str, value: str, by: str) -> None:
        self._check_writable(channel, by)
        if len(value) > TOPIC_MOST:
            raise SlackError("too_long")
        if value == getattr(channel, what):
            return
        now = int(self.telling.workspace.now())
        set_by = channel.set_by | {what: {"creator": by, "last_set": now}}
        self._change(channel, set_by=set_by, **{what: value})
        text = f"<@{by}> set the channel {what}: {value}" if value else f"<@{by}> cleared the channel {what}"
        self.telling.say(channel, by, f"channel_{what}", text, **{what: value})

    def _enter(self, channel: Channel, user_id: str, inviter: str = "") -> None:
        told = {"inviter": inviter} if inviter else {}
        self._change(channel, members=[*channel.members, user_id])
        self.telling.say(channel, user_id, "channel_join", f"<@{user_id}> has joined the channel", **told)
        self.telling.inside(channel, self._member_event("member_joined_channel", channel, user_id) | told)

    def _part(self, channel: Channel, user_id: str, by: str) -> None:
        """Whoever is gone still hears that they are."""
        self.telling.inside(channel, self._member_event("member_left_channel", channel, user_id))
        if user_id == self.telling.workspace.app.user_id:
            self.telling.about(channel, "left", {"channel": channel.id, "actor_id": by})
        self._change(channel, members=[member for member in channel.members if member != user_id])
        self.telling.workspace.notices.tell("people", user=user_id)

    def _member_event(self, kind: str, channel: Channel, user_id: str) -> Json:
        letter, team = ("G" if channel.is_private else "C"), self.telling.workspace.team.id
        return {"type": kind, "user": user_id, "channel": channel.id, "channel_type": letter, "team": team}

    def _change(self, channel: Channel, **fields: object) -> None:
        for name, value in fields.items():
            setattr(channel, name, value)
        channel.touched = True
        self.telling.workspace.notices.tell("people")
        self.telling.workspace.notices.tell("channel", channel=channel.id)

    def _has_channel(self, user: User) -> bool:
        return any(user.id in one.members and not one.is_im for one in self.telling.workspace.channels.values())

    def _check_free(self, name: str) -> None:
        check_name(name)
        if any(one.name == name and not one.is_im for one in self.telling.workspace.channels.values()):
            raise SlackError("name_taken")

    def _check_kind(self, channel: Channel) -> None:
        if channel.is_im:
            raise SlackError("method_not_supported_for_channel_type")

    def _check_member(self, channel: Channel, by: str) -> None:
        if by not in channel.members:
            raise SlackError("not_in_channel")

    def _check_writable(self, channel: Channel, by: str) -> None:
        self._check_kind(channel)
        self._check_member(channel, by)
        if channel.archived:
            raise SlackError("is_archived")
