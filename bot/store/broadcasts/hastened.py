"""Queries of broadcasts that were sent at once by text."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

_LOCK = 0x74657874  # "text"


def people_since(connection: Connection[Any], since: datetime) -> int:
    """People of broadcasts that an organizer's text sent since an instant without anybody's yes.
    What else is sent so waits until this transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    row = connection.execute(
        "SELECT coalesce(sum(coalesce(recipients, (settings->>'people')::int, 0)), 0)::int"
        " FROM broadcast WHERE settings ? 'by_text' AND approved_by IS NULL AND due_at > %s"
        " AND state IN ('scheduled', 'sending', 'paused', 'done')",
        [since],
    ).fetchone()
    return int(row[0]) if row else 0
