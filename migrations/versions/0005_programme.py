"""working hours and holidays of sites, areas, channels, targets and capacities"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
EMPTY = sa.text("'[]'")


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("key", name=op.f("uq_area_key")),
    )
    op.add_column("site", sa.Column("hours", JSON, nullable=True))
    op.add_column("site", sa.Column("country", sa.String(length=2), nullable=True))
    op.add_column("site", sa.Column("subdivision", sa.String(length=32), nullable=True))
    op.add_column("site", sa.Column("days_off", JSON, nullable=False, server_default=EMPTY))
    op.add_column("queue", sa.Column("channel", sa.String(length=80), nullable=True))
    op.add_column("queue", sa.Column("weekly_target", sa.Integer(), nullable=True))
    op.add_column("queue", sa.Column("edited", JSON, nullable=False, server_default=EMPTY))
    op.add_column("person", sa.Column("weekly_capacity", sa.Integer(), nullable=True))
    op.add_column("person", sa.Column("edited", JSON, nullable=False, server_default=EMPTY))
    op.create_index(op.f("ix_audit_submitted_at"), "audit", ["submitted_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_submitted_at"), table_name="audit")
    for table, columns in (
        ("person", ("edited", "weekly_capacity")),
        ("queue", ("edited", "weekly_target", "channel")),
        ("site", ("days_off", "subdivision", "country", "hours")),
    ):
        for column in columns:
            op.drop_column(table, column)
    op.drop_table("area")
