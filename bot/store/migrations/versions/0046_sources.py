"""what brought people: a code, an extension or a number for each poster, and who texted which"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), server_default="poster", nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("flow", sa.String(length=40), server_default="call", nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("zip", sa.String(), nullable=True),
        sa.Column("chapter_id", sa.BigInteger(), nullable=True),
        sa.Column("extension", sa.String(length=40), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("dj_id", sa.BigInteger(), nullable=True),
        sa.Column("broadcast_id", sa.BigInteger(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("code", name=op.f("uq_source_code")),
    )
    op.create_index(
        "uq_source_extension",
        "source",
        ["extension"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "uq_source_number",
        "source",
        ["number"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "source_text",
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_source_text_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_source_text_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "source_id", name=op.f("pk_source_text")),
    )
    op.create_index("ix_source_text_source_id", "source_text", ["source_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_source_text_source_id", table_name="source_text")
    op.drop_table("source_text")
    op.drop_index(
        "uq_source_number", table_name="source", postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_index(
        "uq_source_extension", table_name="source", postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_table("source")
