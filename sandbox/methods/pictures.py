"""Images in blocks that show a file of the workspace: it must be there, a picture, and one that the app can see."""

from typing import Any
from urllib.parse import unquote, urlsplit

from sandbox.errors import SlackError
from sandbox.methods.desk import Desk

PICTURES = ("image/png", "image/jpeg", "image/gif")


def check_pictures(desk: Desk, blocks: Any, pointer: str, code: str) -> None:
    """`code` is the refusal, which names each place."""
    faults = [f"invalid slack file [json-pointer:{place}]" for place in _wrong(desk, blocks, pointer)]
    if faults:
        raise SlackError(code, [f"[ERROR] {fault}" for fault in faults], errors=faults)


def _wrong(desk: Desk, value: Any, pointer: str) -> list[str]:
    if isinstance(value, list):
        return [place for number, one in enumerate(value) for place in _wrong(desk, one, f"{pointer}/{number}")]
    if not isinstance(value, dict):
        return []
    named = value.get("slack_file")
    mine = [f"{pointer}/slack_file"] if isinstance(named, dict) and not _is_picture(desk, named) else []
    return mine + [place for key, one in value.items() for place in _wrong(desk, one, f"{pointer}/{key}")]


def _is_picture(desk: Desk, named: dict[str, Any]) -> bool:
    file = desk.workspace.files.find(str(named.get("id") or _id_in(str(named.get("url", "")))))
    return file is not None and file.mimetype in PICTURES and desk.sees_file(file)


def _id_in(url: str) -> str:
    """The id in a private URL, or in the permalink of a file."""
    parts = unquote(urlsplit(url).path).split("/")
    if len(parts) > 2 and parts[1] == "files-pri":
        return parts[2].rpartition("-")[2]
    return parts[3] if len(parts) > 3 and parts[1] == "files" else ""
