"""What all changes by an admin share: the journal, the mark for the next import, and the Home of whom they concern."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qabot import journal, outbox, privacy
from qabot.access import Actor
from qabot.errors import InvalidInput, WrongState
from qabot.people.models import Person, Queue

NAME_LENGTH = 120
MISSING = "Please fill this in."
PERSONAL = "This looks as if it held an e-mail address, a number or a password. Please write a name only."
AT_THE_SAME_TIME = "Somebody changed the same thing at the same moment. Nothing was saved. Please submit again."


def name(typed: str, field: str) -> str:
    """A name that somebody typed; InvalidInput at its field where it is none."""
    found = " ".join(typed.split())
    if not found:
        raise InvalidInput(MISSING, {field: MISSING})
    if privacy.guard(found).masked:
        raise InvalidInput(PERSONAL, {field: PERSONAL})
    return found[:NAME_LENGTH]


@contextmanager
def at_once(session: Session) -> Iterator[None]:
    """What the database refuses in here was checked before: somebody else came first."""
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError:
        raise WrongState(AT_THE_SAME_TIME) from None


def change(row: Person | Queue, **fields: Any) -> list[str]:
    """Write what differs and mark it for the next import; the names of what differed."""
    changed = sorted(field for field, value in fields.items() if getattr(row, field) != value)
    for field in changed:
        setattr(row, field, fields[field])
    mark(row, *changed)
    return changed


def mark(row: Person | Queue, *names: str) -> None:
    row.edited = sorted({*row.edited, *names})


def record(session: Session, actor: Actor, row: Person | Queue, done: str, now: datetime, **detail: Any) -> None:
    thing = "person" if isinstance(row, Person) else "queue"
    journal.record(
        session, now=now, actor_id=actor.person_id, action=f"{thing}.{done}", thing=thing, thing_id=row.id, **detail
    )


def refresh_homes(session: Session, now: datetime, *slack_user_ids: str | None) -> None:
    for address in {address for address in slack_user_ids if address}:
        outbox.refresh_home(session, slack_user_id=address, now=now)
