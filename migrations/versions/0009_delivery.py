"""looking after delivery: second looks for copies, what was dropped, what the operators were told"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TO_VERIFY = sa.text("state = 'sent' AND kind = 'post' AND attempts > 1 AND looks < 2")
IN_TROUBLE = sa.text("state IN ('dead', 'held', 'expired') AND dropped_at IS NULL")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("looks", sa.Integer(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("copies", sa.Integer(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outbox_to_verify", "outbox", ["id"], sqlite_where=TO_VERIFY, postgresql_where=TO_VERIFY)
    op.create_index("ix_outbox_in_trouble", "outbox", ["id"], sqlite_where=IN_TROUBLE, postgresql_where=IN_TROUBLE)
    op.create_index(
        "ix_outbox_copies", "outbox", ["id"], sqlite_where=sa.text("copies > 0"), postgresql_where=sa.text("copies > 0")
    )
    op.create_table(
        "delivery_alert",
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("cause", name=op.f("pk_delivery_alert")),
    )


def downgrade() -> None:
    op.drop_table("delivery_alert")
    op.drop_index("ix_outbox_copies", table_name="outbox")
    op.drop_index("ix_outbox_in_trouble", table_name="outbox")
    op.drop_index("ix_outbox_to_verify", table_name="outbox")
    for column in ("dropped_at", "copies", "looks"):
        op.drop_column("outbox", column)
