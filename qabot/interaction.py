"""What people send us, kept apart from what they may claim.

A *seen request* is the key of a command, click, submission or event, written in the transaction of its effect together
with the answer: the same request a second time has no second effect and gets the same answer.

A *form* is what a modal is about. The client gets an opaque token only; whom it was given to and what it stands for
stay here. A token that is changed, old or somebody else's stands for nothing.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from qabot.access import Actor
from qabot.db import Base, Instant, Json
from qabot.errors import NotFound

SEEN_FOR = timedelta(hours=24)
FORMS_FOR = timedelta(days=7)
GONE = "This form is no longer valid. Nothing was changed. Close it and open it again."


class SeenRequest(Base):
    __tablename__ = "seen_request"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    answer: Mapped[dict[str, Any] | None] = mapped_column(Json)


class Form(Base):
    __tablename__ = "form"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    about: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(Instant, index=True)


def issue_form(session: Session, *, actor: Actor, kind: str, about: dict[str, Any], now: datetime) -> str:
    """Keep what a form is about, and give the token that stands for it in the client."""
    token = secrets.token_urlsafe(24)
    session.add(Form(token_hash=_hash(token), person_id=actor.person_id, kind=kind, about=about, made_at=now))
    return token


def read_form(session: Session, *, actor: Actor, kind: str, token: str, now: datetime) -> dict[str, Any]:
    """What the token stands for. Raises NotFound for any token that was not given to this person for this form."""
    form = session.get(Form, _hash(token))
    if form is None or form.person_id != actor.person_id or form.kind != kind or form.made_at < now - FORMS_FOR:
        raise NotFound(GONE)
    return form.about


def seen_answer(session: Session, key: str) -> SeenRequest | None:
    return session.get(SeenRequest, _hash(key))


def remember(session: Session, *, key: str, answer: dict[str, Any] | None, now: datetime) -> None:
    """Write the key in the transaction of the effect; a concurrent second delivery then fails on the primary key."""
    session.add(SeenRequest(key=_hash(key), at=now, answer=answer))


def sweep(session: Session, *, now: datetime) -> None:
    """Forget requests and forms that are too old to come again."""
    session.execute(delete(SeenRequest).where(SeenRequest.at < now - SEEN_FOR))
    session.execute(delete(Form).where(Form.made_at < now - FORMS_FOR))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
