"""by whose link somebody came to a page that asks their number"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("join_ask", sa.Column("source_id", sa.BigInteger(), nullable=True))
    op.add_column("event_ask", sa.Column("source_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("event_ask", "source_id")
    op.drop_column("join_ask", "source_id")
