"""events, guests and stations asked"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Written at every text and read by nobody on that path.
    op.drop_index("ix_session_flow_step", table_name="session")
    op.drop_index("ix_message_reply", table_name="message")
    op.execute("ALTER TABLE session SET (fillfactor = 70)")
    op.create_index("ix_contact_source", "contact", ["source"])
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("zip", sa.String(length=5), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("what_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("is_listed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=True),
        sa.Column("goal", sa.BigInteger(), nullable=True),
        sa.Column("chapter_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("code", name=op.f("uq_event_code")),
    )
    op.create_index(
        "ix_event_day",
        "event",
        ["day"],
        unique=False,
        postgresql_where=sa.text("state = 'open' AND is_listed"),
    )
    op.create_index("ix_event_host_id", "event", ["host_id", "id"], unique=False)
    op.create_table(
        "station_ask",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("dj_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_ask")),
        sa.UniqueConstraint("station", name=op.f("uq_station_ask_station")),
    )
    op.create_index("ix_station_ask_contact_id", "station_ask", ["contact_id"], unique=False)
    op.create_table(
        "rsvp",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_rsvp_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_rsvp_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "contact_id", name=op.f("pk_rsvp")),
    )
    op.create_index("ix_rsvp_contact_id", "rsvp", ["contact_id"], unique=False)
    op.create_index(
        "ix_message_created_at", "message", ["created_at"], unique=False, postgresql_using="brin"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE session RESET (fillfactor)")
    op.create_index(
        "ix_message_reply",
        "message",
        ["in_reply_to"],
        postgresql_where=sa.text("in_reply_to IS NOT NULL"),
    )
    op.create_index(
        "ix_session_flow_step",
        "session",
        ["flow", "step"],
        postgresql_where=sa.text("flow IS NOT NULL"),
    )
    op.drop_index("ix_contact_source", table_name="contact")
    op.drop_index("ix_message_created_at", table_name="message", postgresql_using="brin")
    op.drop_index("ix_rsvp_contact_id", table_name="rsvp")
    op.drop_table("rsvp")
    op.drop_index("ix_station_ask_contact_id", table_name="station_ask")
    op.drop_table("station_ask")
    op.drop_index("ix_event_host_id", table_name="event")
    op.drop_index(
        "ix_event_day", table_name="event", postgresql_where=sa.text("state = 'open' AND is_listed")
    )
    op.drop_table("event")
