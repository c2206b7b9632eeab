"""what hosts do: co-hosts who said yes, words to look at, texts about an action"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event_text",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("change_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_text_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_event_text")),
    )
    op.create_index("ix_event_text_change_id", "event_text", ["change_id"], unique=False)
    op.create_table(
        "host_word",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=40), server_default="waiting", nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_host_word_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_host_word_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_word")),
    )
    op.create_index("ix_host_word_event_id", "host_word", ["event_id"], unique=False)
    op.create_index(
        "ix_host_word_waiting",
        "host_word",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.add_column(
        "event_change", sa.Column("held", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column("event_change", sa.Column("approved_by", sa.BigInteger(), nullable=True))
    op.add_column(
        "event_change", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("event_change", sa.Column("approved_why", sa.String(), nullable=True))
    op.add_column("event_host", sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("event_host", "accepted_at")
    op.drop_column("event_change", "approved_why")
    op.drop_column("event_change", "approved_at")
    op.drop_column("event_change", "approved_by")
    op.drop_column("event_change", "held")
    op.drop_index("ix_host_word_waiting", table_name="host_word")
    op.drop_table("host_word")
    op.drop_index("ix_event_text_change_id", table_name="event_text")
    op.drop_table("event_text")
