"""legal holds, exports and erasures of a person's data"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = "state IN ('asked', 'active', 'release_asked')"
WAITING = "state = 'waiting'"


def upgrade() -> None:
    _legal_hold()
    op.create_table(
        "legal_hold_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("step IN ('hold', 'release')", name=op.f("ck_legal_hold_asked_step")),
        sa.ForeignKeyConstraint(["hold_id"], ["legal_hold.id"], name=op.f("fk_legal_hold_asked_hold_id_legal_hold")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_legal_hold_asked_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold_asked")),
    )
    op.create_index(op.f("ix_legal_hold_asked_hold_id"), "legal_hold_asked", ["hold_id"], unique=False)
    _privacy_order()
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id_person")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_erasure_asked_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("person_id", name=op.f("uq_erasure_person_id")),
    )


def downgrade() -> None:
    op.drop_table("erasure")
    op.drop_index("uq_privacy_order_waiting", table_name="privacy_order", **_where(WAITING))
    op.drop_table("privacy_order")
    op.drop_index(op.f("ix_legal_hold_asked_hold_id"), table_name="legal_hold_asked")
    op.drop_table("legal_hold_asked")
    for column in ("audit_id", "person_id"):
        op.drop_index(f"uq_legal_hold_open_{column}", table_name="legal_hold", **_where(_open(column)))
    op.drop_table("legal_hold")


def _legal_hold() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("audit_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=False),
        sa.Column("release_asked_by", sa.Integer(), nullable=True),
        sa.Column("release_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_decided_by", sa.Integer(), nullable=True),
        sa.Column("release_decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'declined', 'active', 'release_asked', 'released')", name=op.f("ck_legal_hold_state")
        ),
        sa.CheckConstraint("(person_id IS NULL) <> (audit_id IS NULL)", name=op.f("ck_legal_hold_one_thing")),
        *(
            sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_legal_hold_{column}_person"))
            for column in ("person_id", "asked_by", "decided_by", "release_asked_by", "release_decided_by")
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_legal_hold_audit_id_audit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    for column in ("person_id", "audit_id"):
        op.create_index(f"uq_legal_hold_open_{column}", "legal_hold", [column], unique=True, **_where(_open(column)))


def _privacy_order() -> None:
    op.create_table(
        "privacy_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=64), nullable=True),
        sa.CheckConstraint("kind IN ('export', 'erasure')", name=op.f("ck_privacy_order_kind")),
        sa.CheckConstraint("state IN ('waiting', 'done', 'refused')", name=op.f("ck_privacy_order_state")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_privacy_order_person_id_person")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_privacy_order_asked_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_order")),
    )
    op.create_index("uq_privacy_order_waiting", "privacy_order", ["kind", "person_id"], unique=True, **_where(WAITING))


def _open(column: str) -> str:
    return f"{OPEN} AND {column} IS NOT NULL"


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
