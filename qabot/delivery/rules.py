"""Why something was not said, in words: what happened, what was kept, what to do. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

QUIET = timedelta(hours=1)


class Cause(StrEnum):
    TOKEN = "token"  # noqa: S105 the name of a cause, no password
    ARCHIVED = "archived"
    GONE = "gone"
    REMOVED = "removed"
    CLOSED = "closed"
    SCOPE = "scope"
    OUTSIDERS = "outsiders"
    PERSON = "person"
    CONTENT = "content"
    BROKEN = "broken"
    UNREADABLE = "unreadable"
    LATE = "late"
    COPIES = "copies"
    OTHER = "other"


@dataclass(frozen=True)
class Words:
    """`title` names it in a list; `todo` ends with what happens then."""

    title: str
    happened: str
    kept: str
    todo: str


@dataclass(frozen=True)
class Trouble:
    """All rows with one cause. `mark` grows when more of it happens; `places` are ids of some channels concerned."""

    cause: Cause
    count: int
    since: datetime
    mark: int
    places: tuple[str, ...] = ()


class Cure(StrEnum):
    """What has to be mended in Slack: the channel, or the app's permissions."""

    PLACE = "place"
    SCOPES = "scopes"


@dataclass(frozen=True)
class Stranded:
    """What was not said in one place, and can be once that is mended."""

    target: str
    cure: Cure
    row_ids: tuple[int, ...]


