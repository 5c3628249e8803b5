"""The files of messages: noted before their bytes go to Slack, so that none stays there which nobody is shown."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from qabot.outbox.claims import Claim
from qabot.outbox.models import OVER, OutboxFile, OutboxRow, State

# An upload that nobody heard the end of may still come to its end for so long.
LATE = timedelta(minutes=10)
_UNSYNCHRONISED = {"synchronize_session": False}


def file_of(session: Session, row_id: int) -> str | None:
    """The file that was begun for a row."""
    return session.execute(_wanted(row_id).limit(1)).scalar()


def begin_file(session: Session, taken: Claim, file_id: str, *, now: datetime) -> bool:
    """Note the file of a claimed row, in place of an earlier one; False where another sender has taken the row."""
    same = OutboxRow.id == taken.row_id, OutboxRow.fence == taken.fence, OutboxRow.state == State.SENDING
    if session.execute(select(OutboxRow.id).where(*same).with_for_update()).first() is None:
        return False
    let_go(session, taken.row_id)
    session.add(OutboxFile(file_id=file_id, row_id=taken.row_id, begun_at=now))
    session.flush()
    return True


def let_go(session: Session, row_id: int) -> None:
    """No message shows the files of this row any more."""
    theirs = update(OutboxFile).where(OutboxFile.row_id == row_id).values(unwanted=True)
    session.execute(theirs, execution_options=_UNSYNCHRONISED)


def unwanted(session: Session, *, now: datetime, limit: int = 20) -> list[str]:
    """Files that are to be deleted in Slack: no upload of them is under way."""
    found = select(OutboxFile.file_id).where(OutboxFile.unwanted, OutboxFile.begun_at < now - LATE)
    return list(session.execute(found.order_by(OutboxFile.begun_at).limit(limit)).scalars())


def any_over(session: Session) -> bool:
    """Whether files wait for rows that are over."""
    return session.execute(select(OutboxFile.file_id).where(*_of_rows_that_are_over()).limit(1)).first() is not None


def let_go_of_what_is_over(session: Session) -> None:
    """What was not said, or whose row is gone, needs no file."""
    over = update(OutboxFile).where(*_of_rows_that_are_over()).values(unwanted=True)
    session.execute(over, execution_options=_UNSYNCHRONISED)


def forget(session: Session, file_id: str) -> None:
    """It is not in Slack any more."""
    session.execute(delete(OutboxFile).where(OutboxFile.file_id == file_id), execution_options=_UNSYNCHRONISED)


def _wanted(row_id: int) -> Any:
    return select(OutboxFile.file_id).where(OutboxFile.row_id == row_id, ~OutboxFile.unwanted)


def _of_rows_that_are_over() -> tuple[Any, Any]:
    row = exists().where(OutboxRow.id == OutboxFile.row_id, OVER)
    return ~OutboxFile.unwanted, or_(OutboxFile.row_id.is_(None), row)
