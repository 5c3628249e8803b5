"""What writes a row, in the transaction of the change that it tells about."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.orm import Session

from qabot.db import run
from qabot.outbox.models import INSERT, TABLE, Kind, OutboxRow, State, dialect
from qabot.slack.port import Message, Posted

# How the line of what waits for the next working hours begins: it holds up nothing else that the person is told.
LATER = "later:"
# How the key of what is said to the operators begins.
ALERT = "alert:"

_NEW = insert(TABLE)


def _refresh(insert: Any, columns: list[str], kind: str) -> Any:
    """Add a refresh, or touch the one that waits: that locks it, so it is not sent before our change is there."""
    added = insert(TABLE)
    return added.on_conflict_do_update(
        index_elements=columns,
        index_where=text(f"kind = '{kind}' AND state = 'pending'"),
        set_={"created_at": added.excluded.created_at},
    )


_REFRESH_CARD = {name: _refresh(insert, ["card", "subject"], "update") for name, insert in INSERT.items()}
_REFRESH_HOME = {name: _refresh(insert, ["line"], "home") for name, insert in INSERT.items()}
_CARD = select(OutboxRow.line, OutboxRow.target, OutboxRow.state, OutboxRow.sent_channel, OutboxRow.sent_ts).where(
    OutboxRow.key == bindparam("key_")
)


def enqueue(
    session: Session,
    *,
    key: str,
    channel: str,
    message: Message,
    now: datetime,
    expires_at: datetime | None = None,
    thread_ts: str | None = None,
) -> None:
    """Say this once in a channel, or to a person where `channel` is a user's id. The key names the intent."""
    body = {"text": message.text, "blocks": message.blocks}
    run(
        session,
        _NEW,
        key=key,
        kind=Kind.POST,
        line=channel,
        target=channel,
        thread_ts=thread_ts,
        message=body,
        created_at=now,
        expires_at=expires_at,
    )


def post_card(
    session: Session, *, card: str, subject: int, channel: str, now: datetime, expires_at: datetime | None = None
) -> None:
    """Post the card of a thing, as it is when it is sent."""
    run(
        session,
        _NEW,
        key=f"{card}:{subject}",
        kind=Kind.POST,
        line=channel,
        target=channel,
        card=card,
        subject=subject,
        created_at=now,
        expires_at=expires_at,
    )


def refresh_card(session: Session, *, card: str, subject: int, now: datetime) -> None:
    """Bring the card of a thing up to date, where it was posted; a refresh that already waits covers this one."""
    posted = run(session, _CARD, key_=f"{card}:{subject}").one_or_none()
    if posted is None or posted.state in (State.DEAD, State.EXPIRED):
        return
    row = {"kind": Kind.UPDATE, "line": posted.line, "target": posted.target, "card": card, "subject": subject}
    run(session, _REFRESH_CARD[dialect(session)], **row, created_at=now)


def refresh_home(session: Session, *, slack_user_id: str, now: datetime) -> None:
    """Publish a person's Home again; a refresh that already waits covers this one."""
    row = {"kind": Kind.HOME, "line": f"home:{slack_user_id}", "target": slack_user_id}
    run(session, _REFRESH_HOME[dialect(session)], **row, created_at=now)


def posted_card(session: Session, *, card: str, subject: int) -> Posted | None:
    """Where the card of a thing stands in Slack."""
    row = run(session, _CARD, key_=f"{card}:{subject}").one_or_none()
    return Posted(row.sent_channel, row.sent_ts) if row and row.sent_channel and row.sent_ts else None