WITHHELD = frozenset({"channel_has_guests", "channel_has_other_organisations"})
CAUSES: dict[Cause, frozenset[str]] = {
    Cause.ARCHIVED: frozenset({"is_archived", "channel_is_archived"}),
    Cause.GONE: frozenset({"channel_not_found", "team_not_found"}),
    Cause.REMOVED: frozenset({"not_in_channel"}),
    Cause.CLOSED: frozenset({"restricted_action", "no_permission"}),
    Cause.SCOPE: frozenset({"missing_scope"}),
    Cause.OUTSIDERS: WITHHELD,
    Cause.PERSON: frozenset(
        {"user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot", "messages_tab_disabled", "not_enabled"}
    ),
    Cause.CONTENT: frozenset(
        "invalid_arguments invalid_blocks invalid_blocks_format invalid_metadata_format invalid_metadata_schema "
        "metadata_too_large msg_too_long no_text too_many_attachments view_too_large".split()
    ),
    Cause.BROKEN: frozenset({"cannot_be_rendered", "subject_is_gone", "nothing_to_say"}),
}
_PLACES = (Cause.ARCHIVED, Cause.GONE, Cause.REMOVED, Cause.OUTSIDERS)
KEPT = "Nothing was lost: the messages are kept."
THEN = "Then press *Retry*, and they go out in their order."
BY_ITSELF = "They then go out by themselves within two minutes, in their order; *Retry* sends them at once."
WORDS: dict[Cause, Words] = {
    Cause.TOKEN: Words(
        "Slack refuses the bot's token",
        "Slack refused the bot's token, so nothing could be sent to this workspace.",
        "Every message was kept.",
        "If you read this in Slack, the token works again and the rest follows by itself. Otherwise install the app "
        "again, put the new token into SLACK_BOT_TOKEN and restart qabot.",
    ),
    Cause.ARCHIVED: Words("The channel is archived", "The channel was archived.", KEPT, f"Unarchive it. {BY_ITSELF}"),
    Cause.GONE: Words(
        "The channel cannot be found",
        "Slack does not know the channel any more, or it is private and the bot is not in it. Renaming alone does no "
        "harm: channels are known by their id.",
        KEPT,
        f"Invite the bot with /invite @qabot, or choose another channel and drop these. {BY_ITSELF}",
    ),
    Cause.REMOVED: Words(
        "The bot is not in the channel",
        "The bot was removed from the channel.",
        KEPT,
        f"Invite it again with /invite @qabot. {BY_ITSELF}",
    ),
    Cause.CLOSED: Words(
        "The bot may not post in the channel",
        "The channel's settings let only some people post.",
        KEPT,
        f"Allow the app to post in the channel's settings. {THEN}",
    ),
    Cause.SCOPE: Words(
        "The app lacks a permission",
        "The app lacks a permission (scope) in Slack.",
        KEPT,
        f"Paste manifest.yml into the app's settings and install it again; `qabot doctor` names the scope. {BY_ITSELF}",
    ),
    Cause.OUTSIDERS: Words(
        "Guests or others can read the channel",
        "Guests or people of another organisation can read the channel, so nothing was posted there.",
        KEPT,
        f"Remove them from the channel, or choose another channel and drop these. {BY_ITSELF}",
    ),
    Cause.PERSON: Words(
        "Somebody cannot get direct messages",
        "Slack does not deliver direct messages to somebody, mostly because their account is deactivated.",
        KEPT,
        f"Drop what is for somebody who left. If they are back, or the app's Messages tab is on again: {THEN}",
    ),
    Cause.CONTENT: Words(
        "Slack does not take the message",
        "Slack refused what a message holds. That is a fault of qabot.",
        KEPT,
        "Report it with the ids that `qabot outbox list` shows. After an update, press *Retry*.",
    ),
    Cause.BROKEN: Words(
        "The message could not be made",
        "A message could not be made, because what it is about is gone or a part of qabot failed.",
        "Its place in the outbox is kept.",
        "Look into the logs for outbox.cannot_be_rendered. After an update, press *Retry*; otherwise drop it.",
    ),
    Cause.UNREADABLE: Words(
        "It is not known whether it was posted",
        "Slack may have posted a message or not, and its history may not be read.",
        "The message was not sent a second time.",
        "Let the bot read the channel again: invite it, and check its permissions with `qabot doctor`. The history is "
        "then read within two minutes, or at once after *Retry*, and the message is sent only if it is not there.",
    ),
    Cause.LATE: Words(
        "It was too late to say",
        "Messages waited longer than they are of use, and were not sent.",
        "They are kept, and the things they are about are unchanged.",
        "Drop them, or press *Retry* to send them late.",
    ),
    Cause.COPIES: Words(
        "A message stood there twice",
        "Slack had applied a request late, so a message was posted a second time.",
        "One of each was left, and the other was deleted.",
        "There is nothing to do. If it happens often, Slack is slow to answer this machine: look at the network.",
    ),
    Cause.OTHER: Words(
        "Slack refuses for another reason",
        "Slack refused a message for a reason that qabot has no words for.",
        KEPT,
        f"`qabot outbox list` shows Slack's word for it. {THEN}",
    ),
}


def cause_of(state: str, fault: str | None) -> Cause:
    """Why a row that is dead, held or expired was not said."""
    if state == "expired":
        return Cause.LATE
    if state == "held" and fault not in WITHHELD:
        return Cause.UNREADABLE
    return next((cause for cause, codes in CAUSES.items() if fault in codes), Cause.OTHER)


def cure_of(fault: str | None, target: str) -> Cure | None:
    """What to look at before it is tried again; None where only somebody can tell that it is mended."""
    if fault in CAUSES[Cause.SCOPE]:
        return Cure.SCOPES
    at_the_place = frozenset().union(*(CAUSES[one] for one in _PLACES))
    return Cure.PLACE if fault in at_the_place and target.startswith(("C", "G")) else None


def next_look(attempts: int, last_tried_at: datetime) -> datetime:
    """When it is looked at again: after a minute, and later where it has failed although all looked well."""
    return last_tried_at + min(timedelta(minutes=2 ** max(0, attempts - 1)), timedelta(hours=1))


def is_to_tell(trouble: Trouble, *, told: int, told_at: datetime, now: datetime) -> bool:
    """Whether there is more of it than the operators know, and some time has passed."""
    return trouble.mark > told and now - told_at >= QUIET
