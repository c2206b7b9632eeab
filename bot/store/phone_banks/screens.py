"""Queries for the screen of a phone bank's room, by a secret link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

_KIND = "room"


def add(
    connection: Connection[Any], event_id: int, digest: bytes, contact_id: int, now: datetime
) -> None:
    """A new link to a room's screen; those before end."""
    end(connection, event_id, now)
    connection.execute(
        "INSERT INTO event_page (event_id, kind, token_digest, contact_id, at)"
        " VALUES (%s, %s, %s, %s, %s)",
        [event_id, _KIND, digest, contact_id, now],
    )


def end(connection: Connection[Any], event_id: int, now: datetime) -> int:
    """End every link to a room's screen. How many worked."""
    done = connection.execute(
        "UPDATE event_page SET revoked_at = %s WHERE event_id = %s AND kind = %s"
        " AND revoked_at IS NULL",
        [now, event_id, _KIND],
    )
    return done.rowcount


def find(connection: Connection[Any], digest: bytes) -> int | None:
    """The room of a link that works; None where there is none."""
    row = connection.execute(
        "SELECT p.event_id FROM event_page p JOIN event e ON e.id = p.event_id"
        " WHERE p.token_digest = %s AND p.kind = %s AND p.revoked_at IS NULL"
        " AND e.state = 'open'",
        [digest, _KIND],
    ).fetchone()
    return None if row is None else int(row[0])
