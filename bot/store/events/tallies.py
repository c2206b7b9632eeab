"""Queries for the calls that a phone bank has made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection


def add_tally(
    connection: Connection[Any],
    event_id: int,
    contact_id: int,
    count: int,
    *,
    held: str | None,
    verdict_sealed: bytes | None,
    now: datetime,
) -> None:
    """Write calls made at a phone bank into the ledger; `held` says why they do not count yet."""
    connection.execute(
        """
        INSERT INTO report (contact_id, kind, count, at, state, source, chapter_id, event_id,
                            held, verdict_sealed, created_at)
        SELECT c.id, 'tallied', %s, %s, c.state, c.source, c.chapter_id, %s, %s, %s, %s
        FROM contact c WHERE c.id = %s
        """,
        [count, now, event_id, held, verdict_sealed, now, contact_id],
    )


def count(connection: Connection[Any], event_id: int, contact_id: int) -> tuple[int, int]:
    """Calls tallied at a phone bank: by one person, and by all."""
    row = connection.execute(
        "SELECT coalesce(sum(count) FILTER (WHERE contact_id = %s), 0), coalesce(sum(count), 0)"
        " FROM counted_report WHERE event_id = %s AND kind = 'tallied'",
        [contact_id, event_id],
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
