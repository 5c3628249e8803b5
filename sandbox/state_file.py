"""The workspace in one JSON file, so that a restart keeps the conversation. Open modals do not survive.

People and channels come from the seed; the file adds what was said since, direct messages, Home tabs and the clock.
"""

import asyncio
import json
import os
from dataclasses import asdict
from pathlib import Path

from sandbox.model import Channel, Json, Message, View
from sandbox.workspace import Workspace

FORMAT = 1
SAVE_SECONDS = 1.0


def dump(workspace: Workspace) -> Json:
    return {
        "format": FORMAT,
        "team": workspace.team.id,
        "offset_seconds": workspace.offset_seconds,
        "channels": [asdict(channel) for channel in workspace.channels.values()],
        "homes": [asdict(view) for view in workspace.views.homes().values()],
    }


def restore(workspace: Workspace, saved: Json) -> None:
    """A file of another format, or of another workspace, is left aside."""
    if saved.get("format") != FORMAT or saved.get("team") != workspace.team.id:
        return
    workspace.offset_seconds = float(saved["offset_seconds"])
    for entry in saved["channels"]:
        _restore_channel(workspace, entry)
    for entry in saved["homes"]:
        if entry["user_id"] in workspace.users:
            workspace.views.restore_home(View(**entry))


def _restore_channel(workspace: Workspace, entry: Json) -> None:
    messages = [Message(**message) for message in entry["messages"]]
    channel = workspace.channels.get(entry["id"])
    if channel is None and entry["is_im"] and entry["im_user"] in workspace.users:
        channel = Channel(**{**entry, "messages": []})
        workspace.channels[channel.id] = channel
    if channel is not None:
        channel.messages = messages
        channel.last_read = dict(entry.get("last_read", {}))
        for message in messages:
            workspace.ts_taken(max(message.ts, message.edited_ts or ""))


class StateFile:
    def __init__(self, path: Path, workspace: Workspace) -> None:
        self._path, self._workspace, self._dirty = path, workspace, False
        if path.exists():
            restore(workspace, json.loads(path.read_text(encoding="utf-8")))
        workspace.notices.listen(self._changed)

    def save(self) -> None:
        """Write a new file, then put it in place of the old one: a crash leaves one or the other."""
        new = self._path.with_suffix(".new")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(dump(self._workspace), ensure_ascii=False), encoding="utf-8")
        os.replace(new, self._path)
        self._dirty = False

    async def keep_saved(self) -> None:
        """Save what has changed, at most once a second."""
        while True:
            await asyncio.sleep(SAVE_SECONDS)
            if self._dirty:
                self.save()

    def _changed(self, notice: Json) -> None:
        self._dirty = self._dirty or notice["kind"] not in ("ledger", "modal")
