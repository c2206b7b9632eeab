"""two texts of a broadcast that are compared: the other text, and who got which"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("broadcast", sa.Column("texts_b_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("message", sa.Column("arm", sa.String(length=4), nullable=True))


def downgrade() -> None:
    op.drop_column("message", "arm")
    op.drop_column("broadcast", "texts_b_sealed")
