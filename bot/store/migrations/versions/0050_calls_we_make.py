"""when a call was claimed, how often it was rung and looked for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("call", sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("call", sa.Column("rings", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("call", sa.Column("looks", sa.SmallInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    for name in ("looks", "rings", "claimed_at"):
        op.drop_column("call", name)
