"""audits are listed by when they were begun"""

from collections.abc import Sequence

from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(op.f("ix_audit_started_at_id"), "audit", ["started_at", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_started_at_id"), table_name="audit")
