"""A connection that listens: stops as they are committed, and locks that say who is alive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from psycopg import Connection

from bot.store.record import Record

# The first half of the key of an advisory lock; the second is the broadcast's id.
ALIVE = 0x53454E44  # "SEND"
_TICK_S = 0.05


def stops(record: Record, key: int | None, is_over: Callable[[], bool]) -> Iterator[int | None]:
    """Contacts who stop, as it is committed; None once, when it has begun to listen.

    Holds the shared lock (ALIVE, key) meanwhile. Ends when `is_over`. Raises: RecordAway.
    """
    with record.alone() as connection:
        connection.execute("LISTEN stops")
        if key is not None:
            connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", [ALIVE, key])
        yield None
        while not is_over():
            for notify in connection.notifies(timeout=_TICK_S):
                yield int(notify.payload)


def alive(connection: Connection[Any], key: int) -> int:
    """How many runs are sending this broadcast now, on all machines."""
    row = connection.execute(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        " AND classid = %s AND objid = %s"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        [ALIVE, key],
    ).fetchone()
    return int(row[0]) if row else 0
