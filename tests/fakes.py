"""A fake Slack behind the port. It is strict: what the local workspace would refuse, it refuses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from qabot.slack.port import (
    Audience,
    File,
    Identity,
    Message,
    Posted,
    Refused,
    SlackChannel,
    SlackUser,
    Unknown,
    Upload,
    View,
)
from sandbox import rules

TEAM = "T0QABOT"
FILES = "https://test.slack.com/files/U0BOT/"


@dataclass
class Said:
    """A message as it stands now."""

    channel: str
    message: Message
    thread_ts: str | None
    metadata: dict[str, Any] | None
    updates: int = 0


@dataclass
class FakeSlack:
    """Remembers what was said and shown; `faults` are raised by the next calls, one each.

    `meanwhile` happens while those calls are on their way, one each, too.
    """

    posts: dict[Posted, Said] = field(default_factory=dict)
    opened: list[View] = field(default_factory=list)
    pushed: list[View] = field(default_factory=list)
    updated: list[tuple[str, View]] = field(default_factory=list)
    hashes: list[str | None] = field(default_factory=list)
    homes: dict[str, View] = field(default_factory=dict)
    responses: list[Message] = field(default_factory=list)
    faults: list[Exception | None] = field(default_factory=list)
    meanwhile: list[Callable[[], object] | None] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    people: list[SlackUser] = field(default_factory=list)
    begun: dict[str, File] = field(default_factory=dict)
    there: dict[str, File] = field(default_factory=dict)
    rooms: list[SlackChannel] = field(default_factory=list)
    audiences: dict[str, Audience | Exception] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    scopes: frozenset[str] = frozenset()
    lose_answer_of: str = ""
    _numbers: Any = field(default_factory=lambda: count(1))

    def identity(self) -> Identity:
        self._called("auth.test")
        return Identity(team_id=TEAM, team="Test", bot_id="B0", bot_user_id="U0BOT", scopes=self.scopes)

    def open_view(self, trigger_id: str, view: View) -> None:
        self._called("views.open")
        _check_view(view)
        self.opened.append(view)

    def push_view(self, trigger_id: str, view: View) -> None:
        self._called("views.push")
        _check_view(view)
        self.pushed.append(view)

    def update_view(self, view_id: str, view: View, *, view_hash: str | None = None) -> None:
        self._called("views.update")
        _check_view(view)
        self.hashes.append(view_hash)
        self.updated.append((view_id, view))

    def publish_home(self, user_id: str, view: View) -> None:
        self._called("views.publish")
        _check_view(view)
        self.homes[user_id] = view

    def post(
        self, channel: str, message: Message, *, thread_ts: str | None = None, metadata: dict[str, Any] | None = None
    ) -> Posted:
        self._called("chat.postMessage")
        _check_message(message)
        at = Posted(_direct(channel), f"{1_700_000_000 + next(self._numbers)}.000100")
        self.posts[at] = Said(at.channel, message, thread_ts, metadata)
        self._maybe_lose("chat.postMessage")
        return at

    def update(self, at: Posted, message: Message) -> None:
        self._called("chat.update")
        _check_message(message)
        if at not in self.posts:
            raise Refused("message_not_found")
        self.posts[at].message = message
        self.posts[at].updates += 1

    def begin_upload(self, file: File) -> Upload:
        self._called("files.getUploadURLExternal")
        assert file.content, "Slack takes no empty file"
        upload = Upload(f"F{next(self._numbers)}", "upload")
        self.begun[upload.file_id] = file
        self._maybe_lose("files.getUploadURLExternal")
        return upload

    def finish_upload(self, upload: Upload, file: File) -> None:
        self.bring(upload)
        self.complete(upload)

    def bring(self, upload: Upload) -> None:
        self._called("file_upload")
        self._maybe_lose("file_upload")

    def complete(self, upload: Upload) -> None:
        self._called("files.completeUploadExternal")
        self.there[upload.file_id] = self.begun.pop(upload.file_id)
        self._maybe_lose("files.completeUploadExternal")

    def link_of_file(self, file_id: str) -> str | None:
        self._called("files.info")
        return f"{FILES}{file_id}/{self.there[file_id].name}" if file_id in self.there else None

    def delete_file(self, file_id: str) -> None:
        self._called("files.delete")
        if self.there.pop(file_id, None) is None:
            raise Refused("file_not_found")

    def respond(self, response_url: str, message: Message) -> None:
        self._called("response_url")
        _check_message(message)
        self.responses.append(message)

    def open_direct_message(self, user_id: str) -> str:
        self._called("conversations.open")
        return _direct(user_id)

    def find_posted(
        self, channel: str, *, since: float, event_type: str, key: str, thread_ts: str | None = None
    ) -> Posted | None:
        self._called("conversations.history")
        wanted = {"event_type": event_type, "event_payload": {"key": key}}
        return next(
            (at for at, said in self.posts.items() if said.channel == _direct(channel) and said.metadata == wanted),
            None,
        )

    def download(self, url: str, *, limit: int) -> bytes:
        self._called("download")
        if url not in self.files:
            raise Refused("foreign_file")
        if len(self.files[url]) > limit:
            raise Refused("file_too_large")
        return self.files[url]

    def find_copies(
        self, channel: str, *, since: float, event_type: str, key: str, thread_ts: str | None = None
    ) -> list[Posted]:
        self._called("conversations.history")
        wanted = {"event_type": event_type, "event_payload": {"key": key}}
        return [at for at, said in self.posts.items() if said.channel == _direct(channel) and said.metadata == wanted]

    def delete(self, at: Posted) -> None:
        self._called("chat.delete")
        if self.posts.pop(at, None) is None:
            raise Refused("message_not_found")

    def users(self) -> list[SlackUser]:
        self._called("users.list")
        return self.people

    def channels(self) -> list[SlackChannel]:
        self._called("conversations.list")
        return self.rooms

    def audience(self, channel: str) -> Audience:
        found = self.audiences.get(channel, Audience())
        if isinstance(found, Exception):
            raise found
        return found

    def channel(self, channel_id: str) -> SlackChannel:
        self._called("conversations.info")
        found = [room for room in self.rooms if room.channel_id == channel_id]
        if not found:
            raise Refused("channel_not_found")
        return found[0]

    def files_of(self, message: Message) -> list[File]:
        """What is shown of the links in a message."""
        return [file for file_id, file in self.there.items() if f"<{FILES}{file_id}/" in message.text]

    def messages_to(self, user_id: str) -> list[Message]:
        """What a person got by direct message, in order."""
        return [said.message for said in self.posts.values() if said.channel == _direct(user_id)]

    def _called(self, method: str) -> None:
        self.calls.append(method)
        fault = self.faults.pop(0) if self.faults else None
        meanwhile = self.meanwhile.pop(0) if self.meanwhile else None
        if meanwhile is not None:
            meanwhile()
        if fault is not None:
            raise fault

    def _maybe_lose(self, method: str) -> None:
        """Accepted, and then the connection breaks: the caller cannot know."""
        if self.lose_answer_of == method:
            self.lose_answer_of = ""
            raise Unknown("connection_lost")


def _direct(channel: str) -> str:
    return f"D{channel[1:]}" if channel.startswith("U") else channel


def _check_view(view: View) -> None:
    rules.check_view(view, "modal", "home")


def _check_message(message: Message) -> None:
    assert message.text, "a message needs a text"
    rules.check_message(message.blocks)
