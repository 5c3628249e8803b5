"""Files as messages show them: a picture, the beginning of a text or a table, or a name; and who may see them."""

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.files import is_text
from sandbox.model import File, Share

if TYPE_CHECKING:
    from sandbox.client.pages import Desk

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
PREVIEW_BYTES, PREVIEW_LINES = 4000, 12
PREVIEW_ROWS, PREVIEW_CELLS = 6, 8
UNITS = ("bytes", "kB", "MB", "GB")


@dataclass(frozen=True)
class ShownFile:
    """A file as a message shows it: a picture, the beginning of a text or a table, or its name alone."""

    file: File
    url: str
    kind: str
    size: str
    lines: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    cut: bool = False

    @property
    def alt(self) -> str:
        return self.file.alt_text or self.file.title


def shown_files(desk: "Desk", ids: list[str]) -> tuple[ShownFile, ...]:
    """Those of them that are still there."""
    found = [desk.sandbox.workspace.files.find(file_id) for file_id in ids]
    return tuple(_shown(desk, file) for file in found if file)


def may_see(there: "Desk", file: File) -> bool:
    """Whoever brought it, and everybody where it was shared; in a public channel that is everybody."""
    return file.user_id == there.me.id or any(_sees_share(there, share) for share in file.shares)


def _sees_share(there: "Desk", share: Share) -> bool:
    channel = there.sandbox.workspace.channels.get(share.channel_id)
    message = channel.message(share.ts) if channel else None
    if channel is None or message is None or message.deleted or message.ephemeral_to not in (None, there.me.id):
        return False
    return not channel.is_private or there.may_see(channel)


def size_words(size: int) -> str:
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {UNITS[unit]}" if unit == 0 or amount >= 10 else f"{amount:.1f} {UNITS[unit]}"


def _shown(desk: "Desk", file: File) -> ShownFile:
    url, size = f"{desk.base}/file/{file.id}", size_words(file.size)
    if file.mimetype in PICTURES:
        return ShownFile(file, url, "picture", size)
    if not is_text(file):
        return ShownFile(file, url, "pdf" if file.mimetype == "application/pdf" else "other", size)
    text = desk.sandbox.workspace.files.content(file.id)[:PREVIEW_BYTES].decode("utf-8", "replace")
    if file.mimetype == "text/csv":
        rows = _rows(text)
        return ShownFile(file, url, "table", size, rows=rows[:PREVIEW_ROWS], cut=len(rows) > PREVIEW_ROWS)
    lines = text.splitlines()
    cut = len(lines) > PREVIEW_LINES or file.size > PREVIEW_BYTES
    return ShownFile(file, url, "text", size, lines="\n".join(lines[:PREVIEW_LINES]), cut=cut)


def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    try:
        return tuple(tuple(row[:PREVIEW_CELLS]) for row in csv.reader(io.StringIO(text)) if row)
    except csv.Error:
        return ()
