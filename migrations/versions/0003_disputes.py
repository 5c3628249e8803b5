"""disputes, and the earlier revisions of an audit"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("outcome", sa.String(length=16), nullable=True))
    op.add_column("audit", sa.Column("void_reason", sa.Text(), nullable=True))
    op.create_table(
        "audit_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("auto_failed", sa.Boolean(), nullable=False),
        sa.Column("ratings", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_revision_audit_id_audit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_revision")),
        sa.UniqueConstraint("audit_id", "number", name=op.f("uq_audit_revision_audit_id_number")),
    )
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'conceded', 'decided', 'withdrawn', 'void')", name=op.f("ck_dispute_state")
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_dispute_audit_id_audit")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_dispute_opened_by_person")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_dispute_closed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    op.create_index(op.f("ix_dispute_audit_id"), "dispute", ["audit_id"], unique=False)
    op.create_index(
        "uq_dispute_one_open",
        "dispute",
        ["audit_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "dispute_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=64), nullable=False),
        sa.Column("proposed_level", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_level", sa.Integer(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("cause", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_item_dispute_id_dispute")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_item")),
        sa.UniqueConstraint("dispute_id", "criterion", name=op.f("uq_dispute_item_dispute_id_criterion")),
    )
    op.create_table(
        "dispute_lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_lead_dispute_id_dispute")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dispute_lead_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_lead")),
        sa.UniqueConstraint("dispute_id", "person_id", name=op.f("uq_dispute_lead_dispute_id_person_id")),
    )
    op.create_index(op.f("ix_dispute_lead_person_id"), "dispute_lead", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_dispute_lead_person_id"), table_name="dispute_lead")
    op.drop_table("dispute_lead")
    op.drop_table("dispute_item")
    op.drop_index(
        "uq_dispute_one_open",
        table_name="dispute",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(op.f("ix_dispute_audit_id"), table_name="dispute")
    op.drop_table("dispute")
    op.drop_table("audit_revision")
    op.drop_column("audit", "void_reason")
    op.drop_column("audit", "outcome")
