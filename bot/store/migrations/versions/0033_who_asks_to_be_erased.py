"""who asks to be erased, and the carrier's copies of their texts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure_ask",
        sa.Column("contact_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_erasure_ask_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_erasure_ask")),
    )
    op.create_table(
        "carrier_copy",
        sa.Column("sid", sa.String(length=34), nullable=False),
        sa.Column("erased_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=40), server_default="waiting", nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_carrier_copy")),
    )
    op.create_index("ix_carrier_copy_erased_id", "carrier_copy", ["erased_id"], unique=False)
    op.create_index(
        "ix_carrier_copy_again_at",
        "carrier_copy",
        ["again_at"],
        unique=False,
        postgresql_where=sa.text("outcome = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_table("carrier_copy")
    op.drop_table("erasure_ask")
