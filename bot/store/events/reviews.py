"""Queries for organizers' look at actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from bot.store.events.actions import COLUMNS, EventRow


def mark_reviewed(connection: Connection[Any], event_id: int, now: datetime) -> None:
    """An organizer has looked at an action's words."""
    connection.execute("UPDATE event SET reviewed_at = %s WHERE id = %s", [now, event_id])


def to_come(connection: Connection[Any], from_day: date, limit: int) -> list[EventRow]:
    """Every action from a day on, those that an organizer has not looked at first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event e WHERE e.day >= %s"  # noqa: S608 - a constant
        " ORDER BY e.state <> 'pending', e.reviewed_at IS NOT NULL, e.day,"
        " e.starts_at NULLS LAST, e.id LIMIT %s",
        [from_day, limit],
    )
    return [EventRow(*row) for row in rows]


def picked(
    connection: Connection[Any],
    first: date,
    last: date | None,
    state: str,
    kind: str,
    limit: int,
) -> list[EventRow]:
    """`to_come`, until a day where it is given, of a state and a kind where they are not ""."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event e WHERE e.day >= %s"  # noqa: S608 - a constant
        " AND (%s::date IS NULL OR e.day <= %s) AND %s IN ('', e.state) AND %s IN ('', e.kind)"
        " ORDER BY e.state <> 'pending', e.reviewed_at IS NOT NULL, e.day,"
        " e.starts_at NULLS LAST, e.id LIMIT %s",
        [first, last, last, state, kind, limit],
    )
    return [EventRow(*row) for row in rows]


def zips_of(connection: Connection[Any], event_ids: Sequence[int]) -> dict[int, str]:
    """The ZIP of each action that has one."""
    rows = connection.execute(
        "SELECT id, zip FROM event WHERE id = ANY(%s) AND zip IS NOT NULL", [list(event_ids)]
    )
    return {int(row[0]): str(row[1]) for row in rows}
