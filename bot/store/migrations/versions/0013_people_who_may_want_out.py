"""people who may want no more texts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Whoever is sending hears of a hold as of a stop (bot/store/sending/listening.py).
_TELL_HOLDS = """
CREATE TRIGGER tell_holds AFTER UPDATE OF held_at ON contact FOR EACH ROW
    WHEN (NEW.held_at IS NOT NULL AND OLD.held_at IS NULL)
    EXECUTE FUNCTION tell_stops();
"""


def upgrade() -> None:
    op.add_column("contact", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_contact_held_at",
        "contact",
        ["held_at"],
        unique=False,
        postgresql_where=sa.text("held_at IS NOT NULL"),
    )
    op.execute(_TELL_HOLDS)


def downgrade() -> None:
    op.execute("DROP TRIGGER tell_holds ON contact")
    op.drop_index("ix_contact_held_at", table_name="contact")
    op.drop_column("contact", "held_at")
