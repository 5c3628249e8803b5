"""Every method of the Web API that there is here: what it does, the scope it needs, who may call it, how often."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.methods import (
    auth,
    bookmarks,
    channels,
    chat,
    conversations,
    files,
    pins,
    reactions,
    team,
    user_groups,
    users,
    views,
)
from sandbox.methods.args import Args
from sandbox.methods.desk import Desk
from sandbox.model import Json
from sandbox.rates import Tier

TokenKind = Literal["bot", "app"]


@dataclass(frozen=True)
class Method:
    """`tier` is Slack's: calls per minute; "message" is one a second and channel.

    "special" has no limit here: Slack tolerates bursts of them, and an app whose sockets were cut has to come back.
    """

    do: Callable[[Desk, Args], Json]
    tier: Tier
    scope: str | None = None
    caller: TokenKind = "bot"


METHODS: dict[str, Method] = {
    "apps.connections.open": Method(auth.open_connection, "special", caller="app"),
    "auth.revoke": Method(auth.revoke, 3),
    "auth.test": Method(auth.test, "special"),
    "bookmarks.add": Method(bookmarks.add, 2, "bookmarks:write"),
    "bookmarks.list": Method(bookmarks.list_bookmarks, 3, "bookmarks:read"),
    "bookmarks.remove": Method(bookmarks.remove, 2, "bookmarks:write"),
    "bots.info": Method(team.bot_info, 3, "users:read"),
    "chat.delete": Method(chat.delete, 3, "chat:write"),
    "chat.getPermalink": Method(chat.get_permalink, "special"),
    "chat.postEphemeral": Method(chat.post_ephemeral, 4, "chat:write"),
    "chat.postMessage": Method(chat.post_message, "message", "chat:write"),
    "chat.update": Method(chat.update, 3, "chat:write"),
    "conversations.archive": Method(channels.archive, 2),
    "conversations.create": Method(channels.create, 2),
    "conversations.history": Method(conversations.history, 3),
    "conversations.info": Method(conversations.info, 3),
    "conversations.invite": Method(channels.invite, 3),
    "conversations.join": Method(channels.join, 3),
    "conversations.kick": Method(channels.kick, 3),
    "conversations.leave": Method(channels.leave, 3),
    "conversations.list": Method(conversations.list_conversations, 2),
    "conversations.members": Method(conversations.members, 4),
    "conversations.open": Method(conversations.open_conversation, 3, "im:write"),
    "conversations.rename": Method(channels.rename, 2),
    "conversations.replies": Method(conversations.replies, 3),
    "conversations.setPurpose": Method(channels.set_purpose, 2),
    "conversations.setTopic": Method(channels.set_topic, 2),
    "conversations.unarchive": Method(channels.unarchive, 2),
    "files.completeUploadExternal": Method(files.complete_upload, 4, "files:write"),
    "files.delete": Method(files.delete, 3, "files:write"),
    "files.getUploadURLExternal": Method(files.get_upload_url, 4, "files:write"),
    "files.info": Method(files.info, 4, "files:read"),
    "pins.add": Method(pins.add, 2, "pins:write"),
    "pins.list": Method(pins.list_pins, 2, "pins:read"),
    "pins.remove": Method(pins.remove, 2, "pins:write"),
    "reactions.add": Method(reactions.add, 3, "reactions:write"),
    "reactions.get": Method(reactions.get, 3, "reactions:read"),
    "reactions.list": Method(reactions.list_reactions, 2, "reactions:read"),
    "reactions.remove": Method(reactions.remove, 2, "reactions:write"),
    "team.info": Method(team.info, 3, "team:read"),
    "usergroups.list": Method(user_groups.list_groups, 2, "usergroups:read"),
    "usergroups.users.list": Method(user_groups.list_users, 2, "usergroups:read"),
    "users.info": Method(users.info, 4, "users:read"),
    "users.list": Method(users.list_users, 2, "users:read"),
    "users.lookupByEmail": Method(users.lookup_by_email, 3, "users:read.email"),
    "views.open": Method(views.open_view, 4),
    "views.publish": Method(views.publish, 4),
    "views.push": Method(views.push, 4),
    "views.update": Method(views.update, 4),
}
