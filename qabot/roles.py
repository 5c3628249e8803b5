"""The database's two roles on PostgreSQL: one owns the tables and migrates, the bot's own may only work with them.

The owner can drop a trigger; the bot's role can't, and it may add to the journal but not change it.
"""

from sqlalchemy import Connection, make_url, text

from qabot import migrate
from qabot.db import Database
from qabot.settings import Settings

APPEND_ONLY = ("journal", "journal_seal")
DEEDS = ("UPDATE", "DELETE", "TRUNCATE")


def upgrade(settings: Settings) -> None:
    """Bring the database up to date: as its owner where that is a role of its own, who then lets the bot in."""
    url = settings.qabot_database_url
    owner = Database(settings.owner_url or url)
    try:
        migrate.upgrade(owner)
        user = make_url(url).username
        if settings.owner_url and user:
            grant(owner, user)
    finally:
        owner.dispose()


def grant(owner: Database, role: str) -> None:
    """Let a role work with all tables, and only add to the journal. Whoever calls this owns the tables."""
    with owner.engine.begin() as connection:
        name = owner.engine.dialect.identifier_preparer.quote(role)
        for statement in (
            f"GRANT USAGE ON SCHEMA public TO {name}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
            f"REVOKE {', '.join(DEEDS)} ON {', '.join(APPEND_ONLY)} FROM {name}",
            f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON alembic_version FROM {name}",
        ):
            connection.execute(text(statement))


def can_change_journal(database: Database) -> bool:
    """Whether the role that is connected could change or delete what the journal holds. Only for PostgreSQL."""
    with database.engine.connect() as connection:
        return any(_can_change(connection, table) for table in APPEND_ONLY)


def _can_change(connection: Connection, table: str) -> bool:
    allowed = text("SELECT has_table_privilege(current_user, :table, :deeds)")
    if connection.execute(allowed, {"table": table, "deeds": ", ".join(DEEDS)}).scalar_one():
        return True
    owns = text("SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE oid = to_regclass(:table)")
    return bool(connection.execute(owns, {"table": table}).scalar_one())
