"""Sums over the ledger by a part: each kind of part sums to the whole.

What belongs to no part (no room, no city, somebody who was erased) stands under None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

PARTS: Mapping[str, str] = {
    "room": "r.event_id::text",
    "city": "c.city || ', ' || c.state",
    "state": "r.state",
    "chapter": "h.name",
    "source": "r.source",
    "person": "r.contact_id::text",
    "airing": "r.airing_id::text",
    "broadcast": "r.broadcast_id::text",
    "confidence": "r.confidence",
    "hour": "to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')",
}


def by_part(
    connection: Connection[Any],
    part: str,
    kinds: Sequence[str],
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str | None, int]:
    """What was reported of these kinds and counts, by a part of `PARTS`, the most first."""
    rows = connection.execute(
        f"""
        SELECT {PARTS[part]}, sum(r.count)::bigint FROM counted_report r
        LEFT JOIN contact c ON c.id = r.contact_id LEFT JOIN chapter h ON h.id = r.chapter_id
        WHERE r.kind = ANY(%(kinds)s) AND (%(since)s::timestamptz IS NULL OR r.at >= %(since)s)
          AND (%(until)s::timestamptz IS NULL OR r.at < %(until)s)
        GROUP BY 1 ORDER BY 2 DESC, 1
        """,  # noqa: S608 - a constant of this module
        {"kinds": list(kinds), "since": since, "until": until},
    )
    return {key: int(count) for key, count in rows}
