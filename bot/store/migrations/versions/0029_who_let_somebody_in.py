"""who let somebody in"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organizer", sa.Column("let_in_by", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("organizer", "let_in_by")
