"""Texts the carrier took and whose last status has not come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg import Connection

_OLDEST = timedelta(hours=48)


class Late(NamedTuple):
    """A text without a last status."""

    id: int
    sid: str
    claimed_at: datetime


def late(
    connection: Connection[Any], now: datetime, after: Sequence[timedelta], limit: int
) -> list[Late]:
    """Texts that are due to be asked for: not yet looked at since one of the times `after` their
    claim. Reads the last two days (a BRIN index), so that the way out bears no index for this."""
    rows = connection.execute(
        """
        SELECT id, sid, claimed_at FROM message
        WHERE created_at > %(oldest)s AND state IN ('accepted', 'sent') AND sid IS NOT NULL
          AND claimed_at <= %(first)s AND EXISTS (
            SELECT 1 FROM unnest(%(after)s::interval[]) span
            WHERE claimed_at + span <= %(now)s
              AND (looked_at IS NULL OR looked_at < claimed_at + span))
        ORDER BY claimed_at LIMIT %(limit)s
        """,
        {
            "now": now,
            "oldest": now - _OLDEST,
            "first": now - min(after),
            "after": list(after),
            "limit": limit,
        },
    )
    return [Late._make(row) for row in rows.fetchall()]


def mark(connection: Connection[Any], ids: Sequence[int], now: datetime) -> None:
    """These have been asked for."""
    connection.execute("UPDATE message SET looked_at = %s WHERE id = ANY(%s)", [now, list(ids)])
