"""what people say of a place, a station or themselves is sealed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# What the ledger keeps in clear: words and numbers of ours.
_OURS = "ARRAY['script', 'version', 'length', 'lang', 'guessed', 'by', 'instead_of']"
_SEALED = {
    "contact": ("fields_sealed",),
    "report": ("details_sealed",),
    "dj": ("station_sealed", "market_sealed"),
    "station_ask": ("station_sealed",),
}
_COUNTED = (
    "CREATE OR REPLACE VIEW counted_report AS SELECT * FROM report"
    " WHERE held IS NULL AND taken_back_at IS NULL"
)


def upgrade() -> None:
    op.create_table(
        "to_seal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("told", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_to_seal")),
    )
    for table, columns in _SEALED.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.LargeBinary(), nullable=True))
    op.add_column(
        "contact",
        sa.Column(
            "field_keys",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    op.add_column("dj", sa.Column("station_key", sa.BigInteger(), nullable=True))
    op.add_column("dj", sa.Column("market_key", sa.BigInteger(), nullable=True))
    op.add_column("station_ask", sa.Column("station_digest", sa.LargeBinary(32), nullable=True))
    op.create_unique_constraint(
        op.f("uq_station_ask_station_digest"), "station_ask", ["station_digest"]
    )
    _take_out()
    op.drop_column("contact", "fields")
    op.drop_column("dj", "station")
    op.drop_column("dj", "market")
    op.drop_column("station_ask", "station")
    op.execute(_COUNTED)


def _take_out() -> None:
    op.execute(
        "INSERT INTO to_seal (kind, row_id, told)"
        " SELECT 'contact', id, fields FROM contact WHERE fields <> '{}'"
        " UNION ALL SELECT 'dj', contact_id,"
        " jsonb_build_object('station', station, 'market', market) FROM dj"
        " UNION ALL SELECT 'station_ask', id, jsonb_build_object('station', station)"
        " FROM station_ask"
    )
    rest = f"details - {_OURS}"
    told = f"SELECT 'report', id, {rest} FROM report WHERE {rest} <> '{{}}'"  # noqa: S608 - constants
    op.execute(f"INSERT INTO to_seal (kind, row_id, told) {told}")
    ours = f"SELECT jsonb_object_agg(key, value) FROM jsonb_each(details) WHERE key = ANY({_OURS})"  # noqa: S608 - constants
    op.execute(f"UPDATE report SET details = coalesce(({ours}), '{{}}') WHERE {rest} <> '{{}}'")  # noqa: S608 - constants


def downgrade() -> None:
    """The columns come back empty: what was sealed cannot be opened here."""
    op.execute("DROP VIEW counted_report")
    op.add_column("station_ask", sa.Column("station", sa.String(), nullable=True))
    op.add_column("dj", sa.Column("market", sa.String(), nullable=True))
    op.add_column("dj", sa.Column("station", sa.String(), nullable=True))
    op.add_column(
        "contact",
        sa.Column(
            "fields",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    op.drop_constraint(op.f("uq_station_ask_station_digest"), "station_ask", type_="unique")
    op.drop_column("station_ask", "station_digest")
    op.drop_column("dj", "market_key")
    op.drop_column("dj", "station_key")
    op.drop_column("contact", "field_keys")
    for table, columns in _SEALED.items():
        for column in columns:
            op.drop_column(table, column)
    op.drop_table("to_seal")
    op.execute(
        "CREATE VIEW counted_report AS SELECT * FROM report"
        " WHERE held IS NULL AND taken_back_at IS NULL"
    )
