"""Queries for the calls that a phone bank has made."""

from __future__ import annotations

from typing import Any

from psycopg import Connection


def count(connection: Connection[Any], event_id: int, contact_id: int) -> tuple[int, int]:
    """Calls made at a phone bank, however they were told: by one person, and by all."""
    row = connection.execute(
        "SELECT coalesce(sum(count) FILTER (WHERE contact_id = %s), 0), coalesce(sum(count), 0)"
        " FROM counted_report WHERE event_id = %s AND kind IN ('called', 'tallied')",
        [contact_id, event_id],
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
