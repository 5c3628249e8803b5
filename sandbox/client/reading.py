"""How far somebody has read: what is counted beside a channel's name, and where the line "New" stands."""

from sandbox.model import Channel, Message
from sandbox.workspace import Workspace

# Somebody's own words. All others the workspace itself tells, such as who joined.
SAID = ("", "bot_message", "file_share", "me_message", "thread_broadcast")
UNREAD_MOST = 100


def counts_for(message: Message, user_id: str) -> bool:
    """Whether this message can be news to them. Answers in threads are not: their thread tells of them."""
    is_own = message.user == user_id
    return message.subtype in SAID and not (message.deleted or message.is_reply or message.ephemeral_to or is_own)


def read_up_to(channel: Channel, user_id: str) -> str:
    return channel.last_read.get(user_id, "")


def unread(channel: Channel, user_id: str) -> int:
    """How many messages are news to them; nobody counts beyond UNREAD_MOST."""
    read, count = read_up_to(channel, user_id), 0
    for message in reversed(channel.messages):
        if message.ts <= read or count == UNREAD_MOST:
            break
        count += counts_for(message, user_id)
    return count


def mark_read(workspace: Workspace, channel: Channel, user_id: str, ts: str) -> None:
    """Reading never goes back: two tabs of one person may tell of it out of order."""
    if ts > read_up_to(channel, user_id):
        channel.last_read[user_id] = ts
        workspace.notices.tell("people", user=user_id)


def mark_unread(workspace: Workspace, channel: Channel, user_id: str, ts: str) -> None:
    """This message and what follows it are news again."""
    before = [message.ts for message in channel.messages if message.ts < ts]
    channel.last_read[user_id] = before[-1] if before else "0"
    workspace.notices.tell("people", user=user_id)
