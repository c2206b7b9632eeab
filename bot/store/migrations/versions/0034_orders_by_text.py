"""what organizers order by text: what waits for the carrier, wrong codes, who is on duty"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_lock",
        sa.Column("contact_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wrong", sa.SmallInteger(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_order_lock_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_order_lock")),
    )
    op.create_table(
        "texted_order",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_texted_order_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_texted_order")),
    )
    op.create_index("ix_texted_order_due_at", "texted_order", ["due_at"], unique=False)
    op.add_column("organizer", sa.Column("code_step", sa.BigInteger(), nullable=True))
    op.add_column("organizer", sa.Column("off_duty_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("organizer", "off_duty_at")
    op.drop_column("organizer", "code_step")
    op.drop_index("ix_texted_order_due_at", table_name="texted_order")
    op.drop_table("texted_order")
    op.drop_table("order_lock")
