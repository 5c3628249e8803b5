"""bookmarks.*: the links above a channel."""

import re
import secrets

from sandbox.errors import SlackError
from sandbox.methods.args import Args
from sandbox.methods.desk import Desk
from sandbox.model import Bookmark, Channel, Json

EMOJI = re.compile(r":[\w+'-]+:")
BOOKMARKS_MOST = 100


def add(desk: Desk, args: Args) -> Json:
    channel, title = _channel(desk, args), args.text("title")
    if args.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    made = Bookmark(
        id="Bk" + secrets.token_hex(5).upper(),
        title=title,
        link=_link(args),
        emoji=_emoji(args),
        created=int(desk.workspace.now()),
        user_id=desk.app_user,
    )
    if len(channel.bookmarks) >= BOOKMARKS_MOST:
        raise SlackError("too_many_bookmarks")
    channel.bookmarks.append(made)
    desk.workspace.notices.tell("channel", channel=channel.id)
    return {"bookmark": _shown(desk, channel, made)}


def list_bookmarks(desk: Desk, args: Args) -> Json:
    channel = _channel(desk, args)
    return {"bookmarks": [_shown(desk, channel, one) for one in channel.bookmarks]}


def remove(desk: Desk, args: Args) -> Json:
    channel, wanted = _channel(desk, args), args.text("bookmark_id")
    left = [one for one in channel.bookmarks if one.id != wanted]
    if len(left) == len(channel.bookmarks):
        raise SlackError("not_found")
    channel.bookmarks = left
    desk.workspace.notices.tell("channel", channel=channel.id)
    return {}


def _channel(desk: Desk, args: Args) -> Channel:
    channel = desk.channel(args, name="channel_id")
    if desk.app_user not in channel.members:
        raise SlackError("access_denied")
    return channel


def _link(args: Args) -> str:
    link = args.maybe_text("link") or ""
    if not link.startswith(("http://", "https://")):
        raise SlackError("invalid_link")
    return link


def _emoji(args: Args) -> str:
    emoji = args.maybe_text("emoji") or ""
    if emoji and not EMOJI.fullmatch(emoji):
        raise SlackError("invalid_emoji")
    return emoji


def _shown(desk: Desk, channel: Channel, bookmark: Bookmark) -> Json:
    return {
        "id": bookmark.id,
        "channel_id": channel.id,
        "title": bookmark.title,
        "link": bookmark.link,
        "emoji": bookmark.emoji,
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": bookmark.created,
        "date_updated": 0,
        "rank": "g",
        "last_updated_by_user_id": bookmark.user_id,
        "last_updated_by_team_id": desk.workspace.team.id,
        "shortcut_id": None,
        "app_id": None,
    }
