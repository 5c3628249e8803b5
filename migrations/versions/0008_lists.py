"""tickets are found by their link"""

from collections.abc import Sequence

from alembic import op

revision: str = "0008"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(op.f("ix_ticket_link"), "ticket", ["link"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_ticket_link"), table_name="ticket")
