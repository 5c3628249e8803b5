"""files.*: an upload in three steps, and what is known of a file.

The app asks for a URL, posts the bytes to it, and completes the upload; a file that is not completed is never seen.
"""

from typing import Any

from sandbox.blocks import named
from sandbox.errors import SlackError
from sandbox.file_render import file_json, shares_json
from sandbox.methods.args import Args
from sandbox.methods.chat import thread_of
from sandbox.methods.desk import Desk
from sandbox.methods.pictures import check_pictures
from sandbox.model import Channel, File, Json
from sandbox.rules import check_message

ALT_MOST, SNIPPET_MOST, CHANNELS_MOST = 1000, 1_000_000, 100


def get_upload_url(desk: Desk, args: Args) -> Json:
    name, size = args.text("filename"), args.number("length", 0)
    if not args.has("length"):
        args.text("length")
    if size < 1:
        raise SlackError("missing_argument")
    alt_text, snippet = args.maybe_text("alt_txt") or "", args.maybe_text("snippet_type") or ""
    if len(alt_text) > ALT_MOST:
        raise SlackError("alt_txt_too_large")
    if snippet and size > SNIPPET_MOST:
        raise SlackError("snippet_too_large")
    file, ticket = desk.workspace.files.expect(
        name, size, user_id=desk.app_user, alt_text=alt_text, snippet_type=snippet
    )
    return {"upload_url": f"{desk.workspace.address}/upload/v1/{ticket}", "file_id": file.id}


def complete_upload(desk: Desk, args: Args) -> Json:
    titles = _titles(args)
    files = [desk.workspace.files.arrived(file_id) for file_id in titles]
    places = _places(desk, args)
    threads = [thread_of(desk, channel, args) for channel in places]
    text = args.maybe_text("initial_comment") or ""
    blocks = [] if text else _blocks(desk, args)
    for file in files:
        desk.workspace.files.complete(file, titles[file.id])
        desk.telling.file_created(file)
    for channel, thread_ts in zip(places, threads, strict=True):
        desk.messages.share(
            channel,
            files,
            desk.app_user,
            text=text,
            blocks=named(blocks),
            thread_ts=thread_ts,
            bot_id=desk.workspace.app.bot_id,
        )
    return {"files": [file_json(desk.workspace, file) for file in files]}


def info(desk: Desk, args: Args) -> Json:
    file = _visible(desk, args)
    shown = {**file_json(desk.workspace, file), **shares_json(desk.workspace, file), "comments_count": 0}
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(desk: Desk, args: Args) -> Json:
    file = _visible(desk, args)
    if file.user_id != desk.app_user:
        raise SlackError("cant_delete_file")
    desk.messages.delete_file(file)
    return {}


def _visible(desk: Desk, args: Args) -> File:
    file = desk.workspace.files.get(args.text("file"))
    if not desk.sees_file(file):
        raise SlackError("file_not_found")
    return file


def _titles(args: Args) -> dict[str, str]:
    """The titles of the files by their ids."""
    given: Any = args.tree("files", "invalid_arguments")
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) and one.get("id") for one in given):
        raise SlackError("invalid_arguments", ["[ERROR] must be an array of objects with an id: files"])
    return {str(one["id"]): str(one.get("title") or "") for one in given}


def _places(desk: Desk, args: Args) -> list[Channel]:
    """Where the files go; none keeps them unshared."""
    wanted = args.listed("channels") or args.listed("channel_id")
    if len(wanted) > CHANNELS_MOST:
        raise SlackError("channels_limit_exceeded")
    return [_place(desk, one) for one in dict.fromkeys(wanted)]


def _place(desk: Desk, wanted: str) -> Channel:
    user = desk.workspace.users.get(wanted)
    if user and (user.is_bot or user.deleted):
        raise SlackError("channel_not_found")
    channel = desk.workspace.open_direct(user.id) if user else desk.workspace.channel(wanted)
    if not desk.sees(channel):
        raise SlackError("channel_not_found")
    if desk.app_user not in channel.members:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("posting_to_channel_denied")
    return channel


def _blocks(desk: Desk, args: Args) -> list[Json]:
    blocks: Any = args.tree("blocks", "invalid_blocks") or []
    check_message(blocks)
    check_pictures(desk, blocks, "/blocks", "invalid_blocks")
    if any(block["type"] == "markdown" for block in blocks):
        # Slack takes this block in messages, yet fails over it here.
        raise SlackError("internal_error")
    return list(blocks)
