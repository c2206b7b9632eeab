"""what actions need: co-hosts, needs, changes, pages, wishes, seats that are held"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("by_contact", sa.BigInteger(), nullable=True),
        sa.Column("by_organizer", sa.BigInteger(), nullable=True),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("told", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_change_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_change")),
    )
    op.create_index("ix_event_change_event_id", "event_change", ["event_id"], unique=False)
    op.create_table(
        "event_host",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_event_host_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_host_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "contact_id", name=op.f("pk_event_host")),
    )
    op.create_index("ix_event_host_contact_id", "event_host", ["contact_id"], unique=False)
    op.create_table(
        "event_need",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_need_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "kind", name=op.f("pk_event_need")),
    )
    op.create_table(
        "event_page",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_page_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_page")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_event_page_token_digest")),
    )
    op.create_index("ix_event_page_event_id", "event_page", ["event_id"], unique=False)
    op.create_table(
        "event_wish",
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("zip", sa.String(length=5), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_event_wish_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_event_wish")),
    )
    op.add_column("event", sa.Column("ends_at", sa.Time(), nullable=True))
    op.add_column(
        "event", sa.Column("venue", sa.String(length=40), server_default="place", nullable=False)
    )
    op.add_column("event", sa.Column("langs", postgresql.ARRAY(sa.String()), nullable=True))
    op.add_column("event", sa.Column("is_accessible", sa.Boolean(), nullable=True))
    op.add_column(
        "event", sa.Column("lets_in", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("event", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("event", sa.Column("merged_into", sa.BigInteger(), nullable=True))
    op.add_column("event", sa.Column("address_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("event", sa.Column("bring_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("event", sa.Column("link_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("rsvp", sa.Column("party", sa.BigInteger(), server_default="1", nullable=False))
    op.add_column(
        "rsvp",
        sa.Column(
            "needs", postgresql.ARRAY(sa.String()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column("rsvp", sa.Column("seat_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("rsvp", sa.Column("let_in_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("rsvp", sa.Column("came", sa.String(length=40), nullable=True))
    op.add_column("rsvp", sa.Column("came_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("rsvp", "came_at")
    op.drop_column("rsvp", "came")
    op.drop_column("rsvp", "let_in_at")
    op.drop_column("rsvp", "seat_until")
    op.drop_column("rsvp", "needs")
    op.drop_column("rsvp", "party")
    op.drop_column("event", "link_sealed")
    op.drop_column("event", "bring_sealed")
    op.drop_column("event", "address_sealed")
    op.drop_column("event", "merged_into")
    op.drop_column("event", "closed_at")
    op.drop_column("event", "lets_in")
    op.drop_column("event", "is_accessible")
    op.drop_column("event", "langs")
    op.drop_column("event", "venue")
    op.drop_column("event", "ends_at")
    op.drop_table("event_wish")
    op.drop_index("ix_event_page_event_id", table_name="event_page")
    op.drop_table("event_page")
    op.drop_table("event_need")
    op.drop_index("ix_event_host_contact_id", table_name="event_host")
    op.drop_table("event_host")
    op.drop_index("ix_event_change_event_id", table_name="event_change")
    op.drop_table("event_change")
