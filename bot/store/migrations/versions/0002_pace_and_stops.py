"""pace of senders, marks of look-backs, and a word to senders when somebody stops"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Senders listen: a text claimed just before a STOP was committed is not posted after it.
_TELL_STOPS = """
CREATE FUNCTION tell_stops() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('stops', NEW.id::text);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_stops AFTER UPDATE OF opted_out_at ON contact FOR EACH ROW
    WHEN (NEW.opted_out_at IS NOT NULL AND OLD.opted_out_at IS NULL)
    EXECUTE FUNCTION tell_stops();
"""


def upgrade() -> None:
    op.create_table(
        "pace",
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column(
            "ready_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("factor", sa.Double(), server_default="1", nullable=False),
        sa.Column("slowed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sender", name=op.f("pk_pace")),
    )
    op.create_table(
        "mark",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mark")),
    )
    op.add_column("message", sa.Column("carrier_status", sa.String(length=24), nullable=True))
    # A row changes four times on its way: vacuum it early, so that claims do not wade through
    # dead index entries (measured: docs/architecture.md, "Sending").
    op.execute(
        "ALTER TABLE message SET (autovacuum_vacuum_scale_factor = 0.05,"
        " autovacuum_analyze_scale_factor = 0.05)"
    )
    op.execute(_TELL_STOPS)


def downgrade() -> None:
    op.execute("DROP TRIGGER tell_stops ON contact")
    op.execute("DROP FUNCTION tell_stops()")
    op.execute(
        "ALTER TABLE message RESET (autovacuum_vacuum_scale_factor,"
        " autovacuum_analyze_scale_factor)"
    )
    op.drop_column("message", "carrier_status")
    op.drop_table("mark")
    op.drop_table("pace")
