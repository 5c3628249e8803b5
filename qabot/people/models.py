"""Where people work and what they may do."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from qabot.db import Base


class Site(Base):
    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(16))
    time_zone: Mapped[str] = mapped_column(String(64))

    __table_args__ = (CheckConstraint("kind IN ('in_house', 'vendor')", name="kind"),)


class LineOfBusiness(Base):
    __tablename__ = "lob"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class Queue(Base):
    __tablename__ = "queue"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    lob_id: Mapped[int] = mapped_column(ForeignKey("lob.id"), index=True)
    scorecard_key: Mapped[str] = mapped_column(String(64))


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
