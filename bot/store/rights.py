"""What the bot's own user of the database may do: read and write rows, and no more.

Whoever owns the tables migrates them; the processes come in as somebody else, who is no superuser,
changes no table, no trigger and no function, and whom the database refuses to touch the audit's
lines. Runs again after each migration; nothing is taken away but what is named here.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from bot.store.record import away_as_record_away

USER = "clarion_app"
# Only ever added to: what triggers refuse, these do not even try.
_ADDED_TO = ("audit", "audit_link")
_MAINTAIN_SINCE = 17_00_00  # GRANT MAINTAIN, which lets ANALYZE, came with PostgreSQL 17


def let_in(owner_url: str, user: str = USER) -> None:
    """Make the user, if there is none, and grant them what they need. Raises: RecordAway.

    `owner_url` is of whoever owns the tables and may make users.
    """
    with away_as_record_away(), psycopg.connect(_for_libpq(owner_url)) as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user]).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(user)))
        _grant(connection, user)


def grant(owner_url: str, user: str) -> None:
    """Grant a user that is there what the bot needs. Raises: RecordAway, psycopg.Error."""
    with away_as_record_away(), psycopg.connect(_for_libpq(owner_url)) as connection:
        _grant(connection, user)


def _grant(connection: psycopg.Connection[tuple[object, ...]], user: str) -> None:
    who = sql.Identifier(user)
    database = sql.Identifier(connection.info.dbname)
    for statement in (
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {who}",
        "GRANT USAGE ON SCHEMA public TO {who}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {who}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {who}",
        "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {who}",
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {{who}}" for table in _ADDED_TO),
    ):
        connection.execute(sql.SQL(statement).format(who=who, database=database))
    if connection.info.server_version >= _MAINTAIN_SINCE:
        connection.execute(sql.SQL("GRANT MAINTAIN ON message TO {}").format(who))


def as_user(owner_url: str, user: str = USER) -> str:
    """The address of the same database for another user, on a socket that asks no password."""
    scheme, _, rest = owner_url.partition("://")
    _, at, place = rest.partition("@")
    return f"{scheme}://{user}@{place}" if at else owner_url


def _for_libpq(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme.partition('+')[0]}://{rest}"
