"""what the people of a phone bank's room were told"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_text",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_room_text_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "contact_id", "what", name=op.f("pk_room_text")),
    )


def downgrade() -> None:
    op.drop_table("room_text")
