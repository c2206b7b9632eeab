"""the states of a person's area code, which count where a ZIP says none

Numbers are sealed, so SQL cannot work them out: the clock does (bot/people/contacts.py). Until then
every state of a person's zones counts.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("area_states", postgresql.ARRAY(sa.String()), nullable=True))
    op.create_index(
        "ix_contact_no_area_states",
        "contact",
        ["id"],
        unique=False,
        postgresql_where=sa.text("area_states IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_contact_no_area_states",
        table_name="contact",
        postgresql_where=sa.text("area_states IS NULL"),
    )
    op.drop_column("contact", "area_states")
