"""Queries for organizers' decisions on DJs, and for the reminders of their shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Reminded:
    """A DJ who may be reminded of a show. `zones` are those they may be in."""

    contact_id: int
    slot: str
    reminded_on: date | None
    zones: tuple[str, ...]
    state: str | None
    area_states: list[str] | None


def decide(
    connection: Connection[Any],
    contact_id: int,
    state: str,
    organizer_id: int | None,
    now: datetime,
) -> str | None:
    """Set a DJ's state. The state before; None where there is no such DJ."""
    row = connection.execute(
        """
        UPDATE dj SET state = %s, decided_by = %s, decided_at = %s
        FROM (SELECT contact_id, state FROM dj WHERE contact_id = %s FOR UPDATE) AS old
        WHERE dj.contact_id = old.contact_id RETURNING old.state
        """,
        [state, organizer_id, now, contact_id],
    ).fetchone()
    return None if row is None else str(row[0])


def with_slots(connection: Connection[Any]) -> list[Reminded]:
    """DJs on the list whose show has a time and who may be texted."""
    rows = connection.execute(
        """
        SELECT d.contact_id, d.slot, d.reminded_on, c.zones, c.state, c.area_states
        FROM dj d JOIN contact c ON c.id = d.contact_id
        WHERE d.state = 'approved' AND d.slot IS NOT NULL
          AND c.opted_in_at IS NOT NULL AND c.opted_out_at IS NULL
        """
    )
    return [Reminded(row[0], row[1], row[2], tuple(row[3]), row[4], row[5]) for row in rows]


def mark_reminded(connection: Connection[Any], contact_id: int, day: date) -> bool:
    """Note that a DJ is reminded of the show of a day. Whether they were not yet."""
    done = connection.execute(
        "UPDATE dj SET reminded_on = %s WHERE contact_id = %s AND reminded_on IS DISTINCT FROM %s",
        [day, contact_id, day],
    )
    return done.rowcount == 1
