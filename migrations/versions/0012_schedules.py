"""schedules, and each time that one was due"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("about", json, nullable=False),
        sa.Column("rule", json, nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("local_time", sa.Time(), nullable=False),
        sa.Column("catch_up", sa.String(length=16), nullable=False),
        sa.Column("window_minutes", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("done_until_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_due_utc", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("catch_up IN ('latest', 'all', 'skip')", name=op.f("ck_schedule_catch_up")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_schedule_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("name", name=op.f("uq_schedule_name")),
    )
    op.create_index(op.f("ix_schedule_channel"), "schedule", ["channel"])
    enabled = sa.text("enabled")
    op.create_index("ix_schedule_due", "schedule", ["next_due_utc"], sqlite_where=enabled, postgresql_where=enabled)
    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("due_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('said', 'skipped')", name=op.f("ck_occurrence_state")),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedule.id"], name=op.f("fk_occurrence_schedule_id_schedule"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("schedule_id", "due_utc", name=op.f("uq_occurrence_schedule_id_due_utc")),
    )


def downgrade() -> None:
    op.drop_table("occurrence")
    op.drop_index(
        "ix_schedule_due", table_name="schedule", sqlite_where=sa.text("enabled"), postgresql_where=sa.text("enabled")
    )
    op.drop_index(op.f("ix_schedule_channel"), table_name="schedule")
    op.drop_table("schedule")
