"""conversations.*: what the app does to channels: join and leave, create and archive, names, topics, and who is in."""

from sandbox.errors import SlackError
from sandbox.methods.args import Args
from sandbox.methods.desk import MANAGE, Desk, ScopesByKind
from sandbox.model import Channel, Json
from sandbox.render import channel_json

INVITED_MOST = 100
JOIN: ScopesByKind = {"channel": ("channels:join",), "group": ("channels:join",), "im": ("channels:join",)}
INVITE: ScopesByKind = {
    "channel": ("channels:manage", "channels:write.invites"),
    "group": ("groups:write", "groups:write.invites"),
    "im": ("im:write",),
}
SET_TOPIC: ScopesByKind = {
    "channel": ("channels:manage", "channels:write.topic"),
    "group": ("groups:write", "groups:write.topic"),
    "im": ("im:write", "im:write.topic"),
}


def create(desk: Desk, args: Args) -> Json:
    is_private = args.flag("is_private")
    desk.need_scope(*MANAGE["group" if is_private else "channel"])
    return _shown(desk, desk.channels.create(args.maybe_text("name") or "", is_private, desk.app_user))


def join(desk: Desk, args: Args) -> Json:
    channel = desk.channel(args, JOIN)
    if channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if desk.channels.join(channel, desk.app_user):
        return _shown(desk, channel)
    already = "already_in_channel"
    return _shown(desk, channel) | {"warning": already, "response_metadata": {"warnings": [already]}}


def invite(desk: Desk, args: Args) -> Json:
    channel, wanted = desk.channel(args, INVITE), args.listed("users")
    if not wanted:
        raise SlackError("no_user")
    if len(wanted) > INVITED_MOST:
        raise SlackError("invalid_arguments", [f"[ERROR] no more than {INVITED_MOST} users at once"])
    desk.channels.check_inviter(channel, desk.app_user)
    codes = {user_id: desk.channels.why_not_invite(channel, user_id, desk.app_user) for user_id in wanted}
    welcome = [user_id for user_id, code in codes.items() if not code]
    errors = [{"user": user_id, "ok": False, "error": code} for user_id, code in codes.items() if code]
    if errors and not (welcome and args.flag("force")):
        raise SlackError(str(errors[0]["error"]), errors=errors)
    for user_id in welcome:
        desk.channels.invite(channel, user_id, desk.app_user)
    return _shown(desk, channel) | ({"errors": errors} if errors else {})


def kick(desk: Desk, args: Args) -> Json:
    channel = desk.channel(args, MANAGE)
    desk.channels.kick(channel, args.text("user"), desk.app_user)
    return {"errors": {}}


def leave(desk: Desk, args: Args) -> Json:
    left = desk.channels.leave(desk.channel(args, MANAGE), desk.app_user)
    return {} if left else {"not_in_channel": True}


def archive(desk: Desk, args: Args) -> Json:
    desk.channels.archive(desk.channel(args, MANAGE), desk.app_user)
    return {}


def unarchive(desk: Desk, args: Args) -> Json:
    desk.channels.unarchive(desk.channel(args, MANAGE), desk.app_user)
    return {}


def rename(desk: Desk, args: Args) -> Json:
    """An app may rename only what it has made itself."""
    channel = desk.channel(args, MANAGE)
    if not channel.is_im and desk.app_user in channel.members and channel.creator != desk.app_user:
        raise SlackError("not_authorized")
    desk.channels.rename(channel, args.maybe_text("name") or "", desk.app_user)
    return _shown(desk, channel)


def set_topic(desk: Desk, args: Args) -> Json:
    channel = desk.channel(args, SET_TOPIC)
    desk.channels.set_topic(channel, _given(args, "topic"), desk.app_user)
    return _shown(desk, channel)


def set_purpose(desk: Desk, args: Args) -> Json:
    channel, purpose = desk.channel(args, SET_TOPIC), _given(args, "purpose")
    desk.channels.set_purpose(channel, purpose, desk.app_user)
    return {"purpose": purpose}


def _given(args: Args, name: str) -> str:
    """It may be empty, but must be there."""
    return args.maybe_text(name) or "" if args.has(name) else args.text(name)


def _shown(desk: Desk, channel: Channel) -> Json:
    return {"channel": channel_json(desk.workspace, channel)}
