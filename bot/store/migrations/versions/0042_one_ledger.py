"""one ledger of reports: what each follows, and how sure it is"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_VIEW = (
    "CREATE VIEW counted_report AS SELECT * FROM report"
    " WHERE held IS NULL AND taken_back_at IS NULL"
)


def upgrade() -> None:
    op.execute("DROP VIEW counted_report")
    op.add_column("report", sa.Column("airing_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "report",
        sa.Column("confidence", sa.String(length=40), server_default="said", nullable=False),
    )
    op.create_index(
        "ix_report_event_id",
        "report",
        ["event_id"],
        unique=False,
        postgresql_where=sa.text("event_id IS NOT NULL"),
    )
    op.execute("UPDATE report SET confidence = 'checked' WHERE details ->> 'by' = 'organizer'")
    op.execute(_VIEW)


def downgrade() -> None:
    op.execute("DROP VIEW counted_report")
    op.drop_index("ix_report_event_id", table_name="report")
    op.drop_column("report", "confidence")
    op.drop_column("report", "airing_id")
    op.execute(_VIEW)
