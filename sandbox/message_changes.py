"""What may be done to a message that is there, whoever does it: a person or the app. `by` is the id of that user.

Each refusal has Slack's code; what is done is told to the app.
"""

import re
from dataclasses import dataclass

from sandbox.errors import SlackError
from sandbox.model import TOMBSTONE, Channel, File, Json, Message, Pin, Share
from sandbox.render import message_json, permalink
from sandbox.telling import Telling

EMOJI_NAME = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?")
ALIASES = {"thumbsup": "+1", "thumbsdown": "-1"}
TS = re.compile(r"\d+\.\d+")
EMOJI_MOST, EMOJI_OF_ONE_MOST, PINS_MOST = 50, 23, 100


@dataclass(frozen=True)
class MessageChanges:
    telling: Telling

    def find(self, channel: Channel, ts: str) -> Message:
        """A message that everybody there sees."""
        if not TS.fullmatch(ts):
            raise SlackError("bad_timestamp")
        message = self.telling.workspace.message(channel.id, ts)
        if message.ephemeral_to or message.subtype == TOMBSTONE:
            raise SlackError("message_not_found")
        return message

    def react(self, channel: Channel, ts: str, name: str, by: str) -> Message:
        emoji, message = self._emoji(name), self._changeable(channel, ts, by)
        held = message.reactions
        if by in held.get(emoji, []):
            raise SlackError("already_reacted")
        if emoji not in held and len(held) >= EMOJI_MOST:
            raise SlackError("too_many_emoji")
        if sum(by in users for users in held.values()) >= EMOJI_OF_ONE_MOST:
            raise SlackError("too_many_reactions")
        held.setdefault(emoji, []).append(by)
        self._tell(channel, self._reaction_event("reaction_added", channel, message, emoji, by))
        return message

    def unreact(self, channel: Channel, ts: str, name: str, by: str) -> Message:
        emoji, message = self._emoji(name), self._changeable(channel, ts, by)
        users = message.reactions.get(emoji, [])
        if by not in users:
            raise SlackError("no_reaction")
        users.remove(by)
        if not users:
            del message.reactions[emoji]
        self._tell(channel, self._reaction_event("reaction_removed", channel, message, emoji, by))
        return message

    def pinned(self, channel: Channel) -> list[Message]:
        """The pinned messages, the one that was pinned last first."""
        found = [one for one in channel.messages if one.pin and not one.deleted]
        return sorted(found, key=lambda one: one.pin.at if one.pin else 0, reverse=True)

    def pin_json(self, channel: Channel, message: Message) -> Json:
        shown = message_json(self.telling.workspace, channel, message)
        link = permalink(self.telling.workspace, channel, message)
        item: Json = {"type": "message", "channel": channel.id, "message": {**shown, "permalink": link}}
        return item | ({"created": message.pin.at, "created_by": message.pin.user_id} if message.pin else {})

    def pin(self, channel: Channel, ts: str, by: str) -> Message:
        message = self._changeable(channel, ts, by)
        if message.pin:
            raise SlackError("already_pinned")
        if not message.is_said:
            raise SlackError("not_pinnable")
        if len(self.pinned(channel)) >= PINS_MOST:
            raise SlackError("too_many_pins")
        message.pin = Pin(by, int(self.telling.workspace.now()))
        self._tell(channel, self._pin_event("pin_added", channel, message, by))
        return message

    def unpin(self, channel: Channel, ts: str, by: str) -> Message:
        message = self._changeable(channel, ts, by)
        if not message.pin:
            raise SlackError("no_pin")
        event = self._pin_event("pin_removed", channel, message, by)
        message.pin = None
        left = bool(self.pinned(channel))
        self._tell(channel, event | {"has_pins": left})
        return message

    def edit(
        self, channel: Channel, ts: str, text: str, blocks: list[Json] | None = None, metadata: Json | None = None
    ) -> Message:
        message = self.telling.workspace.message(channel.id, ts)
        before = self._shown(channel, message)
        changed = self.telling.workspace.edit_message(channel.id, ts, text, blocks or [], metadata)
        told = {"message": self._shown(channel, changed), "previous_message": before}
        self.telling.inside(channel, self.telling.changed_event(channel, "message_changed", told))
        return changed

    def delete(self, channel: Channel, ts: str) -> None:
        message = self.telling.workspace.message(channel.id, ts)
        told: Json = {"previous_message": self._shown(channel, message)}
        self.telling.workspace.delete_message(channel.id, ts)
        if message.deleted:
            event = self.telling.changed_event(channel, "message_deleted", told | {"deleted_ts": ts})
        else:
            told["message"] = self._shown(channel, message)
            event = self.telling.changed_event(channel, "message_changed", told)
        self.telling.inside(channel, event)

    def share(
        self,
        channel: Channel,
        files: list[File],
        by: str,
        *,
        text: str = "",
        blocks: list[Json] | None = None,
        thread_ts: str | None = None,
        bot_id: str | None = None,
    ) -> Message:
        """One message with all these files."""
        said = self.telling.workspace.add_message(
            channel.id,
            text,
            user=by,
            bot_id=bot_id,
            blocks=blocks,
            thread_ts=thread_ts,
            files=[one.id for one in files],
        )
        self.note_shares(channel, said, files)
        self._tell_share(channel, said)
        return said

    def note_shares(self, channel: Channel, said: Message, files: list[File]) -> None:
        """From now on whoever reads this message sees these files."""
        for file in files:
            file.shares.append(Share(channel.id, said.ts))
            shared: Json = {"type": "file_shared", "file_id": file.id, "user_id": said.user, "file": {"id": file.id}}
            self.telling.inside(channel, shared | {"channel_id": channel.id})

    def _tell_share(self, channel: Channel, said: Message) -> None:
        event = self.telling.message_event(channel, said, "file_share")
        self.telling.inside(channel, event)
        if f"<@{self.telling.workspace.app.user_id}>" in said.text and not (channel.is_im or said.bot_id):
            mention = {key: value for key, value in event.items() if key not in ("subtype", "channel_type")}
            self.telling.inside(channel, {**mention, "type": "app_mention"})

    def delete_file(self, file: File) -> None:
        """Messages that it was shared with keep its place."""
        workspace = self.telling.workspace
        workspace.files.remove(file.id)
        for share in file.shares:
            workspace.notices.tell("channel", channel=share.channel_id)
        self.telling.happened({"type": "file_deleted", "file_id": file.id})

    def _tell(self, channel: Channel, event: Json) -> None:
        self.telling.workspace.notices.tell("channel", channel=channel.id)
        self.telling.inside(channel, event)

    def _shown(self, channel: Channel, message: Message) -> Json:
        return message_json(self.telling.workspace, channel, message, with_metadata=True)

    def _changeable(self, channel: Channel, ts: str, by: str) -> Message:
        if by not in channel.members:
            raise SlackError("not_in_channel")
        if channel.archived:
            raise SlackError("is_archived")
        return self.find(channel, ts)

    def _emoji(self, name: str) -> str:
        if not EMOJI_NAME.fullmatch(name):
            raise SlackError("invalid_name")
        return ALIASES.get(name, name)

    def _reaction_event(self, kind: str, channel: Channel, message: Message, emoji: str, by: str) -> Json:
        item = {"type": "message", "channel": channel.id, "ts": message.ts}
        return {"type": kind, "user": by, "reaction": emoji, "item_user": message.user, "item": item}

    def _pin_event(self, kind: str, channel: Channel, message: Message, by: str) -> Json:
        return {
            "type": kind,
            "user": by,
            "channel_id": channel.id,
            "item": self.pin_json(channel, message),
            "item_user": message.user,
            "pin_count": len(self.pinned(channel)),
            "pinned_info": {"channel": channel.id, "pinned_by": by, "pinned_ts": int(self.telling.workspace.now())},
        }
