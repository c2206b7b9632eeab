"""reports that are held or taken back, the words they came from, and several slots of a DJ"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COUNTED = (
    "CREATE VIEW counted_report AS SELECT * FROM report"
    " WHERE held IS NULL AND taken_back_at IS NULL"
)


def upgrade() -> None:
    op.add_column("report", sa.Column("held", sa.String(), nullable=True))
    op.add_column("report", sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("report", sa.Column("verdict_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("dj", sa.Column("slots", sa.String(), nullable=True))
    op.execute("UPDATE dj SET slots = slot")
    op.execute(_COUNTED)


def downgrade() -> None:
    op.execute("DROP VIEW counted_report")
    op.drop_column("dj", "slots")
    op.drop_column("report", "verdict_sealed")
    op.drop_column("report", "taken_back_at")
    op.drop_column("report", "held")
