"""chat.*: what the app says."""

from typing import Any

from sandbox.blocks import named
from sandbox.errors import SlackError
from sandbox.methods.args import Args
from sandbox.methods.desk import Desk
from sandbox.methods.links import linked_files
from sandbox.methods.pictures import check_pictures
from sandbox.model import BROADCAST, TOMBSTONE, Channel, Json, Message
from sandbox.render import message_json, permalink
from sandbox.rules import TEXT_CUT, TEXT_UPDATE, check_message, check_metadata


def post_message(desk: Desk, args: Args) -> Json:
    channel = _reachable(desk, args.text("channel"))
    text, blocks = _content(desk, args)
    thread_ts = thread_of(desk, channel, args)
    files = [] if blocks else linked_files(desk, args, text)
    message = desk.workspace.add_message(
        channel.id,
        text[:TEXT_CUT],
        user=desk.workspace.app.user_id,
        bot_id=desk.workspace.app.bot_id,
        blocks=named(blocks or []),
        thread_ts=thread_ts,
        metadata=_metadata(args),
        subtype=BROADCAST if thread_ts and args.flag("reply_broadcast") else "",
        files=[file.id for file in files],
    )
    desk.messages.note_shares(channel, message, files)
    desk.telling.said(channel, message)
    shown = message_json(desk.workspace, channel, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(desk: Desk, args: Args) -> Json:
    channel = _reachable(desk, args.text("channel"))
    user = desk.workspace.users.get(args.text("user"))
    if user is None or user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = _content(desk, args)
    message = desk.workspace.add_message(
        channel.id,
        text[:TEXT_CUT],
        user=desk.workspace.app.user_id,
        bot_id=desk.workspace.app.bot_id,
        blocks=named(blocks or []),
        thread_ts=thread_of(desk, channel, args),
        ephemeral_to=user.id,
    )
    return {"message_ts": message.ts}


def update(desk: Desk, args: Args) -> Json:
    channel, message = _own_message(desk, args, "cant_update_message")
    text, blocks = _content(desk, args)
    if len(text) > TEXT_UPDATE:
        raise SlackError("msg_too_long")
    metadata = _metadata(args) if args.has("metadata") else message.metadata
    kept = message.blocks if blocks is None else named(blocks)
    words = text if args.has("text") else message.text
    changed = desk.messages.edit(channel, message.ts, words, kept, metadata)
    shown = message_json(desk.workspace, channel, changed, with_metadata=True)
    return {"channel": channel.id, "ts": changed.ts, "text": changed.text, "message": shown}


def delete(desk: Desk, args: Args) -> Json:
    channel, message = _own_message(desk, args, "cant_delete_message")
    desk.messages.delete(channel, message.ts)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(desk: Desk, args: Args) -> Json:
    channel, ts = desk.channel(args), args.text("message_ts")
    message = desk.workspace.message(channel.id, ts)
    if message.ephemeral_to:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(desk.workspace, channel, message)}


def _reachable(desk: Desk, wanted: str) -> Channel:
    """The channel of this id, of this #name, or the direct messages with this user; the app must be able to write."""
    workspace = desk.workspace
    if (user := workspace.users.get(wanted)) is not None:
        if user.deleted or user.is_bot:
            raise SlackError("channel_not_found")
        channel = workspace.open_direct(user.id)
    elif wanted.startswith("#"):
        channel = workspace.find_channel(wanted)
    else:
        channel = workspace.channel(wanted)
    return _writable(desk, channel)


def _writable(desk: Desk, channel: Channel) -> Channel:
    app = desk.workspace.app
    if app.user_id not in channel.members:
        if channel.is_private:
            raise SlackError("channel_not_found")
        if "chat:write.public" not in app.scopes:
            raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    if channel.is_im and not app.messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel


def _content(desk: Desk, args: Args) -> tuple[str, list[Json] | None]:
    """Text and blocks; None where the call says nothing of blocks."""
    text = args.maybe_text("text") or ""
    blocks: Any = args.tree("blocks", "invalid_blocks_format")
    if blocks is not None:
        check_message(blocks)
        check_pictures(desk, blocks, "/blocks", "invalid_blocks")
    if not text and not blocks:
        raise SlackError("no_text")
    return text, blocks


def thread_of(desk: Desk, channel: Channel, args: Args) -> str | None:
    wanted = args.maybe_text("thread_ts")
    if not wanted:
        return None
    try:
        parent = desk.workspace.message(channel.id, wanted)
    except SlackError:
        raise SlackError("thread_not_found") from None
    return parent.thread_ts or parent.ts


def _metadata(args: Args) -> Json | None:
    metadata: Any = args.tree("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    check_metadata(metadata)
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


def _own_message(desk: Desk, args: Args, refusal: str) -> tuple[Channel, Message]:
    channel = desk.workspace.channel(args.text("channel"))
    message = desk.workspace.message(channel.id, args.text("ts"))
    if message.ephemeral_to or message.subtype == TOMBSTONE:
        raise SlackError("message_not_found")
    if message.bot_id != desk.workspace.app.bot_id:
        raise SlackError(refusal)
    if channel.archived:
        raise SlackError("is_archived")
    return channel, message
