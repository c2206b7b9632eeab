"""Queries over everybody in a segment: `condition` is compiled by segments.py beside this."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import Connection


def by_state(
    connection: Connection[Any], condition: str, parameters: Mapping[str, Any]
) -> dict[str, int]:
    """How many live in each state; "" where that is not known."""
    rows = connection.execute(
        "SELECT coalesce(c.state, ''), count(*)::int FROM contact c"  # noqa: S608 - compiled
        f" WHERE {condition} GROUP BY 1 ORDER BY 2 DESC, 1",
        dict(parameters),
    )
    return {str(state): int(count) for state, count in rows}
