"""who asked for a person, found for the console's first page without reading everybody"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_contact_handed_off_at",
        "contact",
        ["handed_off_at"],
        unique=False,
        postgresql_where=sa.text("handed_off_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_contact_handed_off_at",
        table_name="contact",
        postgresql_where=sa.text("handed_off_at IS NOT NULL"),
    )
