"""The register of erasures as a file outside of the database, so that a backup from before an erasure is erased again.

It holds numbers, times and marks, and no name. A mark is made of a person's key with a secret that is in this file
only: whoever has the database alone cannot find out whose it was by trying keys. The file belongs to one database.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qabot.errors import Misconfigured

MARK_LENGTH = 64
UNREADABLE = (
    "QABOT_ERASURE_FILE: {path} is not a register of erasures. Put it back from a backup, or name another file."
)


@dataclass(frozen=True)
class Entry:
    """One erasure; `erased_at` in ISO 8601, `asked_by` None for the operator."""

    person_id: int
    erased_at: str
    asked_by: int | None
    basis: str
    mark: str


class Register:
    """Nothing is written before the first erasure."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> list[Entry]:
        """Who is in the file."""
        held = self._read()
        return [Entry(**row) for row in held["erased"]] if held else []

    def mark(self, key: str) -> str:
        """What stands for a key; the first one makes the file."""
        return _mark(self._secret(), key)

    def knows(self, mark: str) -> bool:
        """Whether a mark was made with the secret of this file, so that a key can be compared with it."""
        held = self._read()
        return held is not None and mark.startswith(f"{_name(held['secret'])}:")

    def is_mark(self, mark: str, key: str) -> bool:
        held = self._read()
        return held is not None and hmac.compare_digest(mark, _mark(held["secret"], key))

    def add(self, entries: Iterable[Entry]) -> None:
        """Write who is not in the file yet: all of it or nothing, and only the owner can read it."""
        held = self.entries()
        marks = {(entry.person_id, entry.mark) for entry in held}
        missing = [entry for entry in entries if (entry.person_id, entry.mark) not in marks]
        if missing:
            erased = [asdict(entry) for entry in (*held, *missing)]
            self._beside({"secret": self._secret(), "erased": erased}).replace(self.path)

    def _secret(self) -> str:
        held = self._read()
        if held is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside = self._beside({"secret": secrets.token_hex(32), "erased": []})
            # Another process may do the same at this moment: the first one stays.
            with suppress(FileExistsError):
                self.path.hardlink_to(beside)
            beside.unlink()
            held = self._read()
        return str(held["secret"]) if held else ""

    def _read(self) -> dict[str, Any] | None:
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            held: dict[str, Any] = json.loads(text)
            _ = held["secret"], [Entry(**row) for row in held["erased"]]
        except (ValueError, TypeError, KeyError) as error:
            raise Misconfigured([UNREADABLE.format(path=self.path)]) from error
        return held

    def _beside(self, content: dict[str, Any]) -> Path:
        """The content in a file of its own, whole, to be put in place at once."""
        path = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        return path


def _mark(secret: str, key: str) -> str:
    made = hmac.new(bytes.fromhex(secret), key.encode(), hashlib.sha256).hexdigest()
    return f"{_name(secret)}:{made}"[:MARK_LENGTH]


def _name(secret: str) -> str:
    """Tells one secret from another, and nothing of either."""
    return hashlib.sha256(bytes.fromhex(secret)).hexdigest()[:8]
