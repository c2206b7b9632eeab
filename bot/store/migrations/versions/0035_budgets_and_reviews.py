"""what is spent of budgets, which actions an organizer has looked at, what hosts have heard"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spent",
        sa.Column("budget", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("budget", "subject", "hour", name=op.f("pk_spent")),
    )
    op.add_column("event", sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("event", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("rsvp", sa.Column("told_as", sa.String(length=40), nullable=True))
    # What is listed was looked at. Hosts are not told anew of guests they know of.
    op.execute("UPDATE event SET reviewed_at = created_at WHERE is_listed")
    op.execute("UPDATE rsvp SET told_as = state WHERE state IN ('going', 'canceled')")


def downgrade() -> None:
    op.drop_column("rsvp", "told_as")
    op.drop_column("event", "told_at")
    op.drop_column("event", "reviewed_at")
    op.drop_table("spent")
