"""reactions.*: what the app answers with an emoji, and what others did."""

from sandbox.errors import SlackError
from sandbox.methods.args import Args
from sandbox.methods.desk import Desk
from sandbox.methods.pages import page
from sandbox.model import Channel, Json, Message
from sandbox.render import message_json, permalink


def add(desk: Desk, args: Args) -> Json:
    name, (channel, ts) = _name(args), item(desk, args)
    desk.messages.react(channel, ts, name, desk.app_user)
    return {}


def remove(desk: Desk, args: Args) -> Json:
    name, (channel, ts) = _name(args), item(desk, args)
    desk.messages.unreact(channel, ts, name, desk.app_user)
    return {}


def get(desk: Desk, args: Args) -> Json:
    channel, ts = item(desk, args)
    message = desk.messages.find(channel, ts)
    if desk.app_user not in channel.members:
        raise SlackError("not_in_channel")
    return _shown(desk, channel, message)


def list_reactions(desk: Desk, args: Args) -> Json:
    """What somebody has reacted to, the newest message first."""
    user = desk.workspace.user(args.maybe_text("user") or desk.app_user)
    found = [
        (channel, message)
        for channel in desk.workspace.channels.values()
        if desk.sees(channel)
        for message in channel.messages
        if not message.deleted and any(user.id in users for users in message.reactions.values())
    ]
    shown, cursor = page(sorted(found, key=lambda pair: pair[1].ts, reverse=True), args)
    items = [_shown(desk, channel, message) for channel, message in shown]
    return {"items": items, "response_metadata": {"next_cursor": cursor}}


def item(desk: Desk, args: Args) -> tuple[Channel, str]:
    """The message that a call is about: its channel, and its ts."""
    if not args.maybe_text("channel") or not args.maybe_text("timestamp"):
        raise SlackError("no_item_specified")
    return desk.channel(args), args.text("timestamp")


def _name(args: Args) -> str:
    if not (name := args.maybe_text("name")):
        raise SlackError("invalid_name")
    return name


def _shown(desk: Desk, channel: Channel, message: Message) -> Json:
    link = permalink(desk.workspace, channel, message)
    shown = {**message_json(desk.workspace, channel, message), "permalink": link}
    return {"type": "message", "channel": channel.id, "message": shown}
