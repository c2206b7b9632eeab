"""the ledger of consent: who agreed to what by which words, a chain that cannot be rewritten"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# What is under the hash says nothing of who it is: contact, digest of the number, salt and proof
# are beside it, and the number and the proof come in as salted digests only.
_HASH = """
CREATE FUNCTION consent_words(k consent) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT json_build_array('clarion consent 1', k.subject::text, k.n, encode(k.previous, 'hex'),
        k.act, k.scope, k.method, k.source, k.program, k.wording, k.message_id, k.import_id,
        k.organizer_id, to_char(k.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        encode(k.binding, 'hex'), encode(k.proof, 'hex'))::text
$$;
CREATE FUNCTION consent_hash(k consent) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(consent_words(k), 'UTF8'))
$$;
CREATE FUNCTION consent_method(k consent) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN k.import_id IS NOT NULL THEN 'list'
        WHEN k.source LIKE 'word%' OR k.source LIKE 'flow%' THEN 'text'
        WHEN k.source LIKE 'carrier:%' THEN 'carrier'
        WHEN k.source LIKE 'web%' THEN 'web form'
        WHEN k.source IN ('merge', 'journal', 'erasure') THEN 'machine'
        ELSE 'organizer' END
$$;
"""
_TRIGGERS = """
CREATE FUNCTION consent_is_chained() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before record;
BEGIN
    IF NEW.contact_id IS NOT NULL THEN
        SELECT subject, n, hash INTO before FROM consent
            WHERE contact_id = NEW.contact_id ORDER BY id DESC LIMIT 1;
    END IF;
    NEW.subject := coalesce(before.subject, gen_random_uuid());
    NEW.n := coalesce(before.n, 0) + 1;
    NEW.previous := before.hash;
    NEW.method := coalesce(NEW.method, consent_method(NEW));
    NEW.hash := consent_hash(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER consent_is_chained BEFORE INSERT ON consent FOR EACH ROW
    EXECUTE FUNCTION consent_is_chained();

CREATE FUNCTION consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_to_change text[] := ARRAY['contact_id', 'address_digest', 'key_id', 'salt_sealed',
                                   'proof_sealed'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - open_to_change = to_jsonb(OLD) - open_to_change THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the ledger of consent is only ever added to (% refused)', lower(TG_OP)
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER consent_stays BEFORE UPDATE OR DELETE ON consent FOR EACH ROW
    EXECUTE FUNCTION consent_stays();
CREATE TRIGGER consent_stays_whole BEFORE TRUNCATE ON consent FOR EACH STATEMENT
    EXECUTE FUNCTION consent_stays();

CREATE FUNCTION wording_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'words that people agreed to stay as they are (% refused)', lower(TG_OP)
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER wording_stays BEFORE UPDATE OR DELETE ON consent_wording FOR EACH ROW
    EXECUTE FUNCTION wording_stays();
CREATE TRIGGER wording_stays_whole BEFORE TRUNCATE ON consent_wording FOR EACH STATEMENT
    EXECUTE FUNCTION wording_stays();
"""
# Old lines become chains in the order they were written.
_FILL = """
DO $$
DECLARE
    k consent;
    before record;
BEGIN
    FOR k IN SELECT * FROM consent ORDER BY id LOOP
        SELECT subject, n, hash INTO before FROM consent
            WHERE hash IS NOT NULL AND (contact_id = k.contact_id OR (
                k.contact_id IS NULL AND contact_id IS NULL
                AND address_digest = k.address_digest))
            ORDER BY id DESC LIMIT 1;
        k.subject := coalesce(before.subject, gen_random_uuid());
        k.n := coalesce(before.n, 0) + 1;
        k.previous := before.hash;
        k.method := consent_method(k);
        UPDATE consent SET subject = k.subject, n = k.n, previous = k.previous,
            method = k.method, hash = consent_hash(k),
            key_id = (SELECT substring(a.value_sealed FROM 2 FOR 4) FROM address a
                      WHERE a.digest = k.address_digest)
            WHERE id = k.id;
    END LOOP;
END $$;
"""


def upgrade() -> None:
    op.create_table(
        "consent_wording",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=True),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_consent_wording")),
    )
    for column in (
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("n", sa.BigInteger(), nullable=True),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=True),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("method", sa.String(length=40), nullable=True),
        sa.Column("program", sa.String(), nullable=True),
        sa.Column("organizer_id", sa.BigInteger(), nullable=True),
        sa.Column("key_id", sa.LargeBinary(length=4), nullable=True),
        sa.Column("binding", sa.LargeBinary(length=32), nullable=True),
        sa.Column("proof", sa.LargeBinary(length=32), nullable=True),
        sa.Column("salt_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("proof_sealed", sa.LargeBinary(), nullable=True),
    ):
        op.add_column("consent", column)
    op.execute(_HASH)
    op.execute(_FILL)
    for name in ("subject", "n", "hash", "method"):
        op.alter_column("consent", name, nullable=False)
    op.create_unique_constraint(op.f("uq_consent_subject_n"), "consent", ["subject", "n"])
    op.create_index("ix_consent_key_id", "consent", ["key_id"], unique=False)
    op.execute(_TRIGGERS)


def downgrade() -> None:
    for trigger, table in (
        ("consent_is_chained", "consent"),
        ("consent_stays", "consent"),
        ("consent_stays_whole", "consent"),
        ("wording_stays", "consent_wording"),
        ("wording_stays_whole", "consent_wording"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for function in (
        "consent_is_chained()", "consent_stays()", "wording_stays()", "consent_hash(consent)",
        "consent_words(consent)", "consent_method(consent)",
    ):  # fmt: skip
        op.execute(f"DROP FUNCTION {function}")
    op.drop_index("ix_consent_key_id", table_name="consent")
    op.drop_constraint(op.f("uq_consent_subject_n"), "consent", type_="unique")
    for name in (
        "proof_sealed", "salt_sealed", "proof", "binding", "key_id", "organizer_id", "program",
        "method", "hash", "previous", "n", "subject",
    ):  # fmt: skip
        op.drop_column("consent", name)
    op.drop_table("consent_wording")
