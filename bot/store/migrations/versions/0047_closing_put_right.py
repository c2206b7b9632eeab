"""how many calls the closing text of a phone bank told of"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("room_text", sa.Column("made", sa.BigInteger(), nullable=True))
    # What was told before is taken for right: nobody is texted of a phone bank of long ago.
    op.execute(
        "UPDATE room_text t SET made = (SELECT coalesce(sum(r.count), 0) FROM counted_report r"
        " WHERE r.event_id = t.event_id AND r.kind IN ('called', 'tallied'))"
        " WHERE t.what = 'closing'"
    )


def downgrade() -> None:
    op.drop_column("room_text", "made")
