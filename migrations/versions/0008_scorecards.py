"""published scorecards are frozen by the database, one draft of each; a finding can name a message"""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "scorecard_version"
REFUSAL = "a published scorecard is frozen"
# What is published may only become retired, and nothing else of it changes.
KEPT = ("key", "version", "name", "definition", "published_at")
BACK = "(old.state = 'retired' AND new.state <> 'retired') OR (old.state = 'published' AND new.state = 'draft')"


def upgrade() -> None:
    op.add_column("rating", sa.Column("message_number", sa.Integer(), nullable=True))
    op.create_index(
        "uq_scorecard_version_draft",
        TABLE,
        ["key"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {TABLE}_frozen")
        op.execute(f"DROP TRIGGER {TABLE}_kept")
    else:
        op.execute(f"DROP TRIGGER {TABLE}_frozen ON {TABLE}")
        op.execute(f"DROP TRIGGER {TABLE}_kept ON {TABLE}")
        op.execute("DROP FUNCTION refuse_thaw")
    op.drop_index(
        "uq_scorecard_version_draft",
        table_name=TABLE,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.drop_column("rating", "message_number")


def _sqlite() -> Iterator[str]:
    changed = " OR ".join(f"new.{column} IS NOT old.{column}" for column in KEPT)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    yield (
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE ON {TABLE} "
        f"WHEN old.state <> 'draft' AND ({BACK} OR {changed}) {refuse}"
    )
    yield f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} WHEN old.state <> 'draft' {refuse}"


def _postgresql() -> Iterator[str]:
    changed = " OR ".join(f"new.{column} IS DISTINCT FROM old.{column}" for column in KEPT)
    run = "EXECUTE FUNCTION refuse_thaw()"
    yield (
        "CREATE FUNCTION refuse_thaw() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    yield (
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE ON {TABLE} FOR EACH ROW "
        f"WHEN (old.state <> 'draft' AND ({BACK} OR {changed})) {run}"
    )
    yield f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} FOR EACH ROW WHEN (old.state <> 'draft') {run}"
