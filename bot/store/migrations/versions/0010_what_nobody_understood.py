"""what nobody understood, and the last texts that were answered"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "misunderstood",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("flow", sa.String(), nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("offered", sa.String(), nullable=True),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_misunderstood_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misunderstood")),
    )
    op.create_index("ix_misunderstood_at", "misunderstood", ["at"], unique=False)
    op.create_index("ix_misunderstood_contact_id", "misunderstood", ["contact_id"], unique=False)
    op.add_column("session", sa.Column("recent_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("session", "recent_sealed")
    op.drop_table("misunderstood")
