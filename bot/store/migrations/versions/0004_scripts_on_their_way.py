"""editions and corrections of scripts, parts that wait, slots of DJs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NOW = sa.text("now()")


def upgrade() -> None:
    op.add_column("dj", sa.Column("reminded_on", sa.Date(), nullable=True))
    op.add_column("dj", sa.Column("decided_by", sa.BigInteger(), nullable=True))
    op.add_column("dj", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_script_share_script", "script_share", ["script", "version"])
    op.create_table(
        "script_edition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("script", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("words_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("urgent_reason", sa.String(), nullable=True),
        sa.Column("urgent_by", sa.BigInteger(), nullable=True),
        sa.Column("urgent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_edition")),
        sa.UniqueConstraint("script", "version", name=op.f("uq_script_edition_script_version")),
    )
    op.create_table(
        "script_correction",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("script", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("had_version", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_script_correction_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_correction")),
        sa.UniqueConstraint(
            "contact_id",
            "script",
            "version",
            name=op.f("uq_script_correction_contact_id_script_version"),
        ),
    )
    op.create_table(
        "script_part",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("after_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_script_part")),
    )


def downgrade() -> None:
    op.drop_table("script_part")
    op.drop_table("script_correction")
    op.drop_table("script_edition")
    op.drop_index("ix_script_share_script", table_name="script_share")
    op.drop_column("dj", "decided_at")
    op.drop_column("dj", "decided_by")
    op.drop_column("dj", "reminded_on")
