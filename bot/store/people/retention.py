"""Queries that forget: bodies and conversations past their time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

_MARK = "bodies purged"


def purged_until(connection: Connection[Any]) -> datetime | None:
    """Up to when bodies have been purged; None at first: from the oldest text on."""
    row = connection.execute("SELECT at FROM mark WHERE name = %s", [_MARK]).fetchone()
    if row is not None:
        return row[0]  # type: ignore[no-any-return]  # a timestamptz column
    oldest = connection.execute("SELECT min(created_at) FROM message").fetchone()
    return oldest[0] if oldest else None


def purge_bodies(connection: Connection[Any], since: datetime, until: datetime) -> int:
    """Empty the texts stored in a span of time, and remember how far that is. How many.

    The rows stay: a MessageSid is known for ever, and counts stay true.
    """
    done = connection.execute(
        "UPDATE message SET body_sealed = NULL, media = NULL"
        " WHERE created_at >= %s AND created_at < %s AND body_sealed IS NOT NULL"
        " AND state NOT IN ('planned', 'held', 'claimed', 'unknown')",
        [since, until],
    )
    connection.execute(
        "INSERT INTO mark (name, at) VALUES (%s, %s)"
        " ON CONFLICT (name) DO UPDATE SET at = excluded.at",
        [_MARK, until],
    )
    return done.rowcount


def forget_sessions(connection: Connection[Any], before: datetime) -> int:
    """End conversations that nobody has touched since. How many."""
    done = connection.execute(
        "UPDATE session SET flow = NULL, step = NULL, flow_hash = NULL, state_sealed = NULL,"
        " timers = '{}', wake_at = NULL, recent_sealed = NULL"
        " WHERE updated_at < %s AND (state_sealed IS NOT NULL OR recent_sealed IS NOT NULL)",
        [before],
    )
    return done.rowcount
