"""what waits and who was audited how often is counted where it changes"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OWN = ("auditor_id", "submitted_at"), ("associate_id", "published_at")
TALLY = {
    "sqlite": """
        INSERT INTO audit_tally (associate_id, month, audits)
        SELECT associate_id, date(started_at, 'start of month'), count(*)
        FROM audit WHERE state <> 'void' GROUP BY 1, 2
    """,
    "postgresql": """
        INSERT INTO audit_tally (associate_id, month, audits)
        SELECT associate_id, date_trunc('month', started_at AT TIME ZONE 'UTC')::date, count(*)
        FROM audit WHERE state <> 'void' GROUP BY 1, 2
    """,
}


def upgrade() -> None:
    op.add_column("ticket", sa.Column("audits", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "audit_tally",
        sa.Column("associate_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("audits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["associate_id"], ["person.id"], name=op.f("fk_audit_tally_associate_id_person")),
        sa.PrimaryKeyConstraint("associate_id", "month", name=op.f("pk_audit_tally")),
    )
    op.execute(
        "UPDATE ticket SET audits = "
        "(SELECT count(*) FROM audit WHERE audit.ticket_id = ticket.id AND audit.state <> 'void')"
    )
    op.execute(TALLY[op.get_bind().dialect.name])
    op.drop_index(op.f("ix_ticket_queue_id_associate_id_draw_number"), table_name="ticket")
    waits = sa.text("audits = 0")
    op.create_index(
        "ix_ticket_waiting",
        "ticket",
        ["queue_id", "associate_id", "draw_number"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_index(op.f("ix_ticket_handled_at"), "ticket", ["handled_at"])
    for person, instant in OWN:
        op.create_index(op.f(f"ix_audit_{person}_{instant}_id"), "audit", [person, instant, "id"])


def downgrade() -> None:
    for person, instant in OWN:
        op.drop_index(op.f(f"ix_audit_{person}_{instant}_id"), table_name="audit")
    op.drop_index(op.f("ix_ticket_handled_at"), table_name="ticket")
    op.drop_index("ix_ticket_waiting", table_name="ticket")
    op.create_index(
        op.f("ix_ticket_queue_id_associate_id_draw_number"), "ticket", ["queue_id", "associate_id", "draw_number"]
    )
    op.drop_table("audit_tally")
    op.drop_column("ticket", "audits")
