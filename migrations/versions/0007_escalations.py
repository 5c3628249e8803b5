"""a decision can be escalated, an audit corrected, a result asked about"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

Rows = list[dict[str, Any]]
CHANGED = ("dispute_item", "dispute_lead", "dispute", "audit_revision")
OLD_STATES = "'open', 'conceded', 'decided', 'withdrawn', 'void'"
STATES = "'open', 'conceded', 'decided', 'escalated', 'final', 'withdrawn', 'void'"
# Three working days are five days at most, but for holidays.
GRACE = timedelta(days=5)


def upgrade() -> None:
    op.add_column("audit", sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True))
    _rebuild(_create_new, _forwards)
    op.create_table(
        "audit_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_remark_audit_id_audit")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_audit_remark_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_remark")),
    )
    op.create_index(op.f("ix_audit_remark_audit_id"), "audit_remark", ["audit_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_remark_audit_id"), table_name="audit_remark")
    op.drop_table("audit_remark")
    _rebuild(_create_old, _backwards)
    op.drop_column("audit", "corrected_at")


def _rebuild(create: Callable[[], None], change: Callable[[dict[str, Rows]], None]) -> None:
    """Make the tables anew around their rows: SQLite cannot change a constraint in place."""
    bind = op.get_bind()
    held: dict[str, Rows] = {}
    for name in CHANGED:
        table = sa.Table(name, sa.MetaData(), autoload_with=bind, resolve_fks=False)
        held[name] = [dict(row) for row in bind.execute(sa.select(table).order_by(table.c.id)).mappings()]
    for name in CHANGED:
        op.drop_table(name)
    change(held)
    create()
    for name in reversed(CHANGED):
        _fill(bind, name, held[name])


def _fill(bind: sa.Connection, name: str, rows: Rows) -> None:
    if not rows:
        return
    table = sa.Table(name, sa.MetaData(), autoload_with=bind, resolve_fks=False)
    bind.execute(table.insert(), rows)
    if bind.dialect.name == "postgresql":
        last = max(row["id"] for row in rows)
        bind.execute(sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), {"name": name, "last": last})


def _forwards(held: dict[str, Rows]) -> None:
    for dispute in held["dispute"]:
        waits = dispute["state"] == "open"
        dispute |= {"revision": 1, "expiries": 0, "escalation_reason": ""}
        dispute["due_at"] = dispute["opened_at"] + GRACE if waits else None
    for lead in held["dispute_lead"]:
        lead["round"] = 1


def _backwards(held: dict[str, Rows]) -> None:
    """What came of an escalation is left out: the first decision stays."""
    gone = {"revision", "due_at", "expiries", "escalated_at", "escalation_reason"}
    gone |= {"final_by", "final_at", "final_outcome", "final_level", "final_reason", "final_cause"}
    gone |= {"round", "cause_of_change", "reason_of_change", "replaced_by"}
    held["dispute_lead"] = [lead for lead in held["dispute_lead"] if lead["round"] == 1]
    for dispute in held["dispute"]:
        dispute["state"] = "decided" if dispute["state"] in ("escalated", "final") else dispute["state"]
    for name in CHANGED:
        held[name] = [{key: value for key, value in row.items() if key not in gone} for row in held[name]]


def _create_new() -> None:
    _create_revision(
        sa.Column("cause_of_change", sa.String(length=16), nullable=True),
        sa.Column("reason_of_change", sa.Text(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["replaced_by"], ["person.id"], name=op.f("fk_audit_revision_replaced_by_person")),
    )
    _create_dispute(
        STATES,
        "state IN ('open', 'escalated')",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expiries", sa.Integer(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalation_reason", sa.Text(), nullable=False),
        sa.Column("final_by", sa.Integer(), nullable=True),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final_outcome", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["final_by"], ["person.id"], name=op.f("fk_dispute_final_by_person")),
    )
    op.create_index(op.f("ix_dispute_due_at"), "dispute", ["due_at"], unique=False)
    _create_item(
        sa.Column("final_level", sa.Integer(), nullable=True),
        sa.Column("final_reason", sa.Text(), nullable=True),
        sa.Column("final_cause", sa.String(length=32), nullable=True),
    )
    _create_lead(["dispute_id", "round", "person_id"], sa.Column("round", sa.Integer(), nullable=False))


def _create_old() -> None:
    _create_revision()
    _create_dispute(OLD_STATES, "state = 'open'")
    _create_item()
    _create_lead(["dispute_id", "person_id"])


def _create_revision(*more: Any) -> None:
    op.create_table(
        "audit_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("auto_failed", sa.Boolean(), nullable=False),
        sa.Column("ratings", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_revision_audit_id_audit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_revision")),
        sa.UniqueConstraint("audit_id", "number", name=op.f("uq_audit_revision_audit_id_number")),
    )


def _create_dispute(states: str, waiting: str, *more: Any) -> None:
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
        *more,
        sa.CheckConstraint(f"state IN ({states})", name=op.f("ck_dispute_state")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_dispute_audit_id_audit")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_dispute_opened_by_person")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_dispute_closed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    op.create_index(op.f("ix_dispute_audit_id"), "dispute", ["audit_id"], unique=False)
    where = {"sqlite_where": sa.text(waiting), "postgresql_where": sa.text(waiting)}
    op.create_index("uq_dispute_one_open", "dispute", ["audit_id"], unique=True, **where)


def _create_item(*more: Any) -> None:
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
        *more,
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_item_dispute_id_dispute")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_item")),
        sa.UniqueConstraint("dispute_id", "criterion", name=op.f("uq_dispute_item_dispute_id_criterion")),
    )


def _create_lead(unique: list[str], *more: Any) -> None:
    op.create_table(
        "dispute_lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_lead_dispute_id_dispute")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dispute_lead_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_lead")),
        sa.UniqueConstraint(*unique, name=op.f("uq_dispute_lead_" + "_".join(unique))),
    )
    op.create_index(op.f("ix_dispute_lead_person_id"), "dispute_lead", ["person_id"], unique=False)
