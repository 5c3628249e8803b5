"""People, channels, messages and views in the JSON in which Slack shows them to apps."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.file_render import file_json
from sandbox.model import BROADCAST, Channel, Json, Message, User, View
from sandbox.workspace import Workspace


def user_json(workspace: Workspace, user: User, with_email: bool) -> Json:
    shown: Json = {
        "id": user.id,
        "team_id": workspace.team.id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": _tz_offset(user.tz, workspace.now()),
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
        "profile": _profile(workspace, user, with_email),
    }
    return shown


def _profile(workspace: Workspace, user: User, with_email: bool) -> Json:
    profile: Json = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "title": user.title,
        "team": workspace.team.id,
    }
    if user.is_bot:
        profile |= {"bot_id": workspace.app.bot_id, "api_app_id": workspace.app.id}
    elif with_email:
        profile["email"] = user.email
    return profile


def _tz_offset(zone: str, now: float) -> int:
    offset = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    shared: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_im": channel.is_im,
        "is_mpim": False,
        "is_group": channel.is_private and not channel.is_im,
        "is_channel": not channel.is_private,
        "is_private": channel.is_private,
        "is_archived": channel.archived,
        "is_org_shared": False,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": workspace.team.id,
    }
    if channel.is_im:
        return shared | {"user": channel.im_user, "is_user_deleted": workspace.user(channel.im_user or "").deleted}
    return shared | {
        "name": channel.name,
        "name_normalized": channel.name,
        "creator": channel.creator,
        "unlinked": 0,
        "is_general": channel.is_general,
        "is_member": workspace.app.user_id in channel.members,
        "num_members": len(members_of(workspace, channel)),
        "topic": _set_text(channel, "topic", channel.topic),
        "purpose": _set_text(channel, "purpose", channel.purpose),
        "previous_names": channel.previous_names,
    }


def members_of(workspace: Workspace, channel: Channel) -> list[str]:
    """Who counts as a member: somebody whose account is deactivated does not, until it is active again."""
    return [user_id for user_id in channel.members if not workspace.user(user_id).deleted]


def _set_text(channel: Channel, what: str, value: str) -> Json:
    return {"value": value, **channel.set_by.get(what, {"creator": "", "last_set": 0})}


def channel_event_json(channel: Channel) -> Json:
    """The few fields that events tell of a channel."""
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "is_channel": not channel.is_private,
        "is_mpim": False,
    }


def permalink(workspace: Workspace, channel: Channel, message: Message) -> str:
    link = f"https://{workspace.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else link


def message_json(workspace: Workspace, channel: Channel, message: Message, with_metadata: bool = False) -> Json:
    shown: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": workspace.team.id,
    }
    if message.subtype:
        shown |= {"subtype": message.subtype, **message.told}
    if message.bot_id:
        shown |= {"bot_id": message.bot_id, "app_id": workspace.app.id, "bot_profile": _bot_profile(workspace)}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.metadata and with_metadata:
        shown["metadata"] = message.metadata
    if message.files:
        files = [_file(workspace, file_id) for file_id in message.files]
        shown |= {"files": files, "upload": True, "display_as_bot": False}
    return shown | _marks(channel, message) | _thread_json(workspace, channel, message)


def _file(workspace: Workspace, file_id: str) -> Json:
    """Of a file that was deleted, its stone."""
    found = workspace.files.find(file_id)
    return file_json(workspace, found) if found else {"id": file_id, "mode": "tombstone"}


def _marks(channel: Channel, message: Message) -> Json:
    """What people have put on a message: reactions, a pin."""
    marks: Json = {}
    if message.reactions:
        marks["reactions"] = reactions_json(message)
    if message.pin:
        info = {"channel": channel.id, "pinned_by": message.pin.user_id, "pinned_ts": message.pin.at}
        marks |= {"pinned_to": [channel.id], "pinned_info": info}
    return marks


def reactions_json(message: Message) -> list[Json]:
    return [{"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()]


def _thread_json(workspace: Workspace, channel: Channel, message: Message) -> Json:
    if message.is_reply:
        parent = channel.message(message.thread_ts or "")
        if parent and message.subtype == BROADCAST:
            return {"thread_ts": message.thread_ts, "root": message_json(workspace, channel, parent)}
        return {"thread_ts": message.thread_ts} | ({"parent_user_id": parent.user} if parent else {})
    replies = workspace.replies(channel.id, message.ts) if message.replies else []
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "reply_users": people,
        "latest_reply": replies[-1].ts,
    }


def _bot_profile(workspace: Workspace) -> Json:
    app = workspace.app
    return {"id": app.bot_id, "app_id": app.id, "name": app.name, "deleted": False, "team_id": workspace.team.id}


def view_json(view: View) -> Json:
    """Every field that Slack shows of a view, given or not."""
    body = view.body
    return {
        "id": view.id,
        "team_id": view.team_id,
        "type": view.type,
        "blocks": view.blocks,
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": view.state},
        "hash": view.hash,
        "title": body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "app_id": view.app_id,
        "external_id": view.external_id,
        "app_installed_team_id": view.team_id,
        "bot_id": view.bot_id,
    }
