"""seats that are held, and who brought whom"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rsvp", sa.Column("brought_by", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_rsvp_brought_by", "rsvp", ["brought_by"], unique=False,
        postgresql_where=sa.text("brought_by IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_rsvp_offered", "rsvp", ["event_id"], unique=False,
        postgresql_where=sa.text("state = 'offered'"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_rsvp_offered", table_name="rsvp")
    op.drop_index("ix_rsvp_brought_by", table_name="rsvp")
    op.drop_column("rsvp", "brought_by")
