"""The files of a workspace: what is known of each, and its bytes. They live in memory; the state file keeps them."""

import mimetypes
import secrets
from collections.abc import Callable

from sandbox.errors import SlackError
from sandbox.model import File

TEXT = ("text/", "application/json")


class Files:
    """`tickets` lead from an upload URL to its file, until the upload is complete."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._files: dict[str, File] = {}
        self._contents: dict[str, bytes] = {}
        self._tickets: dict[str, str] = {}
        self._removed: set[str] = set()

    def add(
        self,
        name: str,
        content: bytes,
        *,
        user_id: str,
        title: str = "",
        alt_text: str = "",
        mimetype: str = "",
    ) -> File:
        """A whole file, which is not shared with anybody yet."""
        made = self._made(name, len(content), user_id, title, alt_text, mimetype)
        made.is_open = True
        self._contents[made.id] = content
        return made

    def expect(
        self, name: str, size: int, *, user_id: str, alt_text: str = "", snippet_type: str = ""
    ) -> tuple[File, str]:
        """A file whose bytes are still to come, and the ticket with which they may be brought."""
        made, ticket = self._made(name, size, user_id, "", alt_text, ""), secrets.token_urlsafe(24)
        made.snippet_type = snippet_type
        if snippet_type:
            made.mimetype = "text/plain"
        self._tickets[ticket] = made.id
        return made, ticket

    def expected(self, ticket: str) -> File | None:
        return self._files.get(self._tickets.get(ticket, ""))

    def receive(self, ticket: str, content: bytes) -> File:
        """The bytes that were announced, exactly as many."""
        file = self.expected(ticket)
        if file is None:
            raise SlackError("file_not_found")
        if len(content) != file.size:
            raise SlackError("invalid_length")
        self._contents[file.id] = content
        return file

    def complete(self, file: File, title: str) -> None:
        """From now on it can be seen; its upload URL ends."""
        file.is_open, file.title = True, title or file.title
        self._tickets = {ticket: held for ticket, held in self._tickets.items() if held != file.id}

    def get(self, file_id: str) -> File:
        """A file that can be seen."""
        if (found := self.find(file_id)) is None:
            raise SlackError("file_deleted" if file_id in self._removed else "file_not_found")
        return found

    def find(self, file_id: str) -> File | None:
        found = self._files.get(file_id)
        return found if found and found.is_open else None

    def arrived(self, file_id: str) -> File:
        """A file whose bytes are there, and whose upload is still to be completed."""
        found = self._files.get(file_id)
        if found is None or found.is_open or file_id not in self._contents:
            raise SlackError("file_not_found")
        return found

    def content(self, file_id: str) -> bytes:
        return self._contents[self.get(file_id).id]

    def all(self) -> list[File]:
        return [file for file in self._files.values() if file.is_open]

    def remove(self, file_id: str) -> None:
        del self._files[self.get(file_id).id], self._contents[file_id]
        self._removed.add(file_id)

    def restore(self, file: File, content: bytes) -> None:
        self._files[file.id], self._contents[file.id] = file, content

    def _made(self, name: str, size: int, user_id: str, title: str, alt_text: str, mimetype: str) -> File:
        made = File(
            id="F" + secrets.token_hex(5).upper(),
            name=name,
            title=title or name,
            mimetype=mimetype or mimetypes.guess_type(name)[0] or "application/octet-stream",
            size=size,
            user_id=user_id,
            created=int(self._now()),
            alt_text=alt_text,
        )
        self._files[made.id] = made
        return made


def is_text(file: File) -> bool:
    return file.mimetype.startswith(TEXT)
