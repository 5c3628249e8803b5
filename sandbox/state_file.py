"""The workspace in one JSON file, so that a restart keeps the conversation. Open modals do not survive.

People and channels come from the seed; the file adds what was said since, direct messages, Home tabs and the clock, and
the people and channels that somebody has made or changed. The bytes of files lie beside it, in a folder.
"""

import asyncio
import json
import os
from pathlib import Path

from sandbox.model import Bookmark, Channel, File, Json, Message, Pin, Share, User, View
from sandbox.workspace import Workspace

FORMAT = 2
SAVE_SECONDS = 1.0


# Of a channel that nobody has changed, all else is as the seed says.
CONVERSATION = ("messages", "last_read", "bookmarks")


def dump(workspace: Workspace) -> Json:
    """What is to be saved; its objects go into the file field by field."""
    return {
        "format": FORMAT,
        "team": workspace.team.id,
        "offset_seconds": workspace.offset_seconds,
        "users": [user for user in workspace.users.values() if user.updated],
        "channels": [*workspace.channels.values()],
        "homes": [*workspace.views.homes().values()],
        "files": [*workspace.files.all()],
    }


def restore(workspace: Workspace, saved: Json, folder: Path) -> None:
    """A file of another format, or of another workspace, is left aside."""
    if saved.get("format") != FORMAT or saved.get("team") != workspace.team.id:
        return
    workspace.offset_seconds = float(saved["offset_seconds"])
    for entry in saved["users"]:
        workspace.users[entry["id"]] = User(**entry)
    for entry in saved["channels"]:
        _restore_channel(workspace, entry)
    for entry in saved["homes"]:
        if entry["user_id"] in workspace.users:
            workspace.views.restore_home(View(**entry))
    for entry in saved["files"]:
        _restore_file(workspace, entry, folder)


def _restore_channel(workspace: Workspace, entry: Json) -> None:
    saved = Channel(**entry)
    saved.messages = [_message(one) for one in entry["messages"]]
    saved.bookmarks = [Bookmark(**one) for one in entry["bookmarks"]]
    saved.members = [user_id for user_id in saved.members if user_id in workspace.users]
    seeded = workspace.channels.get(saved.id)
    if seeded and not saved.touched:
        for name in CONVERSATION:
            setattr(seeded, name, getattr(saved, name))
    elif saved.touched or saved.im_user in workspace.users:
        workspace.channels[saved.id] = saved
    else:
        return
    for message in saved.messages:
        workspace.ts_taken(max(message.ts, message.edited_ts or ""))


def _message(entry: Json) -> Message:
    pin = entry["pin"]
    return Message(**{**entry, "pin": Pin(**pin) if pin else None})


def _restore_file(workspace: Workspace, entry: Json, folder: Path) -> None:
    place = folder / entry["id"]
    if place.exists():
        shares = [Share(**share) for share in entry["shares"]]
        workspace.files.restore(File(**{**entry, "shares": shares}), place.read_bytes())


class StateFile:
    def __init__(self, path: Path, workspace: Workspace) -> None:
        self._path, self._workspace, self._dirty = path, workspace, False
        self._folder = path.with_suffix(".files")
        if path.exists():
            restore(workspace, json.loads(path.read_text(encoding="utf-8")), self._folder)
        workspace.notices.listen(self._changed)

    def save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._save_files()
        _put(self._path, json.dumps(dump(self._workspace), ensure_ascii=False, default=vars).encode())
        self._dirty = False

    def _save_files(self) -> None:
        """Bytes never change: what lies there already is not written again."""
        kept = {file.id for file in self._workspace.files.all()}
        there = {place.name for place in self._folder.glob("F*")}
        for file_id in kept - there:
            self._folder.mkdir(exist_ok=True)
            _put(self._folder / file_id, self._workspace.files.content(file_id))
        for file_id in there - kept:
            (self._folder / file_id).unlink()

    async def keep_saved(self) -> None:
        """Save what has changed, at most once a second."""
        while True:
            await asyncio.sleep(SAVE_SECONDS)
            if self._dirty:
                self.save()

    def _changed(self, notice: Json) -> None:
        self._dirty = self._dirty or notice["kind"] not in ("ledger", "modal")


def _put(place: Path, content: bytes) -> None:
    """Write a new file, then put it in place of the old one: a crash leaves one or the other."""
    new = place.with_name(f"new-{place.name}")
    new.write_bytes(content)
    os.replace(new, place)
