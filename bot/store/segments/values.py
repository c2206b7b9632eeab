"""Queries of the values that people in the record have: for checking what a segment asks for."""

from __future__ import annotations

from typing import Any

from psycopg import Connection


def has_tag(connection: Connection[Any], tag: str) -> bool:
    """Whether anybody has a tag: one look in an index."""
    return _any(connection, "SELECT 1 FROM contact WHERE tags @> ARRAY[%s]::varchar[] LIMIT 1", tag)


def has_field(connection: Connection[Any], name: str) -> bool:
    """Whether anybody has a field that segments may ask for."""
    return _any(connection, "SELECT 1 FROM contact WHERE field_keys ? %s LIMIT 1", name)


def tags(connection: Connection[Any]) -> list[str]:
    """Every tag that somebody has."""
    return _column(connection, "SELECT DISTINCT unnest(tags) FROM contact")


def chapters(connection: Connection[Any]) -> list[str]:
    """The chapters' short names."""
    return _column(connection, "SELECT slug FROM chapter ORDER BY slug")


def sources(connection: Connection[Any]) -> list[str]:
    """All that people came by. Steps from one value to the next in the index, so that a million
    people cost as little as there are values."""
    return _column(
        connection,
        """
        WITH RECURSIVE one AS (
            (SELECT source FROM contact WHERE source IS NOT NULL ORDER BY source LIMIT 1)
            UNION ALL
            SELECT (SELECT source FROM contact WHERE source > one.source ORDER BY source LIMIT 1)
            FROM one WHERE one.source IS NOT NULL
        ) SELECT source FROM one WHERE source IS NOT NULL LIMIT 5000
        """,
    )


def report_kinds(connection: Connection[Any]) -> list[str]:
    """Every kind of report there is."""
    return _column(connection, "SELECT DISTINCT kind FROM report")


def _any(connection: Connection[Any], statement: str, value: str) -> bool:
    return connection.execute(statement, [value]).fetchone() is not None


def _column(connection: Connection[Any], statement: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(statement).fetchall()]
