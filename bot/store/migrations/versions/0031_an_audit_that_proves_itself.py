"""an audit that proves itself: only ever added to, each line chained to the one before"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# Lines are chained a moment after they are written and not as they are: a chain inside their
# transactions would make each of them wait for every other one to end.
_CHAIN = """
CREATE FUNCTION audit_hash(a audit, previous bytea) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(previous || convert_to(json_build_array('clarion audit 1', a.id, a.organizer_id,
        a.act, a.object, a.object_id, a.detail::text,
        to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text, 'UTF8'))
$$;
CREATE FUNCTION audit_chain(after_id bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    line audit;
    last_n bigint;
    last_hash bytea;
    added bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(1635083369);
    SELECT n, hash INTO last_n, last_hash FROM audit_link ORDER BY n DESC LIMIT 1;
    last_n := coalesce(last_n, 0);
    last_hash := coalesce(last_hash, ''::bytea);
    FOR line IN SELECT a.* FROM audit a WHERE a.id > after_id
            AND NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.audit_id = a.id) ORDER BY a.id LOOP
        last_n := last_n + 1;
        last_hash := audit_hash(line, last_hash);
        INSERT INTO audit_link (n, audit_id, hash) VALUES (last_n, line.id, last_hash);
        added := added + 1;
    END LOOP;
    RETURN added;
END $$;
"""
_STAYS = """
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is only ever added to (% refused)', lower(TG_OP)
        USING ERRCODE = 'check_violation';
END $$;
"""
_TABLES = ("audit", "audit_link")


def upgrade() -> None:
    op.create_table(
        "audit_link",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("audit_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_audit_link")),
        sa.UniqueConstraint("audit_id", name=op.f("uq_audit_link_audit_id")),
    )
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
    op.execute(_CHAIN)
    op.execute("SELECT audit_chain(0)")
    op.execute(_STAYS)
    for table in _TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION audit_stays()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_stays_whole BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()"
        )


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"DROP TRIGGER {table}_stays ON {table}")
        op.execute(f"DROP TRIGGER {table}_stays_whole ON {table}")
    op.execute("DROP FUNCTION audit_stays()")
    op.execute("DROP FUNCTION audit_chain(bigint)")
    op.execute("DROP FUNCTION audit_hash(audit, bytea)")
    op.drop_index("ix_audit_at", table_name="audit")
    op.drop_table("audit_link")
