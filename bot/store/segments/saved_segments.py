"""Segments kept under a name, in the record."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection


class SavedRow(NamedTuple):
    """A kept segment, and who kept it when."""

    id: int
    name: str
    query: str
    created_by: int | None
    created_at: datetime


def list_all(connection: Connection[Any]) -> list[SavedRow]:
    """Every kept segment, by name."""
    rows = connection.execute(
        "SELECT id, name, query, created_by, created_at FROM named_segment ORDER BY lower(name)"
    )
    return [SavedRow._make(row) for row in rows.fetchall()]


def find(connection: Connection[Any], segment_id: int) -> SavedRow | None:
    """A kept segment by id, locked."""
    row = connection.execute(
        "SELECT id, name, query, created_by, created_at FROM named_segment WHERE id = %s"
        " FOR UPDATE",
        [segment_id],
    ).fetchone()
    return SavedRow._make(row) if row else None


def keep(
    connection: Connection[Any], name: str, query: str, organizer_id: int | None, now: datetime
) -> int:
    """Keep a segment; one of the same name, in any case, gets the new query. Its id."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('named_segment', 0))")
    row = connection.execute(
        "UPDATE named_segment SET name = %(name)s, query = %(query)s WHERE lower(name) ="
        " lower(%(name)s) RETURNING id",
        {"name": name, "query": query},
    ).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO named_segment (name, query, created_by, created_at)"
            " VALUES (%s, %s, %s, %s) RETURNING id",
            [name, query, organizer_id, now],
        ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def forget(connection: Connection[Any], segment_id: int) -> None:
    """Take a kept segment away."""
    connection.execute("DELETE FROM named_segment WHERE id = %s", [segment_id])


def in_use(connection: Connection[Any]) -> list[tuple[str, str]]:
    """Titles and segments of broadcasts that have not been planned and may still be."""
    rows = connection.execute(
        "SELECT title, segment FROM broadcast WHERE planned_at IS NULL"
        " AND state IN ('draft', 'scheduled', 'approved', 'paused', 'missed')"
    )
    return [(row[0], row[1]) for row in rows.fetchall()]


def approved(connection: Connection[Any]) -> list[tuple[int, str]]:
    """Ids and segments of broadcasts that a second person has approved and that wait."""
    rows = connection.execute(
        "SELECT id, segment FROM broadcast WHERE state = 'approved' AND planned_at IS NULL"
        " ORDER BY id FOR UPDATE"
    )
    return [(row[0], row[1]) for row in rows.fetchall()]
