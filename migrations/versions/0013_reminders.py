"""reminders to acknowledge, and notices that are gathered"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
TO_REMIND = sa.text("remind_at IS NOT NULL")
WAITS = sa.text("told_at IS NULL")
# What has waited for longer than that is not brought up again by an upgrade.
RECENT = timedelta(days=14)


def upgrade() -> None:
    op.add_column("audit", sa.Column("remind_since", INSTANT, nullable=True))
    op.add_column("audit", sa.Column("remind_at", INSTANT, nullable=True))
    op.add_column("audit", sa.Column("reminded", sa.Integer(), server_default="0", nullable=False))
    _remind_of_what_waits()
    op.create_index(
        "ix_audit_to_remind", "audit", ["remind_at", "id"], sqlite_where=TO_REMIND, postgresql_where=TO_REMIND
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("card", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("together", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")),
        sa.ForeignKeyConstraint(["together"], ["notice.id"], name=op.f("fk_notice_together_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    op.create_index(
        "ix_notice_waiting", "notice", ["not_before", "person_id"], sqlite_where=WAITS, postgresql_where=WAITS
    )
    op.create_index("ix_notice_of_person", "notice", ["person_id", "id"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index(op.f("ix_notice_card_about"), "notice", ["card", "about"])
    op.create_index(op.f("ix_notice_together"), "notice", ["together"])


def downgrade() -> None:
    op.drop_table("notice")
    op.drop_index("ix_audit_to_remind", table_name="audit")
    for column in ("reminded", "remind_at", "remind_since"):
        op.drop_column("audit", column)


def _remind_of_what_waits() -> None:
    """For what was published lately and is not acknowledged, the hours begin with the upgrade."""
    names = ("remind_since", "remind_at", "touched_at")
    audit = sa.table("audit", sa.column("state", sa.String()), *(sa.column(name, INSTANT) for name in names))
    now = datetime.now(UTC)
    if op.get_bind().dialect.name == "sqlite":
        now = now.replace(tzinfo=None)
    recent = audit.c.state == "published", audit.c.touched_at >= now - RECENT
    op.execute(audit.update().where(*recent).values(remind_since=now, remind_at=now))
