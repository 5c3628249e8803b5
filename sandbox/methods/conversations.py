"""conversations.*: channels, who is in them, and what was said there."""

from sandbox.errors import SlackError
from sandbox.methods.desk import Args, Desk, page
from sandbox.model import Channel, Json, Message
from sandbox.render import channel_json, message_json

SCOPE_FAMILY = {"channel": "channels", "group": "groups", "im": "im"}
TYPE_OF = {"public_channel": "channel", "private_channel": "group", "im": "im"}


def open_conversation(desk: Desk, args: Args) -> Json:
    if channel_id := args.maybe_text("channel"):
        channel, known = desk.workspace.channel(channel_id), True
    else:
        user_id = _only_user(args.text("users"))
        known = desk.workspace.direct_channel(user_id) is not None
        channel = desk.workspace.open_direct(user_id)
    whole = args.flag("return_im")
    shown = channel_json(desk.workspace, channel) if whole else {"id": channel.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if known else {})


def _only_user(users: str) -> str:
    ids = [user_id.strip() for user_id in users.split(",") if user_id.strip()]
    if len(ids) != 1:
        raise SlackError("method_not_supported_for_channel_type")
    return ids[0]


def list_conversations(desk: Desk, args: Args) -> Json:
    types = (args.maybe_text("types") or "public_channel").split(",")
    if not set(types) <= {*TYPE_OF, "mpim"}:
        raise SlackError("invalid_types")
    kinds = {TYPE_OF[name] for name in types if name in TYPE_OF}
    for kind in kinds:
        desk.need_scope(f"{SCOPE_FAMILY[kind]}:read")
    found = [channel for channel in desk.workspace.channels.values() if channel.kind in kinds and _sees(desk, channel)]
    if args.flag("exclude_archived"):
        found = [channel for channel in found if not channel.archived]
    shown, cursor = page(sorted(found, key=lambda channel: channel.name), args)
    channels = [channel_json(desk.workspace, channel) for channel in shown]
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def info(desk: Desk, args: Args) -> Json:
    channel = _seen(desk, args, "read")
    shown = channel_json(desk.workspace, channel)
    if not args.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


def members(desk: Desk, args: Args) -> Json:
    shown, cursor = page(_seen(desk, args, "read").members, args)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def history(desk: Desk, args: Args) -> Json:
    channel = _readable(desk, args)
    everything = [one for one in channel.messages if not (one.deleted or one.ephemeral_to or one.is_reply)]
    newest_first = sorted(_between(everything, args), key=lambda one: one.ts, reverse=True)
    return _messages(desk, channel, newest_first, args)


def replies(desk: Desk, args: Args) -> Json:
    channel, ts = _readable(desk, args), args.text("ts")
    parent = next((one for one in channel.messages if one.ts == ts and not one.deleted), None)
    if parent is None or parent.ephemeral_to:
        raise SlackError("thread_not_found")
    thread = [parent, *_between(desk.workspace.replies(channel.id, ts), args)]
    return _messages(desk, channel, thread, args)


def _messages(desk: Desk, channel: Channel, messages: list[Message], args: Args) -> Json:
    shown, cursor = page(messages, args)
    metadata = args.flag("include_all_metadata")
    answer: Json = {
        "messages": [message_json(desk.workspace, channel, one, metadata) for one in shown],
        "has_more": bool(cursor),
    }
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _between(messages: list[Message], args: Args) -> list[Message]:
    oldest, latest = _instant(args, "oldest"), _instant(args, "latest")
    inclusive = args.flag("inclusive")

    def inside(ts: float) -> bool:
        after = oldest is None or ts > oldest or (inclusive and ts == oldest)
        return after and (latest is None or ts < latest or (inclusive and ts == latest))

    return [message for message in messages if inside(float(message.ts))]


def _instant(args: Args, name: str) -> float | None:
    value = args.maybe_text(name)
    if not value or value == "now":
        return None
    try:
        return float(value)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _sees(desk: Desk, channel: Channel) -> bool:
    return not channel.is_private or desk.workspace.app.user_id in channel.members


def _seen(desk: Desk, args: Args, scope: str) -> Channel:
    channel = desk.workspace.channel(args.text("channel"))
    if not _sees(desk, channel):
        raise SlackError("channel_not_found")
    desk.need_scope(f"{SCOPE_FAMILY[channel.kind]}:{scope}")
    return channel


def _readable(desk: Desk, args: Args) -> Channel:
    channel = _seen(desk, args, "history")
    if desk.workspace.app.user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel
