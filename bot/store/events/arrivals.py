"""Queries for guests on the day before and on the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from bot.store.events.actions import COLUMNS, EventRow

_PAST = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Guest:
    """How a guest stands with an action: with how many they come, and what was heard of them."""

    party: int
    checked_as: str | None
    checked_at: datetime | None


def going(
    connection: Connection[Any], contact_id: int, now: datetime
) -> list[tuple[EventRow, Guest]]:
    """The open actions that a person goes to, from two days ago on, the first one first; locked."""
    rows = connection.execute(
        f"SELECT r.party::int, r.checked_as, r.checked_at, {COLUMNS} FROM event e"  # noqa: S608 - a constant
        " JOIN rsvp r ON r.event_id = e.id AND r.contact_id = %s AND r.state = 'going'"
        " WHERE e.state = 'open' AND e.day >= %s"
        " ORDER BY e.day, e.starts_at NULLS LAST, e.id FOR UPDATE OF e",
        [contact_id, (now - _PAST).date()],
    ).fetchall()
    return [(EventRow(*row[3:]), Guest(*row[:3])) for row in rows]
