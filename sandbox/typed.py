"""What a person types, as Slack passes it on: escaped, with mentions turned into ids."""

import re

from sandbox.workspace import Workspace

MENTION = re.compile(r"(?<![\w.])@([\w.-]*\w)")
CHANNEL = re.compile(r"(?<![\w&])#([\w-]+)")
BROADCASTS = ("here", "channel", "everyone")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def with_mentions(workspace: Workspace, text: str) -> str:
    people = {user.name: user.id for user in workspace.users.values()}
    groups = {group.handle: group.id for group in workspace.user_groups.values() if group.enabled}
    channels = {one.name: one.id for one in workspace.channels.values() if not one.is_im}

    def person(found: re.Match[str]) -> str:
        name = found[1]
        if name in BROADCASTS:
            return f"<!{name}>"
        if name in groups:
            return f"<!subteam^{groups[name]}|@{name}>"
        return f"<@{people[name]}>" if name in people else found[0]

    def channel(found: re.Match[str]) -> str:
        return f"<#{channels[found[1]]}|{found[1]}>" if found[1] in channels else found[0]

    return CHANNEL.sub(channel, MENTION.sub(person, escaped(text)))
