"""what was heard from guests who were asked whether they come"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rsvp", sa.Column("checked_as", sa.String(), nullable=True))
    op.add_column("rsvp", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("rsvp", sa.Column("claimed_link", sa.BigInteger(), nullable=True))
    op.add_column("rsvp", sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("volunteer_link", sa.Column("event_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("volunteer_link", "event_id")
    for column in ("claimed_until", "claimed_link", "checked_at", "checked_as"):
        op.drop_column("rsvp", column)
