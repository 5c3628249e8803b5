"""tickets are found by their link, and audits that wait to be published"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WAITS = sa.text("state = 'submitted'")


def upgrade() -> None:
    op.create_index(op.f("ix_ticket_link"), "ticket", ["link"], unique=False)
    op.create_index(
        "ix_audit_waiting", "audit", ["associate_id"], unique=False, sqlite_where=WAITS, postgresql_where=WAITS
    )


def downgrade() -> None:
    op.drop_index("ix_audit_waiting", table_name="audit", sqlite_where=WAITS, postgresql_where=WAITS)
    op.drop_index(op.f("ix_ticket_link"), table_name="ticket")
