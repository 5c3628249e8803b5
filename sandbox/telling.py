"""Tells the conversation, and the app, of what somebody has changed.

An app hears of what happens where it is a member; of public channels as such it hears everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.model import Channel, File, Json, Message
from sandbox.render import message_json
from sandbox.workspace import Workspace

Happened = Callable[[Json], None]
THREAD_KEYS = ("reply_count", "reply_users", "reply_users_count", "latest_reply")


@dataclass(frozen=True)
class Telling:
    """`happened` takes an event to the app, where it has subscribed to it."""

    workspace: Workspace
    happened: Happened

    def inside(self, channel: Channel, event: Json) -> None:
        if self.workspace.app.user_id in channel.members:
            self.happened(event)

    def about(self, channel: Channel, what: str, more: Json) -> None:
        """Of the channel itself: channel_rename and the like, group_rename where it is private."""
        if not channel.is_private:
            self.happened({"type": f"channel_{what}", **more})
        else:
            self.inside(channel, {"type": f"group_{what}", **more})

    def file_created(self, file: File) -> None:
        self.happened({"type": "file_created", "file_id": file.id, "user_id": file.user_id, "file": {"id": file.id}})

    def revoke_tokens(self) -> None:
        """The app hears that it may do nothing any more."""
        self.workspace.tokens_revoked = True
        self.happened({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.workspace.app.user_id]}})

    def say(self, channel: Channel, user_id: str, subtype: str, text: str, **told: str) -> Message:
        """The line that the workspace itself writes into the conversation, in somebody's name."""
        line = self.workspace.add_message(channel.id, text, user=user_id, subtype=subtype, told=dict(told))
        self.said(channel, line)
        return line

    def said(self, channel: Channel, message: Message) -> None:
        self.inside(channel, self.message_event(channel, message))

    def message_event(self, channel: Channel, message: Message, subtype: str = "") -> Json:
        shown = message_json(self.workspace, channel, message, with_metadata=True)
        for absent in THREAD_KEYS:
            shown.pop(absent, None)
        named = {"subtype": subtype} if subtype else {}
        return {**shown, **named, **self._place(channel), "event_ts": message.ts}

    def changed_event(self, channel: Channel, subtype: str, more: Json) -> Json:
        """Of a message that is there already: the event has a ts of its own, and is not shown as a message."""
        ts = self.workspace.next_ts()
        shared = {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, "event_ts": ts}
        return {**shared, **self._place(channel), **more}

    def _place(self, channel: Channel) -> Json:
        return {"channel": channel.id, "channel_type": channel.kind}
