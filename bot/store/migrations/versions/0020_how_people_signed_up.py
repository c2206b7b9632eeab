"""how people signed up for an action"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rsvp", sa.Column("source", sa.String(), server_default="text", nullable=False))


def downgrade() -> None:
    op.drop_column("rsvp", "source")
