"""the index of what was written before"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "similar_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(length=32), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("same_as", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_lengths_and_terms(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similar_document")),
        sa.UniqueConstraint("thing", "thing_id", name=op.f("uq_similar_document_thing_thing_id")),
    )
    op.create_table(
        "similar_posting",
        sa.Column("term", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("titled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("term", "document_id", name=op.f("pk_similar_posting")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "similar_frequency",
        sa.Column("term", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_similar_frequency")),
    )
    op.create_table(
        "similar_collection",
        sa.Column("thing", sa.String(length=32), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("title_length", sa.Integer(), nullable=False),
        sa.Column("body_length", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("thing", name=op.f("pk_similar_collection")),
    )
    op.create_table(
        "similar_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(length=32), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        *_lengths_and_terms(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similar_change")),
    )
    op.create_index(op.f("ix_similar_change_thing"), "similar_change", ["thing"])


def downgrade() -> None:
    for table in ("change", "collection", "frequency", "posting", "document"):
        op.drop_table(f"similar_{table}")


def _lengths_and_terms() -> list[sa.Column[object]]:
    return [
        sa.Column("title_length", sa.Integer(), nullable=False),
        sa.Column("body_length", sa.Integer(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
    ]
