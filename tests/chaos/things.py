"""Things with a version, shown on cards and Homes: what is seen in the end has to be the last version."""

from datetime import datetime

from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, text, update
from sqlalchemy.orm import Session

from qabot.db import Database
from qabot.slack import blocks
from qabot.slack.port import Message, View
from tests import databases

CARD = "chaos"
THING = Table(
    "chaos_thing",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("owner", String(32), nullable=False),
    Column("version", Integer, nullable=False),
)


def create(database: Database) -> None:
    """The table, for a role that may not make one itself."""
    owner = databases.as_owner(database)
    with owner.engine.execution_options(qabot_writes=True).begin() as connection:
        THING.create(connection)
        if database.dialect == "postgresql":
            connection.execute(text(f"GRANT ALL ON chaos_thing TO {databases.ROLE}"))
    owner.dispose()


def add(session: Session, thing: int, owner: str) -> None:
    session.execute(insert(THING).values(id=thing, owner=owner, version=1))


def change(session: Session, thing: int) -> str | None:
    """Whose it is; None where there is no such thing."""
    session.execute(update(THING).where(THING.c.id == thing).values(version=THING.c.version + 1))
    return session.execute(select(THING.c.owner).where(THING.c.id == thing)).scalar_one_or_none()


def versions(session: Session, owner: str | None = None) -> dict[int, int]:
    asked = select(THING.c.id, THING.c.version).order_by(THING.c.id)
    asked = asked.where(THING.c.owner == owner) if owner else asked
    return {row.id: row.version for row in session.execute(asked)}


def card(session: Session, thing: int) -> Message | None:
    version = versions(session).get(thing)
    return Message(card_text(thing, version)) if version else None


def card_text(thing: int, version: int) -> str:
    return f"Thing {thing} is at version {version}."


def home(session: Session, user: str, _now: datetime) -> View:
    return blocks.home([blocks.section(home_text(versions(session, user)))])


def home_text(held: dict[int, int]) -> str:
    """One number for all of a person's things: it grows with each change of one of them."""
    return f"{len(held)} things, {sum(held.values())} versions"
