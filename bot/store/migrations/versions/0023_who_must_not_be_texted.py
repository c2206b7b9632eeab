"""who must not be texted, whatever becomes of their entry, and the keys it is kept under"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# Whatever stops somebody, and by whatever way a number comes in: every address of somebody who
# stopped is suppressed, whoever gets a suppressed address has stopped, and nothing takes that off
# a contact before the address is off the list.
_TRIGGERS = """
CREATE FUNCTION stop_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO suppression (digest, key_id, since)
        SELECT digest, substring(value_sealed FROM 2 FOR 4), NEW.opted_out_at
        FROM address WHERE contact_id = NEW.id ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER contact_stop_is_kept AFTER UPDATE OF opted_out_at ON contact FOR EACH ROW
    WHEN (NEW.opted_out_at IS NOT NULL AND OLD.opted_out_at IS NULL)
    EXECUTE FUNCTION stop_is_kept();

CREATE FUNCTION stop_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM address a JOIN suppression s ON s.digest = a.digest
               WHERE a.contact_id = NEW.id) THEN
        RAISE EXCEPTION 'contact % has stopped: only their own word takes that back', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contact_stop_stays BEFORE UPDATE OF opted_out_at ON contact FOR EACH ROW
    WHEN (OLD.opted_out_at IS NOT NULL AND NEW.opted_out_at IS NULL)
    EXECUTE FUNCTION stop_stays();

CREATE FUNCTION address_comes_in() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stopped timestamptz;
    key bytea := substring(NEW.value_sealed FROM 2 FOR 4);
BEGIN
    IF NOT EXISTS (SELECT 1 FROM data_key WHERE id = key) THEN
        INSERT INTO data_key (id) VALUES (key) ON CONFLICT DO NOTHING;
    END IF;
    SELECT since INTO stopped FROM suppression WHERE digest = NEW.digest;
    IF stopped IS NOT NULL THEN
        UPDATE contact SET opted_out_at = stopped
            WHERE id = NEW.contact_id AND opted_out_at IS NULL;
    ELSE
        INSERT INTO suppression (digest, key_id, since)
            SELECT NEW.digest, key, opted_out_at FROM contact
            WHERE id = NEW.contact_id AND opted_out_at IS NOT NULL ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER address_comes_in AFTER INSERT ON address FOR EACH ROW
    EXECUTE FUNCTION address_comes_in();
"""

_FILL = """
INSERT INTO data_key (id)
    SELECT substring(value_sealed FROM 2 FOR 4) FROM address
    GROUP BY 1 ORDER BY min(id);
INSERT INTO suppression (digest, key_id, since)
    SELECT a.digest, substring(a.value_sealed FROM 2 FOR 4), c.opted_out_at
    FROM contact c JOIN address a ON a.contact_id = c.id WHERE c.opted_out_at IS NOT NULL;
-- Of whom only the ledger knows; under the newest key, as far as that can be told.
INSERT INTO suppression (digest, key_id, since)
    SELECT k.digest, coalesce((SELECT id FROM data_key ORDER BY n DESC LIMIT 1), ''::bytea), k.at
    FROM (SELECT DISTINCT ON (address_digest) address_digest AS digest, act, at FROM consent
          WHERE address_digest IS NOT NULL ORDER BY address_digest, id DESC) k
    WHERE k.act = 'opt_out'
    ON CONFLICT DO NOTHING;
"""


def upgrade() -> None:
    op.create_table(
        "data_key",
        sa.Column("id", sa.LargeBinary(length=4), nullable=False),
        sa.Column("n", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("lookup_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
        sa.UniqueConstraint("n", name=op.f("uq_data_key_n")),
    )
    op.create_table(
        "suppression",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("key_id", sa.LargeBinary(length=4), nullable=False),
        sa.Column("origin", sa.String(length=40), server_default="person", nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_journaled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_suppression")),
    )
    op.create_index("ix_suppression_key_id", "suppression", ["key_id"], unique=False)
    op.create_index(
        "ix_suppression_not_journaled",
        "suppression",
        ["since"],
        unique=False,
        postgresql_where=sa.text("NOT is_journaled"),
    )
    op.create_table(
        "stop_journal",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stop_journal")),
    )
    op.execute(_FILL)
    op.execute(_TRIGGERS)


def downgrade() -> None:
    op.execute("DROP TRIGGER address_comes_in ON address")
    op.execute("DROP TRIGGER contact_stop_stays ON contact")
    op.execute("DROP TRIGGER contact_stop_is_kept ON contact")
    op.execute("DROP FUNCTION address_comes_in()")
    op.execute("DROP FUNCTION stop_stays()")
    op.execute("DROP FUNCTION stop_is_kept()")
    op.drop_table("stop_journal")
    op.drop_index("ix_suppression_not_journaled", table_name="suppression")
    op.drop_index("ix_suppression_key_id", table_name="suppression")
    op.drop_table("suppression")
    op.drop_table("data_key")
