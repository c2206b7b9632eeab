"""Queries of a broadcast's first wave: who waits for it, how it fared, letting the rest go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

REASON = "canary"
_WAITS = f"m.state = 'held' AND m.reason = '{REASON}'"


class Wave(NamedTuple):
    """How a first wave fares. `open` are still to be sent, or nobody knows yet whether they were;
    `taken` were handed to the carrier, `filtered` and `failed` of
    them; `stopped` are people who asked to stop
    since they got it. `last_at` is when the last text of it went out. `waiting` is the rest."""

    open: int
    taken: int
    filtered: int
    failed: int
    stopped: int
    last_at: datetime | None
    waiting: int


def waiting(connection: Connection[Any], but: Sequence[int]) -> int | None:
    """A broadcast whose first wave has not been judged, locked; another clock's are passed over."""
    row = connection.execute(
        "SELECT id FROM broadcast WHERE state = 'sending' AND settings -> 'canary' ->> 'state' ="
        " 'waits' AND id <> ALL(%s) ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
        [list(but)],
    ).fetchone()
    return int(row[0]) if row else None


def fares(connection: Connection[Any], broadcast_id: int, filtering: Sequence[int]) -> Wave:
    """Count a first wave. `filtering` are the carrier's codes for filtered texts."""
    row = connection.execute(
        f"""
        SELECT count(*) FILTER (WHERE m.state IN ('planned', 'claimed', 'unknown')),
            count(*) FILTER (WHERE m.sid IS NOT NULL OR m.state IN ('failed', 'undelivered')),
            count(*) FILTER (WHERE m.error_code = ANY(%(filtering)s)),
            count(*) FILTER (WHERE m.state IN ('failed', 'undelivered')),
            count(*) FILTER (WHERE m.sid IS NOT NULL AND c.opted_out_at >= m.claimed_at),
            max(m.claimed_at) FILTER (WHERE m.sid IS NOT NULL),
            count(*) FILTER (WHERE {_WAITS})
        FROM message m LEFT JOIN contact c ON c.id = m.contact_id
        WHERE m.broadcast_id = %(broadcast)s AND m.kind = 'broadcast'
        """,  # noqa: S608 - constants
        {"broadcast": broadcast_id, "filtering": list(filtering)},
    ).fetchone()
    return Wave._make(row or (0, 0, 0, 0, 0, None, 0))


def release(connection: Connection[Any], broadcast_id: int) -> int:
    """Let the rest go, each at their hour. How many."""
    done = connection.execute(
        f"UPDATE message m SET state = 'planned', reason = NULL"  # noqa: S608 - a constant
        f" WHERE m.broadcast_id = %s AND {_WAITS}",
        [broadcast_id],
    )
    return done.rowcount
