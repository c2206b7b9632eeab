"""an index of texts that came in, for counting the replies to a broadcast"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_message_inbound",
        "message",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("kind = 'inbound'"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_message_inbound", table_name="message", postgresql_where=sa.text("kind = 'inbound'")
    )
