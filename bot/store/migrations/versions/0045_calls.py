"""calls of any direction, and numbers that are not served"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sid", sa.String(length=64), nullable=True),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("caller_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("line", sa.String(), nullable=True),
        sa.Column("lang", sa.String(length=8), nullable=True),
        sa.Column("place", sa.String(length=40), server_default="greeting", nullable=False),
        sa.Column("turns", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("extension", sa.String(length=8), nullable=True),
        sa.Column("area_state", sa.String(), nullable=True),
        sa.Column("dialed", sa.String(length=40), nullable=True),
        sa.Column("connected_s", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("outcome_by", sa.String(length=40), nullable=True),
        sa.Column("report_id", sa.BigInteger(), nullable=True),
        sa.Column("after_id", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dialed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index(
        "ix_call_caller_digest",
        "call",
        ["caller_digest", "created_at"],
        unique=False,
        postgresql_where=sa.text("caller_digest IS NOT NULL"),
    )
    op.create_index("ix_call_contact_id", "call", ["contact_id", "id"], unique=False)
    op.create_index("ix_call_created_at", "call", ["created_at"], unique=False)
    op.create_index(
        "ix_call_open",
        "call",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_call_planned",
        "call",
        ["not_before", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('planned', 'claimed', 'unknown')"),
    )
    op.create_index(
        "uq_call_after_id",
        "call",
        ["after_id", "direction"],
        unique=True,
        postgresql_where=sa.text("after_id IS NOT NULL"),
    )
    op.create_index(
        "uq_call_sid", "call", ["sid"], unique=True, postgresql_where=sa.text("sid IS NOT NULL")
    )
    op.create_table(
        "call_block",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ends_in", sa.String(length=2), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_block")),
        sa.UniqueConstraint("digest", name=op.f("uq_call_block_digest")),
    )


def downgrade() -> None:
    op.drop_table("call_block")
    op.drop_index("uq_call_sid", table_name="call", postgresql_where=sa.text("sid IS NOT NULL"))
    op.drop_index(
        "uq_call_after_id", table_name="call", postgresql_where=sa.text("after_id IS NOT NULL")
    )
    op.drop_index(
        "ix_call_planned",
        table_name="call",
        postgresql_where=sa.text("state IN ('planned', 'claimed', 'unknown')"),
    )
    op.drop_index("ix_call_open", table_name="call", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_index("ix_call_created_at", table_name="call")
    op.drop_index("ix_call_contact_id", table_name="call")
    op.drop_index(
        "ix_call_caller_digest",
        table_name="call",
        postgresql_where=sa.text("caller_digest IS NOT NULL"),
    )
    op.drop_table("call")
