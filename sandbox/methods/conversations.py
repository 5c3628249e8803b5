"""conversations.*: channels, who is in them, and what was said there."""

from bisect import bisect_left, bisect_right

from sandbox.errors import SlackError
from sandbox.methods.args import Args
from sandbox.methods.desk import HISTORY, READ, Desk
from sandbox.methods.pages import page, page_of_messages
from sandbox.model import Channel, Json, Message
from sandbox.render import channel_json, members_of, message_json

TS_LENGTH = len("1700000000.000000")
TYPE_OF = {"public_channel": "channel", "private_channel": "group", "im": "im"}


def open_conversation(desk: Desk, args: Args) -> Json:
    if channel_id := args.maybe_text("channel"):
        channel, known = desk.workspace.channel(channel_id), True
    else:
        user_id = _only_user(args)
        known = desk.workspace.direct_channel(user_id) is not None
        channel = desk.workspace.open_direct(user_id)
    whole = args.flag("return_im")
    shown = channel_json(desk.workspace, channel) if whole else {"id": channel.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if known else {})


def _only_user(args: Args) -> str:
    ids = args.listed("users")
    if not ids:
        raise SlackError("users_list_not_supplied")
    if len(ids) != 1:
        raise SlackError("method_not_supported_for_channel_type")
    return ids[0]


def list_conversations(desk: Desk, args: Args) -> Json:
    types = (args.maybe_text("types") or "public_channel").split(",")
    if not set(types) <= {*TYPE_OF, "mpim"}:
        raise SlackError("invalid_types")
    kinds = {TYPE_OF[name] for name in types if name in TYPE_OF}
    for kind in kinds:
        desk.need_scope(*READ[kind])
    found = [channel for channel in desk.workspace.channels.values() if channel.kind in kinds and desk.sees(channel)]
    if args.flag("exclude_archived"):
        found = [channel for channel in found if not channel.archived]
    shown, cursor = page(sorted(found, key=lambda channel: channel.name), args)
    channels = [channel_json(desk.workspace, channel) for channel in shown]
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def info(desk: Desk, args: Args) -> Json:
    channel = desk.channel(args, READ)
    shown = channel_json(desk.workspace, channel)
    if not args.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


def members(desk: Desk, args: Args) -> Json:
    shown, cursor = page(members_of(desk.workspace, desk.channel(args, READ)), args)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def history(desk: Desk, args: Args) -> Json:
    channel = _readable(desk, args)
    newest_first = reversed(_between(channel.messages, args))
    seen = (one for one in newest_first if one.in_channel and not (one.deleted or one.ephemeral_to))
    return _messages(desk, channel, args, *page_of_messages(seen, args, newest_first=True))


def replies(desk: Desk, args: Args) -> Json:
    channel, ts = _readable(desk, args), args.text("ts")
    parent = channel.message(ts)
    if parent is None or parent.deleted or parent.ephemeral_to:
        raise SlackError("thread_not_found")
    thread = [parent, *_between(desk.workspace.replies(channel.id, ts), args)]
    return _messages(desk, channel, args, *page_of_messages(thread, args, newest_first=False))


def _messages(desk: Desk, channel: Channel, args: Args, shown: list[Message], cursor: str) -> Json:
    metadata = args.flag("include_all_metadata")
    answer: Json = {
        "messages": [message_json(desk.workspace, channel, one, metadata) for one in shown],
        "has_more": bool(cursor),
    }
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _between(messages: list[Message], args: Args) -> list[Message]:
    """Those of these messages, oldest first, that lie between two instants."""
    oldest, latest, inclusive = _instant(args, "oldest"), _instant(args, "latest"), args.flag("inclusive")
    before, after = (bisect_left, bisect_right) if inclusive else (bisect_right, bisect_left)
    start = before(messages, oldest, key=_ts) if oldest else 0
    end = after(messages, latest, key=_ts) if latest else len(messages)
    return messages[start:end]


def _ts(message: Message) -> str:
    return message.ts


def _instant(args: Args, name: str) -> str | None:
    """As the ts of a message is written."""
    value = args.maybe_text(name)
    if not value or value == "now":
        return None
    try:
        return f"{max(float(value), 0):0{TS_LENGTH}.6f}"
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _readable(desk: Desk, args: Args) -> Channel:
    channel = desk.channel(args, HISTORY)
    if desk.app_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel
