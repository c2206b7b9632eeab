"""Lists of people: the files on their way in, and what holds for whom they brought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people_import",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("proof_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("preview_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("rows_total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows_done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("series_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
    )
    op.create_table(
        "import_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("change_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_import_change_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["people_import.id"],
            name=op.f("fk_import_change_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    op.create_index("ix_import_change_contact_id", "import_change", ["contact_id"], unique=False)
    op.create_index("ix_import_change_import_id", "import_change", ["import_id"], unique=False)
    op.create_table(
        "import_file",
        sa.Column("import_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("part", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["people_import.id"],
            name=op.f("fk_import_file_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "kind", "part", name=op.f("pk_import_file")),
    )
    op.add_column("consent", sa.Column("import_id", sa.BigInteger(), nullable=True))
    op.create_index("ix_consent_address_digest", "consent", ["address_digest", "id"], unique=False)
    op.add_column("contact", sa.Column("import_id", sa.BigInteger(), nullable=True))
    op.add_column("contact", sa.Column("series_import_id", sa.BigInteger(), nullable=True))
    op.add_column("contact", sa.Column("disclose_since", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_contact_import_id",
        "contact",
        ["import_id"],
        unique=False,
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.create_index(
        "ix_contact_series_import_id",
        "contact",
        ["series_import_id"],
        unique=False,
        postgresql_where=sa.text("series_import_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_contact_series_import_id",
        table_name="contact",
        postgresql_where=sa.text("series_import_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_contact_import_id",
        table_name="contact",
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.drop_column("contact", "disclose_since")
    op.drop_column("contact", "series_import_id")
    op.drop_column("contact", "import_id")
    op.drop_index("ix_consent_address_digest", table_name="consent")
    op.drop_column("consent", "import_id")
    op.drop_table("import_file")
    op.drop_index("ix_import_change_import_id", table_name="import_change")
    op.drop_index("ix_import_change_contact_id", table_name="import_change")
    op.drop_table("import_change")
    op.drop_table("people_import")
