"""Alembic's side of the database: `qabot migrate` and the tests hand over a connection."""

from alembic import context
from sqlalchemy import Connection

from qabot.tables import METADATA


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
