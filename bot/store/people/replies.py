"""Queries about automatic replies: how many there were, and what organizers were told of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

# What organizers were told of, as `detail ->> 'whom'` of a notified note.
ABOUT_MACHINES = ("machine", "person_limit")
# And of one that tells of somebody in danger.
DANGER = "danger"


def made_since(connection: Connection[Any], since: datetime) -> int:
    """Automatic replies since an instant. Reads only the newest pages of `message` (BRIN)."""
    row = connection.execute(
        "SELECT count(*) FROM message WHERE kind = 'reply' AND created_at >= %s", [since]
    ).fetchone()
    return int(row[0]) if row else 0


def was_told(connection: Connection[Any], whom: str, since: datetime) -> bool:
    """Whether organizers were told of this since an instant."""
    row = connection.execute(
        "SELECT 1 FROM audit WHERE object = 'replies' AND detail ->> 'whom' = %s AND at >= %s"
        " LIMIT 1",
        [whom, since],
    ).fetchone()
    return row is not None
