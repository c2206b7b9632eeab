"""an index that finds listed events around a ZIP"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_event_latitude",
        "event",
        ["latitude", "longitude", "day"],
        unique=False,
        postgresql_where=sa.text("state = 'open' AND is_listed"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_event_latitude",
        table_name="event",
        postgresql_where=sa.text("state = 'open' AND is_listed"),
    )
