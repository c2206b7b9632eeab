"""Whether an organizer is there."""

from __future__ import annotations

from typing import Any

from psycopg import Connection


def is_active(connection: Connection[Any], organizer_id: int) -> bool:
    """Whether there is such an organizer, who may sign in."""
    row = connection.execute(
        "SELECT 1 FROM organizer WHERE id = %s AND active", [organizer_id]
    ).fetchone()
    return row is not None
