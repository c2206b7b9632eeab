"""The bot's own user of the database: rows, and no more."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from bot.store import migrate, rights
from tests import servers


@pytest.fixture(scope="module")
def own(databases: servers.Databases) -> Iterator[str]:
    """A migrated database, as its own user is let into it."""
    url = databases.create()
    migrate.upgrade(url)
    rights.let_in(url, "clarion_test_app")
    rights.let_in(url, "clarion_test_app")  # after every migration
    yield rights.as_user(url, "clarion_test_app")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP OWNED BY clarion_test_app")
        connection.execute("DROP ROLE clarion_test_app")


def test_it_reads_and_writes_rows_of_every_table(own: str) -> None:
    with psycopg.connect(own) as connection:
        assert connection.execute("SHOW is_superuser").fetchone() == ("off",)
        for (name,) in connection.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall():
            connection.execute(f"SELECT * FROM {name} LIMIT 1".encode())  # noqa: S608 - quoted
        connection.execute("INSERT INTO audit (act, object, at) VALUES ('x', 'y', now())")
        assert connection.execute("SELECT audit_chain(0)").fetchone() == (1,)
        connection.execute("CREATE TEMPORARY TABLE t (a int)")
        connection.execute("ANALYZE message")
        connection.execute("INSERT INTO contact (code) VALUES ('ANA')")
        connection.execute("UPDATE contact SET code = 'BO'")
        connection.execute("DELETE FROM contact")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET act = 'x'", "DELETE FROM audit", "TRUNCATE audit CASCADE",
        "UPDATE audit_link SET n = 5", "DELETE FROM audit_link", "DROP TABLE audit",
        "ALTER TABLE audit DISABLE TRIGGER ALL", "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RETURN NEW; END'",
        "CREATE TABLE other (a int)", "ALTER TABLE contact ADD COLUMN x int",
        "UPDATE alembic_version SET version_num = 'x'", "CREATE ROLE other SUPERUSER",
        "COPY contact TO PROGRAM 'cat'", "ALTER ROLE clarion_test_app SUPERUSER",
    ],
)  # fmt: skip
def test_it_is_refused_the_rest(own: str, statement: str) -> None:
    with psycopg.connect(own) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_its_address_is_the_same_database_s() -> None:
    there = "postgresql://clarion@/clarion?host=%2Ftmp%2Fx"
    assert rights.as_user(there) == "postgresql://clarion_app@/clarion?host=%2Ftmp%2Fx"
