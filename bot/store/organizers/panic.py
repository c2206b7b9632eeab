"""Queries that shut everybody out at once, and find whom a panic erases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection


def sign_everybody_out(connection: Connection[Any]) -> int:
    """End every session of organizers, and every link that signs in: sessions hold the first, links
    the second. How many organizers."""
    return connection.execute(
        "UPDATE organizer SET fs_uniquifier = replace(gen_random_uuid()::text, '-', ''),"
        " login_count = coalesce(login_count, 0) + 1"
    ).rowcount


def revoke_links(connection: Connection[Any], now: datetime) -> int:
    """End links of volunteers and pages of scripts. How many."""
    links = connection.execute(
        "UPDATE volunteer_link SET revoked_at = %s WHERE revoked_at IS NULL", [now]
    )
    pages = connection.execute(
        "UPDATE script_share SET expires_at = %s WHERE coalesce(expires_at, 'infinity') > %s",
        [now, now],
    )
    return links.rowcount + pages.rowcount


def some_people(connection: Connection[Any], limit: int) -> list[int]:
    """Some who are in the record."""
    rows = connection.execute("SELECT id FROM contact ORDER BY id LIMIT %s", [limit])
    return [int(row[0]) for row in rows]


def drop_words(connection: Connection[Any]) -> None:
    """Delete what holds words of people and is of nobody by name: lists, texts that broke us."""
    connection.execute("DELETE FROM import_file")
    connection.execute("UPDATE people_import SET preview_sealed = NULL")
    connection.execute("DELETE FROM inbound_error")


def copies_left(connection: Connection[Any]) -> int:
    """How many texts are still to be deleted at the carrier."""
    row = connection.execute(
        "SELECT count(*) FROM carrier_copy WHERE outcome = 'waiting'"
    ).fetchone()
    return int(row[0]) if row else 0
