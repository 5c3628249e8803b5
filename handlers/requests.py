"""What a handler gets and gives: a parsed request of a known person, and an answer as a value.

The edge in `middleware.py` does what all handlers share: transaction, seen requests, errors, the ack and the one call
to Slack after it. A handler is then a function from request to answer, with one service call in between.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from qabot import interaction
from qabot.access import Actor
from qabot.errors import NotFound
from qabot.slack.port import Message, View


class Kind(StrEnum):
    COMMAND = "command"
    ACTION = "action"
    SHORTCUT = "shortcut"
    SUBMISSION = "submission"
    OPTIONS = "options"
    EVENT = "event"


@dataclass(frozen=True)
class Values:
    """What the fields of a view hold, by block and action id; an empty field reads as None."""

    state: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def text(self, block_id: str, action_id: str) -> str | None:
        typed = self._held(block_id, action_id).get("value")
        # PostgreSQL keeps no NUL; nobody can type one, but a client can send it.
        kept = typed.replace("\0", "") if isinstance(typed, str) else ""
        return kept if kept.strip() else None

    def choice(self, block_id: str, action_id: str) -> str | None:
        option = self._held(block_id, action_id).get("selected_option")
        value = option.get("value") if isinstance(option, dict) else None
        return value if isinstance(value, str) else None

    def ticked(self, block_id: str, action_id: str) -> list[str]:
        """The values of the boxes that are ticked."""
        options = self._held(block_id, action_id).get("selected_options")
        held = options if isinstance(options, list) else []
        values = [option.get("value") for option in held if isinstance(option, dict)]
        return [value for value in values if isinstance(value, str)]

    def picked(self, block_id: str, action_id: str) -> str | None:
        """The id in a select of people or of conversations; nothing more is known of it than its text."""
        held = self._held(block_id, action_id)
        chosen = held.get("selected_user") or held.get("selected_conversation")
        return chosen if isinstance(chosen, str) else None

    def file(self, block_id: str, action_id: str) -> dict[str, Any] | None:
        """The first file of a field, as Slack describes it."""
        files = self._held(block_id, action_id).get("files")
        first = files[0] if isinstance(files, list) and files else None
        return first if isinstance(first, dict) else None

    def has(self, block_id: str) -> bool:
        """Whether the view showed this field at all: an update takes only fields that were shown."""
        return block_id in self.state

    def _held(self, block_id: str, action_id: str) -> dict[str, Any]:
        block = self.state.get(block_id)
        held = block.get(action_id) if isinstance(block, dict) else None
        return held if isinstance(held, dict) else {}

    def date(self, block_id: str, action_id: str) -> date | None:
        """What a date picker holds."""
        chosen = self._held(block_id, action_id).get("selected_date")
        try:
            return date.fromisoformat(str(chosen))
        except ValueError:
            return None

    def time(self, block_id: str, action_id: str) -> time | None:
        """What a time picker holds."""
        chosen = self._held(block_id, action_id).get("selected_time")
        try:
            return datetime.strptime(str(chosen), "%H:%M").time()  # noqa: DTZ007  # a time of day has no zone
        except ValueError:
            return None


@dataclass(frozen=True)
class Request:
    """One thing that a person did. `value` is what the clicked element carries: check it before you believe it.

    `channel` is where a command was typed.
    `prepared` is what was made ready for the handler before the transaction began.
    `stamp` is when they clicked or typed, by Slack's clock in seconds since 1970: deliveries overtake each other.
    """

    kind: Kind
    key: str
    actor: Actor
    now: datetime
    session: Session
    text: str = ""
    channel: str = ""
    block_id: str = ""
    stamp: float = 0.0
    value: str = ""
    view_id: str = ""
    token: str = ""
    values: Values = field(default_factory=Values)
    prepared: Any = None

    def form(self, kind: str) -> dict[str, Any]:
        """What the view that this came from is about; NotFound where its token is not this person's."""
        return interaction.read_form(self.session, actor=self.actor, kind=kind, token=self.token, now=self.now)

    def change_form(self, **about: Any) -> None:
        """What this view is about from now on; its token stays."""
        interaction.change_form(self.session, token=self.token, about=about)

    def new_form(self, kind: str, **about: Any) -> str:
        """The token for a view that this answer is going to show."""
        return interaction.issue_form(self.session, actor=self.actor, kind=kind, about=about, now=self.now)


class Show(StrEnum):
    NOTHING = "nothing"
    SAY = "say"
    OPEN = "open"
    REPLACE = "replace"
    REDRAW = "redraw"
    OPTIONS = "options"
    HOME = "home"
    ERRORS = "errors"
    REPEAT = "repeat"


@dataclass(frozen=True)
class Answer:
    """What the person sees next. Built with the functions below."""

    show: Show
    message: Message | None = None
    view: View | None = None
    options: list[dict[str, Any]] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, Any] = field(default_factory=dict)
    again: "Callable[[Request], Answer] | None" = None


def nothing() -> Answer:
    """Acknowledged; in a modal, a submission closes it."""
    return Answer(Show.NOTHING)


def say(message: Message) -> Answer:
    """Only this person sees it, where they are."""
    return Answer(Show.SAY, message=message)


def open_modal(view: View) -> Answer:
    """From a command, or a button in a message or Home."""
    return Answer(Show.OPEN, view=view)


def replace(view: View) -> Answer:
    """The view that the request came from becomes this one."""
    return Answer(Show.REPLACE, view=view)


def redraw(view: View, again: Callable[[Request], Answer] | None = None) -> Answer:
    """The same view, brought up to date, unless something else has come to stand in its place meanwhile.

    Where that may be the answer to another click at it, `again` gives what is to be seen now, or nothing.
    """
    return Answer(Show.REDRAW, view=view, again=again)


def offer(options: list[dict[str, Any]]) -> Answer:
    """The choices of an external select."""
    return Answer(Show.OPTIONS, options=options[:100])


def publish(view: View) -> Answer:
    return Answer(Show.HOME, view=view)


def record_id(value: str, missing: str) -> int:
    """An id that came back from the client: its shape is checked here, whose it is in the service."""
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise NotFound(missing)
    return int(value)
