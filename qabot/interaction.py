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

from sqlalchemy import ForeignKey, String, bindparam, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from qabot.access import Actor
from qabot.db import Base, Instant, Json, run
from qabot.errors import NotFound

SEEN_FOR = timedelta(hours=24)
FORMS_FOR = timedelta(days=7)
GONE = "This form is no longer valid. Nothing was changed. Close it and open it again."


class SeenRequest(Base):
    __tablename__ = "seen_request"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    answer: Mapped[dict[str, Any]] = mapped_column(Json)


class Form(Base):
    __tablename__ = "form"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    about: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(Instant, index=True)


_SEEN = select(SeenRequest.answer).where(SeenRequest.key == bindparam("key_"))
_NEW_SEEN = insert(SeenRequest.__table__)  # type: ignore[arg-type]  # a mapped class has a table
_NEW_FORM = insert(Form.__table__)  # type: ignore[arg-type]  # as above
_FORM = (
    select(Form.about)
    .where(
        Form.token_hash == bindparam("token_hash"),
        Form.person_id == bindparam("person_id"),
        Form.kind == bindparam("kind"),
        Form.made_at >= bindparam("oldest"),
    )
    .with_for_update()
)
_CHANGE_FORM = update(Form).where(Form.token_hash == bindparam("hash_")).values(about=bindparam("about_"))


def issue_form(session: Session, *, actor: Actor, kind: str, about: dict[str, Any], now: datetime) -> str:
    """Keep what a form is about, and give the token that stands for it in the client."""
    token = secrets.token_urlsafe(24)
    values = {"token_hash": _hash(token), "person_id": actor.person_id, "kind": kind, "about": about, "made_at": now}
    run(session, _NEW_FORM, **values)
    return token


def read_form(session: Session, *, actor: Actor, kind: str, token: str, now: datetime) -> dict[str, Any]:
    """What the token stands for. Raises NotFound for any token that was not given to this person for this form."""
    held = run(session, _FORM, token_hash=_hash(token), person_id=actor.person_id, kind=kind, oldest=now - FORMS_FOR)
    about: dict[str, Any] | None = held.scalar_one_or_none()
    if about is None:
        raise NotFound(GONE)
    return about


def change_form(session: Session, *, token: str, about: dict[str, Any]) -> None:
    """Note something about a form that was read in this transaction, and so is locked until it ends."""
    run(session, _CHANGE_FORM, hash_=_hash(token), about_=about)


def seen_answer(session: Session, key: str) -> dict[str, Any] | None:
    """The answer that this request got before; None where it is new."""
    answer: dict[str, Any] | None = run(session, _SEEN, key_=_hash(key)).scalar_one_or_none()
    return answer


def remember(session: Session, *, key: str, answer: dict[str, Any], now: datetime) -> None:
    """Write the key in the transaction of the effect; a concurrent second delivery then fails on the primary key."""
    run(session, _NEW_SEEN, key=_hash(key), at=now, answer=answer)


def sweep(session: Session, *, now: datetime) -> None:
    """Forget requests and forms that are too old to come again."""
    session.execute(delete(SeenRequest).where(SeenRequest.at < now - SEEN_FOR))
    session.execute(delete(Form).where(Form.made_at < now - FORMS_FOR))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
