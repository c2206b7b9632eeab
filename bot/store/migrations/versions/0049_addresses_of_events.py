"""an event's address is what follows the comma of its place, and has no column"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing ever wrote it: hosts say the place and the address in one text.
    op.drop_column("event", "address_sealed")


def downgrade() -> None:
    op.add_column("event", sa.Column("address_sealed", sa.LargeBinary(), nullable=True))
