"""Queries of rows that were set aside."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection


class AsideRow(NamedTuple):
    """A row that was set aside: what it is, the kind of error, how often, since when."""

    kind: str
    key: str
    error: str
    times: int
    first_at: datetime
    last_at: datetime
    again_at: datetime


_COLUMNS = ", ".join(AsideRow._fields)


def put(connection: Connection[Any], kind: str, key: str, error: str, now: datetime) -> int:
    """Set a row aside, once more if it was before: it waits twice as long each time, from a minute
    to six hours. How often it has been by now."""
    row = connection.execute(
        """
        INSERT INTO set_aside AS s (kind, key, error, times, first_at, last_at, again_at)
        VALUES (%(kind)s, %(key)s, %(error)s, 1, %(now)s, %(now)s, %(now)s + interval '1 minute')
        ON CONFLICT (kind, key) DO UPDATE SET error = excluded.error, times = s.times + 1,
            last_at = excluded.last_at,
            again_at = excluded.last_at + least(interval '6 hours',
                                                interval '1 minute' * power(2, least(s.times, 12)))
        RETURNING times
        """,
        {"kind": kind, "key": key, "error": error, "now": now},
    ).fetchone()
    return int(row[0]) if row else 0


def of_kind(connection: Connection[Any], kind: str) -> list[AsideRow]:
    """Every row of a kind that is set aside."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM set_aside WHERE kind = %s ORDER BY again_at",  # noqa: S608 - constants
        [kind],
    )
    return [AsideRow._make(row) for row in rows]


def listed(connection: Connection[Any], limit: int) -> list[AsideRow]:
    """Everything that is set aside, the longest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM set_aside ORDER BY first_at, kind, key LIMIT %s",  # noqa: S608 - constants
        [limit],
    )
    return [AsideRow._make(row) for row in rows]


def clear(connection: Connection[Any], kind: str, key: str) -> None:
    """It went well."""
    connection.execute("DELETE FROM set_aside WHERE kind = %s AND key = %s", [kind, key])


def hurry(connection: Connection[Any], now: datetime) -> int:
    """Let everything be tried again now. How many."""
    return connection.execute("UPDATE set_aside SET again_at = %s", [now]).rowcount
