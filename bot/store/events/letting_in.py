"""Queries for letting guests in: who may know where an action is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class WaitsOutside:
    """A guest whom nobody has let in; the name is sealed."""

    contact_id: int
    name_sealed: bytes | None
    at: datetime


def outside(connection: Connection[Any], event_id: int) -> list[WaitsOutside]:
    """Guests who are going and whom nobody has let in, the first to sign up first."""
    rows = connection.execute(
        "SELECT r.contact_id, c.name_sealed, r.at FROM rsvp r JOIN contact c ON c.id = r.contact_id"
        " JOIN event e ON e.id = r.event_id WHERE r.event_id = %s AND r.state = 'going'"
        " AND r.let_in_at IS NULL AND r.contact_id <> e.host_id ORDER BY r.at, r.contact_id",
        [event_id],
    )
    return [WaitsOutside(*row) for row in rows]


def count_outside(connection: Connection[Any], event_ids: Sequence[int]) -> dict[int, int]:
    """How many guests of each action nobody has let in; one without any is left out."""
    rows = connection.execute(
        "SELECT r.event_id, count(*) FROM rsvp r JOIN event e ON e.id = r.event_id"
        " WHERE r.event_id = ANY(%s) AND r.state = 'going' AND r.let_in_at IS NULL"
        " AND r.contact_id <> e.host_id GROUP BY r.event_id",
        [list(event_ids)],
    )
    return {int(row[0]): int(row[1]) for row in rows}


def let_in(
    connection: Connection[Any], event_id: int, contact_ids: Sequence[int], now: datetime
) -> list[int]:
    """Let guests in who are going and were not; those it was."""
    rows = connection.execute(
        "UPDATE rsvp SET let_in_at = %s WHERE event_id = %s AND contact_id = ANY(%s)"
        " AND state = 'going' AND let_in_at IS NULL RETURNING contact_id",
        [now, event_id, list(contact_ids)],
    )
    return sorted(int(row[0]) for row in rows)


def are_in(
    connection: Connection[Any], event_ids: Sequence[int], asked: Sequence[int]
) -> set[tuple[int, int]]:
    """(action, guest) of those who go and may know where it is: of those `asked` (whose guests are
    let in) only who was."""
    rows = connection.execute(
        "SELECT r.event_id, r.contact_id FROM rsvp r WHERE r.event_id = ANY(%s)"
        " AND r.state = 'going' AND (r.event_id <> ALL(%s) OR r.let_in_at IS NOT NULL)",
        [list(event_ids), list(asked)],
    )
    return {(int(row[0]), int(row[1])) for row in rows}


def is_in(connection: Connection[Any], event_id: int, contact_id: int, *, is_asked: bool) -> bool:
    """The same of one guest, where it `is_asked` or not."""
    row = connection.execute(
        "SELECT 1 FROM rsvp WHERE event_id = %s AND contact_id = %s AND state = 'going'"
        " AND (NOT %s OR let_in_at IS NOT NULL)",
        [event_id, contact_id, is_asked],
    ).fetchone()
    return row is not None
