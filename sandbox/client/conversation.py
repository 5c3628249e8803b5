"""A conversation as one person sees it: messages, the days between them, their threads, and where reading stopped."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sandbox.client import blockkit, mrkdwn
from sandbox.client.faces import Face
from sandbox.client.previews import ShownFile, shown_files
from sandbox.client.reading import SAID, counts_for
from sandbox.model import Message

if TYPE_CHECKING:
    from sandbox.client.pages import Desk

TOGETHER_SECONDS = 300
FACES_MOST = 4
MARK = re.compile(r"<([@#!])([^<>]+)>")


@dataclass(frozen=True)
class Answers:
    """What is told of a thread below its first message."""

    count: int
    faces: tuple[Face, ...]
    last_at: str


@dataclass(frozen=True)
class Reaction:
    """`who` are the names, for the ear and for a look closer."""

    name: str
    emoji: str
    count: int
    is_mine: bool
    who: str


@dataclass(frozen=True)
class Shown:
    """A message as it stands in a conversation.

    `is_told` where the workspace tells it, `continues` where it needs no name above it again, `day` where a day begins
    with it, `is_first_new` where the line "New" stands above it.
    """

    message: Message
    author: Face
    is_mine: bool
    typed: str
    at: str
    body: Markup
    answers: Answers | None
    files: tuple[ShownFile, ...]
    reactions: tuple[Reaction, ...]
    pinned_by: str
    is_told: bool
    continues: bool
    day: str
    is_first_new: bool

    @property
    def print(self) -> str:
        """Changes with whatever is to be seen of the message."""
        held, answers = self.message, self.answers
        more = [self.continues, answers.count if answers else 0, answers.last_at if answers else ""]
        more += [held.reactions, held.files, self.pinned_by]
        return blockkit.fingerprint({"text": held.text, "blocks": held.blocks, "edited": held.edited_ts, "more": more})


def shown(desk: "Desk", messages: list[Message], since: str = "") -> list[Shown]:
    """These messages, oldest first; `since` is the ts up to which they were read before."""
    made: list[Shown] = []
    is_new_told, before = not since, None
    for message in messages:
        day = day_of(desk, message)
        is_first_new = not is_new_told and message.ts > since and counts_for(message, desk.me.id)
        is_new_told = is_new_told or is_first_new
        new_day = before is None or day != day_of(desk, before)
        joined = not (new_day or is_first_new) and _together(before, message)
        made.append(_shown(desk, message, joined, day_name(desk, day) if new_day else "", is_first_new))
        before = message
    return made


def day_of(desk: "Desk", message: Message) -> date:
    return _local(desk, float(message.ts)).date()


def day_name(desk: "Desk", day: date) -> str:
    """As people say it on the workspace's own day."""
    today = _local(desk, desk.sandbox.workspace.now()).date()
    names = {today: "Today", today - timedelta(days=1): "Yesterday"}
    year = "" if day.year == today.year else f" {day.year}"
    return names.get(day) or f"{day:%A}, {day.day} {day:%B}{year}"


def instant(ts: str) -> str:
    return datetime.fromtimestamp(float(ts), UTC).isoformat()


def _local(desk: "Desk", at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(desk.me.tz))


def _shown(desk: "Desk", message: Message, continues: bool, day: str, is_first_new: bool) -> Shown:
    return Shown(
        message=message,
        author=desk.author(message),
        is_mine=message.user == desk.me.id,
        typed=_typed(desk, message.text) if message.user == desk.me.id else "",
        at=instant(message.ts),
        body=_body(desk, message),
        answers=_answers(desk, message),
        files=shown_files(desk, message.files),
        reactions=tuple(_reaction(desk, name, users) for name, users in message.reactions.items()),
        pinned_by=desk.user(message.pin.user_id) if message.pin else "",
        is_told=message.subtype not in SAID,
        continues=continues,
        day=day,
        is_first_new=is_first_new,
    )


def _answers(desk: "Desk", message: Message) -> Answers | None:
    replies = desk.sandbox.workspace.replies(desk.channel_id, message.ts)
    if not replies:
        return None
    faces = list(dict.fromkeys(desk.author(reply) for reply in replies))
    return Answers(len(replies), tuple(faces[:FACES_MOST]), instant(replies[-1].ts))


def _reaction(desk: "Desk", name: str, users: list[str]) -> Reaction:
    names = ["you" if user == desk.me.id else desk.user(user) for user in users]
    return Reaction(name, str(mrkdwn.with_emoji(f":{name}:")), len(users), desk.me.id in users, ", ".join(names))


def _body(desk: "Desk", message: Message) -> Markup:
    if message.blocks:
        return blockkit.render(message.blocks, desk.page(f"m{message.ts}", folds=True))
    if not message.text:
        return Markup("")
    return Markup('<div class="block"><div>{}</div></div>').format(mrkdwn.to_html(message.text, desk))


def _typed(desk: "Desk", text: str) -> str:
    """The words as their author typed them."""

    def named(found: re.Match[str]) -> str:
        mark, rest = found[1], found[2].partition("|")[0]
        if rest.startswith("subteam^"):
            return f"@{desk.user_group(rest.removeprefix('subteam^'))}"
        user = desk.sandbox.workspace.users.get(rest)
        return f"#{desk.channel(rest)}" if mark == "#" else f"@{user.name if user else rest}"

    return MARK.sub(named, text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _together(before: Message | None, message: Message) -> bool:
    if before is None or float(message.ts) - float(before.ts) >= TOGETHER_SECONDS:
        return False
    if before.is_reply != message.is_reply:
        # The count of answers stands between what began a thread and the first of them.
        return False
    same = (before.user, before.bot_id, before.subtype) == (message.user, message.bot_id, message.subtype)
    return same and not (before.ephemeral_to or message.ephemeral_to or message.blocks)
