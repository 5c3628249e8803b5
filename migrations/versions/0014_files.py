"""files of messages, from before their bytes are in Slack"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "outbox_file",
        sa.Column("file_id", sa.String(length=32), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unwanted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["row_id"], ["outbox.id"], name=op.f("fk_outbox_file_row_id_outbox"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_outbox_file")),
    )
    op.create_index(op.f("ix_outbox_file_row_id"), "outbox_file", ["row_id"])


def downgrade() -> None:
    op.drop_table("outbox_file")
