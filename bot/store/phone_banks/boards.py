"""Queries for the board: calls of who said yes to being on it."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

_YES = "r.kind IN ('called', 'tallied') AND 'on_screen' = ANY(c.tags)"


def by_city(connection: Connection[Any], most: int) -> list[tuple[str, int]]:
    """Cities, the most calls first."""
    return _top(connection, "c.city || ', ' || c.state", "", most)


def by_chapter(connection: Connection[Any], most: int) -> list[tuple[str, int]]:
    """Chapters, the most calls first."""
    return _top(connection, "h.name", "JOIN chapter h ON h.id = r.chapter_id", most)


def by_room(connection: Connection[Any], most: int) -> list[tuple[bytes | None, str | None, int]]:
    """Rooms that an organizer has looked at and whose host said yes: the host's sealed name, the
    city, the calls; the most first."""
    rows = connection.execute(
        f"""
        SELECT w.name_sealed, e.city, sum(r.count)::int FROM counted_report r
        JOIN contact c ON c.id = r.contact_id
        JOIN event e ON e.id = r.event_id AND e.kind = 'phone_bank' AND e.reviewed_at IS NOT NULL
        JOIN contact w ON w.id = e.host_id AND 'on_screen' = ANY(w.tags)
        WHERE {_YES} GROUP BY e.id, w.id ORDER BY 3 DESC, e.id LIMIT %s
        """,  # noqa: S608 - a constant
        [most],
    )
    return [(row[0], row[1], int(row[2])) for row in rows]


def of_who_said_yes(connection: Connection[Any]) -> int:
    """All calls of who said yes."""
    row = connection.execute(
        f"SELECT coalesce(sum(r.count), 0)::int FROM counted_report r"  # noqa: S608 - a constant
        f" JOIN contact c ON c.id = r.contact_id WHERE {_YES}"
    ).fetchone()
    return int(row[0]) if row else 0


def _top(connection: Connection[Any], part: str, join: str, most: int) -> list[tuple[str, int]]:
    rows = connection.execute(
        f"SELECT {part}, sum(r.count)::int FROM counted_report r"  # noqa: S608 - constants
        f" JOIN contact c ON c.id = r.contact_id {join}"
        f" WHERE {_YES} AND {part} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s",
        [most],
    )
    return [(str(row[0]), int(row[1])) for row in rows]
