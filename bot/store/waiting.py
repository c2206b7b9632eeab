"""Queries for what waits on a contact: session timers and lasting timers that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from bot.store.conversations import WHO_COLUMNS, Taken


def due_contacts(connection: Connection[Any], now: datetime, limit: int) -> Sequence[int]:
    """Contacts with a timer due, the longest overdue first."""
    rows = connection.execute(
        """
        SELECT contact_id FROM (
            (SELECT contact_id, wake_at AS due_at FROM session
             WHERE wake_at <= %(now)s ORDER BY wake_at LIMIT %(limit)s)
            UNION ALL
            (SELECT contact_id, due_at FROM timer
             WHERE due_at <= %(now)s ORDER BY due_at LIMIT %(limit)s)
        ) AS due
        GROUP BY contact_id ORDER BY min(due_at) LIMIT %(limit)s
        """,
        {"now": now, "limit": limit},
    )
    return [int(row[0]) for row in rows]


def lock_contact(connection: Connection[Any], contact_id: int) -> Taken | None:
    """Lock one contact and its session. None when it is gone or somebody else has it now."""
    row = connection.execute(
        f"""
        SELECT {WHO_COLUMNS}, NULL
        FROM contact c
        JOIN session s ON s.contact_id = c.id
        JOIN address a ON a.contact_id = c.id
        WHERE c.id = %s
        ORDER BY a.id LIMIT 1
        FOR UPDATE OF c, s SKIP LOCKED
        """,  # noqa: S608 - the columns are a constant of this package
        [contact_id],
    ).fetchone()
    return None if row is None else Taken(*row)


def take_lasting_timers(
    connection: Connection[Any], contact_id: int, now: datetime
) -> list[tuple[str, datetime]]:
    """Take the due timers that outlive the session, oldest first; they are gone afterwards."""
    rows = connection.execute(
        "DELETE FROM timer WHERE contact_id = %s AND due_at <= %s RETURNING name, due_at",
        [contact_id, now],
    )
    return sorted(((str(name), due) for name, due in rows), key=lambda pair: pair[1])
