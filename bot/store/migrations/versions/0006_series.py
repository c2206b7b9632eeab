"""series: what went out of them, since when they are known, and where they look"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series_seen",
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("series", "name", "rule", name=op.f("pk_series_seen")),
    )
    op.create_table(
        "series_sent",
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("anchor", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("event_day", sa.Date(), nullable=True),
        sa.Column("event_time", sa.Time(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_series_sent_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "contact_id", "series", "name", "anchor", name=op.f("pk_series_sent")
        ),
    )
    op.create_index("ix_series_sent_contact_id", "series_sent", ["contact_id", "at"])
    op.create_index("ix_series_sent_at", "series_sent", ["at"])
    op.create_index(
        "uq_series_sent_message_id",
        "series_sent",
        ["message_id"],
        unique=True,
        postgresql_where=sa.text("message_id IS NOT NULL"),
    )
    op.create_index(
        "ix_contact_opted_in_at",
        "contact",
        ["opted_in_at"],
        postgresql_where=sa.text("opted_out_at IS NULL"),
    )
    op.create_index(
        "ix_event_open_day", "event", ["day"], postgresql_where=sa.text("state = 'open'")
    )


def downgrade() -> None:
    op.drop_index("ix_event_open_day", table_name="event")
    op.drop_index("ix_contact_opted_in_at", table_name="contact")
    op.drop_table("series_sent")
    op.drop_table("series_seen")
