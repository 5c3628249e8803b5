"""Notices: what fell due and is to be told to somebody."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from qabot.db import Base, Instant, Json

WAITS = "told_at IS NULL"


class Notice(Base):
    """Something to tell a person, whose card is `card`; `about` is the id of the thing, `detail` numbers and instants.

    `told_at` is when it went to the outbox, or turned out to be for nobody. `together` is the first of those that
    went in one message.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_waiting", "not_before", "person_id", sqlite_where=text(WAITS), postgresql_where=text(WAITS)),
        Index("ix_notice_of_person", "person_id", "id", sqlite_where=text(WAITS), postgresql_where=text(WAITS)),
        Index(None, "card", "about"),
        Index(None, "together"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    card: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    about: Mapped[int]
    detail: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(Instant)
    not_before: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    told_at: Mapped[datetime | None] = mapped_column(Instant)
    together: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
