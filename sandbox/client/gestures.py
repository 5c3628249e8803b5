"""What a person does besides talking, as JSON: reactions, pins, own messages, channels, files, and the app's stay.

What Slack's own client would not allow is refused in a sentence.
"""

from sandbox.client.pages import Desk
from sandbox.client.serving import Deed
from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.outcome import Outcome, refused

SENTENCES = {
    "already_in_channel": "They are in this channel already.",
    "cant_archive_general": "This channel is for everybody: it cannot be archived.",
    "cant_delete_message": "Only your own messages can be deleted.",
    "cant_invite": "This person has left the workspace.",
    "cant_invite_self": "You are in this channel already.",
    "cant_kick_from_general": "Nobody can be removed from this channel.",
    "cant_leave_general": "Everybody stays in this channel.",
    "cant_update_message": "Only your own messages can be changed.",
    "file_not_found": "This file is no longer there. Attach it again.",
    "invalid_name_maxlength": "A name has 80 characters at most.",
    "invalid_name_punctuation": "A name needs at least one letter or digit.",
    "invalid_name_required": "Write a name.",
    "invalid_name_specials": "A name has small letters, digits, - and _ only.",
    "is_archived": "This channel is archived.",
    "last_member": "You are the last one here. Archive the channel instead.",
    "message_not_found": "This message is no longer there.",
    "name_taken": "There is a channel of that name already. Choose another one.",
    "no_text": "Write something, or delete the message.",
    "not_in_channel": "You are not in this channel.",
    "not_pinnable": "This line cannot be pinned.",
    "restricted_action": "Guests cannot do that.",
    "too_long": "That is too long: 250 characters at most.",
    "too_many_pins": "A channel holds 100 pins. Remove one first.",
    "too_many_reactions": "You have reacted to this message often enough.",
    "user_is_restricted": "Guests cannot do that.",
    "user_not_found": "This account is not active.",
}


def in_words(do: Deed) -> Deed:
    """The same; what Slack refuses by a code it refuses in a sentence."""

    async def answered(there: Desk, body: Json) -> Outcome | list[Json]:
        try:
            return await do(there, body)
        except SlackError as error:
            return refused(SENTENCES.get(error.code, f"Slack does not allow that ({error.code})."))

    return answered


async def react(there: Desk, body: Json) -> Outcome:
    """Add this reaction, or take one's own away again."""
    channel, ts, name = body["channel"], body["ts"], body["name"]
    held = there.sandbox.workspace.message(there.see(channel).id, ts).reactions.get(name, [])
    do = there.sandbox.deeds.unreact if there.me.id in held else there.sandbox.deeds.react
    do(there.me.id, channel, ts, name)
    return Outcome()


async def pin(there: Desk, body: Json) -> Outcome:
    """Pin the message, or take its pin away again."""
    is_pinned = there.sandbox.workspace.message(there.see(body["channel"]).id, body["ts"]).pin
    do = there.sandbox.deeds.unpin if is_pinned else there.sandbox.deeds.pin
    do(there.me.id, body["channel"], body["ts"])
    return Outcome()


async def edit(there: Desk, body: Json) -> Outcome:
    there.sandbox.deeds.edit_message(there.me.id, body["channel"], body["ts"], str(body["text"]))
    return Outcome()


async def delete(there: Desk, body: Json) -> Outcome:
    there.sandbox.deeds.delete_message(there.me.id, body["channel"], body["ts"])
    return Outcome()


async def share(there: Desk, body: Json) -> Outcome:
    """A message with files that were brought before."""
    files = [str(one) for one in body["files"]]
    there.sandbox.deeds.share(
        there.me.id, body["channel"], files, str(body.get("text") or ""), body.get("thread") or None
    )
    return Outcome()


async def create(there: Desk, body: Json) -> Outcome:
    there.sandbox.deeds.create_channel(there.me.id, channel_name(body["name"]), is_private=bool(body.get("private")))
    return Outcome()


async def join(there: Desk, body: Json) -> Outcome:
    there.sandbox.deeds.join(there.me.id, body["channel"])
    return Outcome()


async def leave(there: Desk, body: Json) -> Outcome:
    there.sandbox.deeds.leave(there.me.id, body["channel"])
    return Outcome()


async def invite(there: Desk, body: Json) -> Outcome:
    there.sandbox.deeds.invite(there.me.id, body["channel"], body["who"])
    return Outcome()


async def remove(there: Desk, body: Json) -> Outcome:
    there.sandbox.deeds.kick(there.me.id, body["channel"], body["who"])
    return Outcome()


async def topic(there: Desk, body: Json) -> Outcome:
    there.sandbox.deeds.set_topic(there.me.id, body["channel"], str(body["topic"]).strip())
    return Outcome()


async def archive(there: Desk, body: Json) -> Outcome:
    """Archive the channel, or bring it back."""
    is_archived = there.see(body["channel"]).archived
    do = there.sandbox.deeds.unarchive if is_archived else there.sandbox.deeds.archive
    do(there.me.id, body["channel"])
    return Outcome()


async def rename(there: Desk, body: Json) -> Outcome:
    there.sandbox.deeds.rename(there.me.id, body["channel"], channel_name(body["name"]))
    return Outcome()


async def account(there: Desk, body: Json) -> Outcome:
    """What an administrator does to somebody: deactivate them, or bring them back."""
    if body["who"] == there.me.id:
        return refused("This is you. Be somebody else to deactivate this account.")
    deeds = there.sandbox.deeds
    {"deactivate": deeds.deactivate, "reactivate": deeds.reactivate}[body["what"]](body["who"])
    return Outcome()


def channel_name(typed: object) -> str:
    """As Slack's own client writes it while one types."""
    return str(typed).strip().lower().replace(" ", "-")


async def stay(there: Desk, body: Json) -> Outcome:
    """Whether the app may go on: its token revoked, the app uninstalled, or all of it given back."""
    deeds = there.sandbox.deeds
    {"revoke": deeds.revoke_token, "uninstall": deeds.uninstall, "reinstall": deeds.reinstall}[body["what"]]()
    return Outcome()


GESTURES: dict[str, Deed] = {
    do.__name__: in_words(do)
    for do in (
        react,
        pin,
        edit,
        delete,
        share,
        create,
        join,
        leave,
        invite,
        remove,
        topic,
        rename,
        archive,
        account,
        stay,
    )
}
