"""Where people work and what they may do."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from qabot.db import Base, Json


def _names() -> Any:
    """A column with a list of words, empty at first."""
    return mapped_column(Json, default=list, server_default=text("'[]'"))


class Site(Base):
    """`hours` are those of each weekday from Monday, as `clock.Hours` counts them, None for a day off.

    `country` and `subdivision` say whose public holidays are kept; `days_off` are further dates, as ISO writes them.
    """

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(16))
    time_zone: Mapped[str] = mapped_column(String(64))
    hours: Mapped[list[list[int] | None] | None] = mapped_column(Json)
    country: Mapped[str | None] = mapped_column(String(2))
    subdivision: Mapped[str | None] = mapped_column(String(32))
    days_off: Mapped[list[str]] = _names()

    __table_args__ = (CheckConstraint("kind IN ('in_house', 'vendor')", name="kind"),)


class LineOfBusiness(Base):
    __tablename__ = "lob"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class Queue(Base):
    """`weekly_target` is how many audits are wanted in it each week; `channel` the Slack channel, by name or id.

    `edited` names the columns that were last changed in Slack and not by the programme file.
    """

    __tablename__ = "queue"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    lob_id: Mapped[int] = mapped_column(ForeignKey("lob.id"), index=True)
    scorecard_key: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str | None] = mapped_column(String(80))
    weekly_target: Mapped[int | None]
    edited: Mapped[list[str]] = _names()


class Area(Base):
    """A part of the product, and the Slack channel (by name or id) that its bugs go to."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    channel: Mapped[str] = mapped_column(String(80))


class Team(Base):
    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    lob_id: Mapped[int] = mapped_column(ForeignKey("lob.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)


class Person(Base):
    """Someone in the programme; matched to a Slack user by id, or by e-mail until the id is known.

    `email` is kept in lower case; `folded_name` is the name as `rules.fold` makes it, for looking people up.
    `weekly_capacity` is how many audits an auditor scores in a week. `edited` names what was last changed in Slack and
    not by the programme file: columns, and `roles`.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    folded_name: Mapped[str] = mapped_column(String(240))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    slack_user_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    weekly_capacity: Mapped[int | None]
    edited: Mapped[list[str]] = _names()


class RoleGrant(Base):
    """A role of a person; an empty scope column means everywhere."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(32))
    lob_id: Mapped[int | None] = mapped_column(ForeignKey("lob.id"))
    queue_id: Mapped[int | None] = mapped_column(ForeignKey("queue.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))

    __table_args__ = (
        Index(
            "uq_role_grant_person_role_scope",
            "person_id",
            "role",
            text("coalesce(lob_id, 0)"),
            text("coalesce(queue_id, 0)"),
            text("coalesce(site_id, 0)"),
            unique=True,
        ),
    )
