"""What a slice says of its notices: whether one is still to be told, how it reads alone, and how among others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from qabot.slack.blocks import Element
from qabot.slack.port import Message


@dataclass(frozen=True)
class Held:
    """A notice as it is kept."""

    notice_id: int
    card: str
    person_id: int
    about: int
    detail: Mapping[str, Any]
    expires_at: datetime | None


@dataclass(frozen=True)
class Entry:
    """One thing in a message about several; without buttons there is nothing left to do about it."""

    text: str
    buttons: tuple[Element, ...] = ()


@dataclass(frozen=True)
class Kind:
    """`title` heads a message with so many of them, and of them alone."""

    is_needed: Callable[[Session, Held], bool]
    message: Callable[[Session, Held], Message]
    entry: Callable[[Session, Held], Entry]
    title: Callable[[int], str]


Kinds = Mapping[str, Kind]
