"""One at a time: who confirms a hold, erases, or lets old data go; a hold confirmed at this moment must not miss."""

from sqlalchemy import text
from sqlalchemy.orm import Session

LOCK = 7_110_418


def take(session: Session) -> None:
    """Wait for the others, until the end of their transactions. SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
