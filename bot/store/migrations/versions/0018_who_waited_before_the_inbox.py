"""Whoever was with a person, or may want no more texts, before there was an inbox is in it: else
the bot would leave to a person what no person sees."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        INSERT INTO ticket (contact_id, kind, urgency, lang, opened_at, waiting_since)
        SELECT id, CASE WHEN held_at IS NULL THEN 'question' ELSE 'stop_unsure' END,
               CASE WHEN held_at IS NULL THEN 2 ELSE 1 END, lang,
               COALESCE(held_at, handed_off_at), COALESCE(held_at, handed_off_at)
        FROM contact
        WHERE opted_out_at IS NULL AND (held_at IS NOT NULL OR handed_off_at IS NOT NULL)
        ON CONFLICT (contact_id) WHERE state = 'open' DO NOTHING
    """)


def downgrade() -> None:
    """Their tickets go with the table."""
