"""first audit"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "lob",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lob")),
        sa.UniqueConstraint("key", name=op.f("uq_lob_key")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        sa.Column("thread_ts", sa.String(length=32), nullable=True),
        sa.Column("message", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("card", sa.String(length=64), nullable=True),
        sa.Column("subject", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_channel", sa.String(length=32), nullable=True),
        sa.Column("sent_ts", sa.String(length=32), nullable=True),
        sa.Column("fault", sa.String(length=120), nullable=True),
        sa.CheckConstraint("kind IN ('post', 'update', 'home')", name=op.f("ck_outbox_kind")),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'sent', 'unknown', 'dead', 'held', 'expired')",
            name=op.f("ck_outbox_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(
        "ix_outbox_in_line",
        "outbox",
        ["line", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
    )
    op.create_index(
        "ix_outbox_to_do",
        "outbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
    )
    op.create_index(
        "uq_outbox_in_flight",
        "outbox",
        ["line"],
        unique=True,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index(
        "uq_outbox_waiting_home",
        "outbox",
        ["line"],
        unique=True,
        sqlite_where=sa.text("kind = 'home' AND state = 'pending'"),
        postgresql_where=sa.text("kind = 'home' AND state = 'pending'"),
    )
    op.create_index(
        "uq_outbox_waiting_update",
        "outbox",
        ["card", "subject"],
        unique=True,
        sqlite_where=sa.text("kind = 'update' AND state = 'pending'"),
        postgresql_where=sa.text("kind = 'update' AND state = 'pending'"),
    )
    op.create_table(
        "outbox_gate",
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("open_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_outbox_gate")),
    )
    op.create_table(
        "scorecard_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("definition", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'published', 'retired')", name=op.f("ck_scorecard_version_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_version")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_scorecard_version_key_version")),
    )
    op.create_index(
        "uq_scorecard_version_published",
        "scorecard_version",
        ["key"],
        unique=True,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_table(
        "seen_request",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_seen_request")),
    )
    op.create_index(op.f("ix_seen_request_at"), "seen_request", ["at"], unique=False)
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('in_house', 'vendor')", name=op.f("ck_site_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("key", name=op.f("uq_site_key")),
    )
    op.create_table(
        "ticket_frame",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_frame")),
        sa.UniqueConstraint("plan", name=op.f("uq_ticket_frame_plan")),
    )
    op.create_table(
        "queue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("lob_id", sa.Integer(), nullable=False),
        sa.Column("scorecard_key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["lob_id"], ["lob.id"], name=op.f("fk_queue_lob_id_lob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue")),
        sa.UniqueConstraint("key", name=op.f("uq_queue_key")),
    )
    op.create_index(op.f("ix_queue_lob_id"), "queue", ["lob_id"], unique=False)
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("lob_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lob_id"], ["lob.id"], name=op.f("fk_team_lob_id_lob")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_team_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("key", name=op.f("uq_team_key")),
    )
    op.create_index(op.f("ix_team_lob_id"), "team", ["lob_id"], unique=False)
    op.create_index(op.f("ix_team_site_id"), "team", ["site_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded_name", sa.String(length=240), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("slack_user_id", sa.String(length=32), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_person_site_id_site")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_person_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
        sa.UniqueConstraint("slack_user_id", name=op.f("uq_person_slack_user_id")),
    )
    op.create_index(op.f("ix_person_site_id"), "person", ["site_id"], unique=False)
    op.create_index(op.f("ix_person_team_id"), "person", ["team_id"], unique=False)
    op.create_table(
        "form",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("about", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_form_person_id_person")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_form")),
    )
    op.create_index(op.f("ix_form_made_at"), "form", ["made_at"], unique=False)
    op.create_index(op.f("ix_form_person_id"), "form", ["person_id"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("thing", sa.String(length=32), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_journal_actor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_thing_thing_id"), "journal", ["thing", "thing_id"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("lob_id", sa.Integer(), nullable=True),
        sa.Column("queue_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["lob_id"], ["lob.id"], name=op.f("fk_role_grant_lob_id_lob")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_role_grant_queue_id_queue")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_role_grant_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"], unique=False)
    op.create_index(
        "uq_role_grant_person_role_scope",
        "role_grant",
        [
            "person_id",
            "role",
            sa.literal_column("coalesce(lob_id, 0)"),
            sa.literal_column("coalesce(queue_id, 0)"),
            sa.literal_column("coalesce(site_id, 0)"),
        ],
        unique=True,
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("associate_id", sa.Integer(), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("labels", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("frame_id", sa.Integer(), nullable=True),
        sa.Column("draw_number", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["associate_id"], ["person.id"], name=op.f("fk_ticket_associate_id_person")),
        sa.ForeignKeyConstraint(["frame_id"], ["ticket_frame.id"], name=op.f("fk_ticket_frame_id_ticket_frame")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_ticket_queue_id_queue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("reference", name=op.f("uq_ticket_reference")),
    )
    op.create_index(op.f("ix_ticket_associate_id"), "ticket", ["associate_id"], unique=False)
    op.create_index(
        op.f("ix_ticket_queue_id_associate_id_draw_number"),
        "ticket",
        ["queue_id", "associate_id", "draw_number"],
        unique=False,
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("scorecard_version_id", sa.Integer(), nullable=False),
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("associate_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("auto_failed", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'published', 'acknowledged', 'disputed', 'void')",
            name=op.f("ck_audit_state"),
        ),
        sa.ForeignKeyConstraint(["associate_id"], ["person.id"], name=op.f("fk_audit_associate_id_person")),
        sa.ForeignKeyConstraint(["auditor_id"], ["person.id"], name=op.f("fk_audit_auditor_id_person")),
        sa.ForeignKeyConstraint(
            ["scorecard_version_id"],
            ["scorecard_version.id"],
            name=op.f("fk_audit_scorecard_version_id_scorecard_version"),
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_audit_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_associate_id_state"), "audit", ["associate_id", "state"], unique=False)
    op.create_index(op.f("ix_audit_auditor_id_state"), "audit", ["auditor_id", "state"], unique=False)
    op.create_index(op.f("ix_audit_ticket_id"), "audit", ["ticket_id"], unique=False)
    op.create_index(
        "uq_audit_one_draw",
        "audit",
        ["ticket_id"],
        unique=True,
        sqlite_where=sa.text("basis IN ('random', 'stratified') AND state <> 'void'"),
        postgresql_where=sa.text("basis IN ('random', 'stratified') AND state <> 'void'"),
    )
    op.create_index(
        "uq_audit_one_per_auditor",
        "audit",
        ["ticket_id", "scorecard_version_id", "auditor_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_rating_audit_id_audit"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("audit_id", "criterion", name=op.f("uq_rating_audit_id_criterion")),
    )


def downgrade() -> None:
    op.drop_table("rating")
    op.drop_index(
        "uq_audit_one_per_auditor",
        table_name="audit",
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.drop_index(
        "uq_audit_one_draw",
        table_name="audit",
        sqlite_where=sa.text("basis IN ('random', 'stratified') AND state <> 'void'"),
        postgresql_where=sa.text("basis IN ('random', 'stratified') AND state <> 'void'"),
    )
    op.drop_index(op.f("ix_audit_ticket_id"), table_name="audit")
    op.drop_index(op.f("ix_audit_auditor_id_state"), table_name="audit")
    op.drop_index(op.f("ix_audit_associate_id_state"), table_name="audit")
    op.drop_table("audit")
    op.drop_index(op.f("ix_ticket_queue_id_associate_id_draw_number"), table_name="ticket")
    op.drop_index(op.f("ix_ticket_associate_id"), table_name="ticket")
    op.drop_table("ticket")
    op.drop_index("uq_role_grant_person_role_scope", table_name="role_grant")
    op.drop_index(op.f("ix_role_grant_person_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_journal_thing_thing_id"), table_name="journal")
    op.drop_table("journal")
    op.drop_index(op.f("ix_form_person_id"), table_name="form")
    op.drop_index(op.f("ix_form_made_at"), table_name="form")
    op.drop_table("form")
    op.drop_index(op.f("ix_person_team_id"), table_name="person")
    op.drop_index(op.f("ix_person_site_id"), table_name="person")
    op.drop_table("person")
    op.drop_index(op.f("ix_team_site_id"), table_name="team")
    op.drop_index(op.f("ix_team_lob_id"), table_name="team")
    op.drop_table("team")
    op.drop_index(op.f("ix_queue_lob_id"), table_name="queue")
    op.drop_table("queue")
    op.drop_table("ticket_frame")
    op.drop_table("site")
    op.drop_index(op.f("ix_seen_request_at"), table_name="seen_request")
    op.drop_table("seen_request")
    op.drop_index(
        "uq_scorecard_version_published",
        table_name="scorecard_version",
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )
    op.drop_table("scorecard_version")
    op.drop_table("outbox_gate")
    op.drop_index(
        "uq_outbox_waiting_update",
        table_name="outbox",
        sqlite_where=sa.text("kind = 'update' AND state = 'pending'"),
        postgresql_where=sa.text("kind = 'update' AND state = 'pending'"),
    )
    op.drop_index(
        "uq_outbox_waiting_home",
        table_name="outbox",
        sqlite_where=sa.text("kind = 'home' AND state = 'pending'"),
        postgresql_where=sa.text("kind = 'home' AND state = 'pending'"),
    )
    op.drop_index(
        "uq_outbox_in_flight",
        table_name="outbox",
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.drop_index(
        "ix_outbox_to_do",
        table_name="outbox",
        sqlite_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
    )
    op.drop_index(
        "ix_outbox_in_line",
        table_name="outbox",
        sqlite_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
    )
    op.drop_table("outbox")
    op.drop_table("lob")
