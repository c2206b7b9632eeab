"""People of calling lists who were talked with, in the ledger of reports: a kind of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

from bot.store.people.limits import REACHED


def add(
    connection: Connection[Any],
    contact_id: int,
    *,
    event_id: int | None,
    message_id: int | None,
    is_measured: bool,
    now: datetime,
) -> int:
    """Write that somebody talked with a person of a calling list, in a room or not. Its id."""
    row = connection.execute(
        "INSERT INTO report (contact_id, kind, count, at, state, source, chapter_id, event_id,"
        " message_id, confidence, created_at)"
        " SELECT c.id, %(kind)s, 1, %(now)s, c.state, c.source, c.chapter_id, %(event)s,"
        " %(message)s, %(confidence)s, %(now)s FROM contact c WHERE c.id = %(contact)s"
        " RETURNING id",
        {
            "kind": REACHED,
            "now": now,
            "event": event_id,
            "message": message_id,
            "confidence": "measured" if is_measured else "said",
            "contact": contact_id,
        },
    ).fetchone()
    assert row is not None  # noqa: S101 - the contact is locked by the caller
    return int(row[0])


def count_reached(connection: Connection[Any], contact_id: int, since: datetime) -> int:
    """How many people of calling lists somebody has talked with, since an instant."""
    row = connection.execute(
        "SELECT coalesce(sum(count), 0)::int FROM counted_report"
        " WHERE contact_id = %s AND kind = %s AND at > %s",
        [contact_id, REACHED, since],
    ).fetchone()
    return int(row[0]) if row else 0
