"""by what people are found, what was changed about them, who became one, acts on many at once"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


# Whoever is added waits to be given keys, and so does whoever has another name.
_TRIGGERS = """
CREATE FUNCTION keys_wanted_for_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contact_key (contact_id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER contact_keys_of_new AFTER INSERT ON contact
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keys_wanted_for_new();
CREATE FUNCTION keys_wanted_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE contact_key SET keys = NULL WHERE contact_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER contact_keys_of_renamed AFTER UPDATE OF name_sealed ON contact
    FOR EACH ROW WHEN (OLD.name_sealed IS DISTINCT FROM NEW.name_sealed)
    EXECUTE FUNCTION keys_wanted_again();
INSERT INTO contact_key (contact_id) SELECT id FROM contact;
"""


def upgrade() -> None:
    op.create_table(
        "bulk_act",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column(
            "detail",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("left_out", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_act")),
    )
    op.create_index(
        "ix_bulk_act_running",
        "bulk_act",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "bulk_person",
        sa.Column("bulk_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["bulk_id"], ["bulk_act.id"], name=op.f("fk_bulk_person_bulk_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_bulk_person_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulk_id", "contact_id", name=op.f("pk_bulk_person")),
    )
    op.create_index("ix_bulk_person_contact_id", "bulk_person", ["contact_id"], unique=False)
    op.create_index(
        "ix_bulk_person_due",
        "bulk_person",
        ["bulk_id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "contact_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("organizer_id", sa.BigInteger(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("before_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("after_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_contact_change_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_change")),
    )
    op.create_index(
        "ix_contact_change_contact_id", "contact_change", ["contact_id", "id"], unique=False
    )
    op.create_table(
        "contact_key",
        sa.Column("contact_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("keys", sa.ARRAY(sa.BigInteger()), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_contact_key_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_contact_key")),
    )
    op.create_index(
        "ix_contact_key_keys", "contact_key", ["keys"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "ix_contact_key_missing",
        "contact_key",
        ["contact_id"],
        unique=False,
        postgresql_where=sa.text("keys IS NULL"),
    )
    op.create_table(
        "merged_contact",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kept_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("merged_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["contact.id"], name=op.f("fk_merged_contact_kept_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_contact")),
        sa.UniqueConstraint("code", name=op.f("uq_merged_contact_code")),
    )
    op.create_index("ix_merged_contact_kept_id", "merged_contact", ["kept_id"], unique=False)
    op.execute(_TRIGGERS)


def downgrade() -> None:
    op.execute("DROP TRIGGER contact_keys_of_renamed ON contact")
    op.execute("DROP TRIGGER contact_keys_of_new ON contact")
    op.execute("DROP FUNCTION keys_wanted_again()")
    op.execute("DROP FUNCTION keys_wanted_for_new()")
    op.drop_index("ix_merged_contact_kept_id", table_name="merged_contact")
    op.drop_table("merged_contact")
    op.drop_index(
        "ix_contact_key_missing", table_name="contact_key", postgresql_where=sa.text("keys IS NULL")
    )
    op.drop_index("ix_contact_key_keys", table_name="contact_key", postgresql_using="gin")
    op.drop_table("contact_key")
    op.drop_index("ix_contact_change_contact_id", table_name="contact_change")
    op.drop_table("contact_change")
    op.drop_index(
        "ix_bulk_person_due", table_name="bulk_person", postgresql_where=sa.text("done_at IS NULL")
    )
    op.drop_index("ix_bulk_person_contact_id", table_name="bulk_person")
    op.drop_table("bulk_person")
    op.drop_index(
        "ix_bulk_act_running", table_name="bulk_act", postgresql_where=sa.text("state = 'running'")
    )
    op.drop_table("bulk_act")
