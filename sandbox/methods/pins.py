"""pins.*: the messages that a channel keeps at hand."""

from sandbox.errors import SlackError
from sandbox.methods.args import Args
from sandbox.methods.desk import Desk
from sandbox.model import Channel, Json


def add(desk: Desk, args: Args) -> Json:
    desk.messages.pin(*_item(desk, args), desk.app_user)
    return {}


def remove(desk: Desk, args: Args) -> Json:
    desk.messages.unpin(*_item(desk, args), desk.app_user)
    return {}


def list_pins(desk: Desk, args: Args) -> Json:
    channel = _channel(desk, args)
    if desk.app_user not in channel.members:
        raise SlackError("not_in_channel")
    return {"items": [desk.messages.pin_json(channel, message) for message in desk.messages.pinned(channel)]}


def _item(desk: Desk, args: Args) -> tuple[Channel, str]:
    channel = _channel(desk, args)
    if not (ts := args.maybe_text("timestamp")):
        raise SlackError("no_item_specified")
    return channel, ts


def _channel(desk: Desk, args: Args) -> Channel:
    if not args.maybe_text("channel"):
        raise SlackError("channel_not_found")
    return desk.channel(args)
