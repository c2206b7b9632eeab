"""Queries of the public counter: sums of what counts, by what may be told to everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

from bot.store.people.limits import CALLS

_COUNTED = "FROM counted_report r WHERE r.kind = ANY(%(calls)s)"


def by_kind(connection: Connection[Any]) -> tuple[dict[str, int], int]:
    """How many of each kind in all, calls of rooms as "called"; and how many of the calls the phone
    line measured."""
    rows = connection.execute(
        "SELECT kind, confidence = 'measured', sum(count)::bigint FROM counted_report GROUP BY 1, 2"
    ).fetchall()
    found: dict[str, int] = {}
    for kind, _, count in rows:
        name = "called" if kind in CALLS else str(kind)
        found[name] = found.get(name, 0) + int(count)
    measured = sum(int(n) for kind, is_measured, n in rows if is_measured and kind in CALLS)
    return found, measured


def since(connection: Connection[Any], began: datetime) -> int:
    """Calls since an instant."""
    row = connection.execute(
        f"SELECT coalesce(sum(r.count), 0)::bigint {_COUNTED} AND r.at >= %(began)s",
        {"calls": list(CALLS), "began": began},
    ).fetchone()
    return int(row[0]) if row else 0


def by_minutes(connection: Connection[Any], began: datetime, minutes: int) -> dict[int, int]:
    """Calls since an instant in spans of so many minutes, by the span's place from 0 on."""
    rows = connection.execute(
        f"SELECT floor(extract(epoch FROM r.at - %(began)s) / %(span)s)::int, sum(r.count)::bigint"  # noqa: S608 - a constant
        f" {_COUNTED} AND r.at >= %(began)s GROUP BY 1",
        {"calls": list(CALLS), "began": began, "span": minutes * 60},
    )
    return {int(place): int(count) for place, count in rows}


def by_state(connection: Connection[Any], least: int) -> dict[str, int]:
    """Calls by state, only of states with so many calls and callers: fewer may point at one."""
    rows = connection.execute(
        f"SELECT r.state, sum(r.count)::bigint {_COUNTED} AND r.state IS NOT NULL GROUP BY 1"
        " HAVING sum(r.count) >= %(least)s AND count(DISTINCT r.contact_id) >= %(least)s"
        " ORDER BY 2 DESC, 1",
        {"calls": list(CALLS), "least": least},
    )
    return {str(state): int(count) for state, count in rows}


def by_city(connection: Connection[Any], least: int, most: int) -> list[tuple[str, int]]:
    """Cities with so many calls and callers, the most first."""
    rows = connection.execute(
        """
        SELECT c.city || ', ' || c.state, sum(r.count)::bigint FROM counted_report r
        JOIN contact c ON c.id = r.contact_id
        WHERE r.kind = ANY(%(calls)s) AND c.city IS NOT NULL AND c.state IS NOT NULL GROUP BY 1
        HAVING sum(r.count) >= %(least)s AND count(DISTINCT r.contact_id) >= %(least)s
        ORDER BY 2 DESC, 1 LIMIT %(most)s
        """,
        {"calls": list(CALLS), "least": least, "most": most},
    )
    return [(str(city), int(count)) for city, count in rows]


def airings(connection: Connection[Any], began: datetime) -> list[tuple[str | None, int]]:
    """Readings on air since an instant by the DJ's state, the most first."""
    rows = connection.execute(
        "SELECT r.state, sum(r.count)::bigint FROM counted_report r"
        " WHERE r.kind = 'aired' AND r.at >= %s GROUP BY 1 ORDER BY 2 DESC, 1",
        [began],
    )
    return [(state, int(count)) for state, count in rows]
