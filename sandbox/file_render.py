"""A file in the JSON in which Slack shows it to apps."""

from pathlib import PurePath
from urllib.parse import quote

from sandbox.files import is_text
from sandbox.model import Channel, File, Json, Share
from sandbox.workspace import Workspace

PRETTY = {"txt": "Plain Text", "md": "Markdown (raw)", "jpg": "JPEG", "jpeg": "JPEG", "text": "Plain Text"}


def file_url(workspace: Workspace, file: File, folder: str = "") -> str:
    return f"{workspace.address}/files-pri/{workspace.team.id}-{file.id}/{folder}{quote(file.name)}"


def file_json(workspace: Workspace, file: File) -> Json:
    kind = file.snippet_type or PurePath(file.name).suffix.lstrip(".").lower() or _unnamed(file)
    shown: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": kind,
        "pretty_type": PRETTY.get(kind, kind.upper()),
        "user": file.user_id,
        "user_team": workspace.team.id,
        "editable": bool(file.snippet_type),
        "size": file.size,
        "mode": "snippet" if file.snippet_type else "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(not channel.is_private for channel, _ in _places(workspace, file)),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": file_url(workspace, file),
        "url_private_download": file_url(workspace, file, "download/"),
        "permalink": f"https://{workspace.team.domain}.slack.com/files/{file.user_id}/{file.id}/{quote(file.name)}",
        "file_access": "visible",
        "has_rich_preview": False,
    }
    return shown | ({"alt_txt": file.alt_text} if file.alt_text else {})


def _unnamed(file: File) -> str:
    return "text" if is_text(file) else "binary"


def shares_json(workspace: Workspace, file: File) -> Json:
    """Where a file is shared: the conversations by kind, and the messages in them."""
    ids: dict[str, list[str]] = {"channel": [], "group": [], "im": []}
    shares: Json = {}
    for channel, share in _places(workspace, file):
        if channel.id not in ids[channel.kind]:
            ids[channel.kind].append(channel.id)
        by_channel = shares.setdefault("private" if channel.is_private else "public", {})
        by_channel.setdefault(channel.id, []).append(_share(workspace, channel, share))
    return {"channels": ids["channel"], "groups": ids["group"], "ims": ids["im"], "shares": shares}


def _share(workspace: Workspace, channel: Channel, share: Share) -> Json:
    replies = workspace.replies(channel.id, share.ts)
    people = list(dict.fromkeys(reply.user for reply in replies))
    told: Json = {
        "ts": share.ts,
        "channel_name": channel.name,
        "team_id": workspace.team.id,
        "reply_users": people,
        "reply_users_count": len(people),
        "reply_count": len(replies),
    }
    message = channel.message(share.ts)
    return told | ({"thread_ts": message.thread_ts} if message and message.is_reply else {})


def _places(workspace: Workspace, file: File) -> list[tuple[Channel, Share]]:
    """The messages that are still there."""
    found = [(workspace.channel(share.channel_id), share) for share in file.shares]
    return [(channel, share) for channel, share in found if (said := channel.message(share.ts)) and not said.deleted]
