"""lists of people whom volunteers call"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

# A line of somebody who is no contact begins a chain of its own.
_CHAINED = """
CREATE OR REPLACE FUNCTION consent_is_chained() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before consent;
BEGIN
    IF NEW.contact_id IS NOT NULL THEN
        SELECT * INTO before FROM consent
            WHERE contact_id = NEW.contact_id ORDER BY id DESC LIMIT 1;
    END IF;
    NEW.subject := coalesce(before.subject, gen_random_uuid());
    NEW.n := coalesce(before.n, 0) + 1;
    NEW.previous := before.hash;
    NEW.method := coalesce(NEW.method, consent_method(NEW));
    NEW.hash := consent_hash(NEW);
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.execute(_CHAINED)
    op.create_table(
        "calling_list",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), server_default="open", nullable=False),
        sa.Column("is_paper", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("gap_s", sa.BigInteger(), nullable=False),
        sa.Column("most_tries", sa.BigInteger(), nullable=False),
        sa.Column("an_hour", sa.BigInteger(), nullable=False),
        sa.Column("from_at", sa.Time(), nullable=False),
        sa.Column("until_at", sa.Time(), nullable=False),
        sa.Column(
            "scripts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_calling_list_event_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calling_list")),
        sa.UniqueConstraint("code", name=op.f("uq_calling_list_code")),
    )
    op.create_table(
        "list_caller",
        sa.Column("list_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_list_caller_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["calling_list.id"],
            name=op.f("fk_list_caller_list_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("list_id", "contact_id", name=op.f("pk_list_caller")),
    )
    op.create_index("ix_list_caller_contact_id", "list_caller", ["contact_id"], unique=False)
    op.create_table(
        "listed_person",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("list_id", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("zip", sa.String(length=5), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), server_default="open", nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("laters", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["calling_list.id"],
            name=op.f("fk_listed_person_list_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_person")),
        sa.UniqueConstraint("list_id", "digest", name=op.f("uq_listed_person_list_id_digest")),
        sa.UniqueConstraint("list_id", "n", name=op.f("uq_listed_person_list_id_n")),
    )
    op.create_index("ix_listed_person_digest", "listed_person", ["digest"], unique=False)
    op.create_index("ix_listed_person_import_id", "listed_person", ["import_id"], unique=False)
    op.create_index(
        "ix_listed_person_open",
        "listed_person",
        ["list_id", "tries", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "list_call",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("list_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("caller_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("measured", sa.String(length=40), nullable=True),
        sa.Column("measured_s", sa.BigInteger(), nullable=True),
        sa.Column("report_id", sa.BigInteger(), nullable=True),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["calling_list.id"], name=op.f("fk_list_call_list_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["listed_person.id"],
            name=op.f("fk_list_call_person_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_call")),
    )
    op.create_index(
        "ix_list_call_caller_id", "list_call", ["caller_id", "claimed_at"], unique=False
    )
    op.create_index("ix_list_call_list_id", "list_call", ["list_id"], unique=False)
    op.create_index("ix_list_call_person_id", "list_call", ["person_id"], unique=False)
    op.create_index(
        "uq_list_call_claimed_person",
        "list_call",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("state = 'claimed'"),
    )
    op.add_column("people_import", sa.Column("calling_list_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("people_import", "calling_list_id")
    op.drop_index(
        "uq_list_call_claimed_person",
        table_name="list_call",
        postgresql_where=sa.text("state = 'claimed'"),
    )
    op.drop_index("ix_list_call_person_id", table_name="list_call")
    op.drop_index("ix_list_call_list_id", table_name="list_call")
    op.drop_index("ix_list_call_caller_id", table_name="list_call")
    op.drop_table("list_call")
    op.drop_index(
        "ix_listed_person_open",
        table_name="listed_person",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index("ix_listed_person_import_id", table_name="listed_person")
    op.drop_index("ix_listed_person_digest", table_name="listed_person")
    op.drop_table("listed_person")
    op.drop_index("ix_list_caller_contact_id", table_name="list_caller")
    op.drop_table("list_caller")
    op.drop_table("calling_list")
