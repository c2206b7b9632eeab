"""Queries for who leads an action: its host, and co-hosts who said yes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from bot.store.events.actions import COLUMNS, EventRow

# What somebody who leads an action can still do something about.
LED = ("open", "pending", "changes")
_LEADS = (
    "(e.host_id = %(who)s OR EXISTS (SELECT 1 FROM event_host h WHERE h.event_id = e.id"
    " AND h.contact_id = %(who)s AND h.accepted_at IS NOT NULL))"
)


def leads(connection: Connection[Any], event: EventRow, contact_id: int) -> bool:
    """Whether a person leads an action, as its host or as a co-host."""
    if event.host_id == contact_id:
        return True
    row = connection.execute(
        "SELECT 1 FROM event_host WHERE event_id = %s AND contact_id = %s"
        " AND accepted_at IS NOT NULL",
        [event.id, contact_id],
    ).fetchone()
    return row is not None


def led_from(connection: Connection[Any], contact_id: int, from_day: date) -> list[EventRow]:
    """The actions to come that a person leads, the next one first; locked."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event e WHERE {_LEADS} AND e.day >= %(day)s"  # noqa: S608 - constants
        " AND e.state = ANY(%(led)s) ORDER BY e.id FOR UPDATE OF e",
        {"who": contact_id, "day": from_day, "led": list(LED)},
    )
    found = [EventRow(*row) for row in rows]
    return sorted(found, key=lambda event: (event.day, event.id))


def count_led(connection: Connection[Any], contact_id: int, from_day: date) -> int:
    """How many actions to come a person leads."""
    row = connection.execute(
        f"SELECT count(*) FROM event e WHERE {_LEADS} AND e.day >= %(day)s"  # noqa: S608 - constants
        " AND e.state = ANY(%(led)s)",
        {"who": contact_id, "day": from_day, "led": list(LED)},
    ).fetchone()
    return int(row[0]) if row else 0


def of(connection: Connection[Any], event: EventRow) -> list[int]:
    """Who leads an action: its host, then co-hosts in the order they said yes."""
    rows = connection.execute(
        "SELECT contact_id FROM event_host WHERE event_id = %s AND accepted_at IS NOT NULL"
        " ORDER BY accepted_at, contact_id",
        [event.id],
    )
    return list(dict.fromkeys([event.host_id, *(int(row[0]) for row in rows)]))


def become_host(connection: Connection[Any], event_id: int, contact_id: int) -> None:
    """A co-host is the host of a locked action from now on, in place of whoever was."""
    connection.execute("UPDATE event SET host_id = %s WHERE id = %s", [contact_id, event_id])
    connection.execute(
        "DELETE FROM event_host WHERE event_id = %s AND contact_id = %s", [event_id, contact_id]
    )


def ask(connection: Connection[Any], event_id: int, contact_id: int, now: datetime) -> bool:
    """Note that somebody was asked to lead too; whether that is new."""
    row = connection.execute(
        "INSERT INTO event_host (event_id, contact_id, at) VALUES (%s, %s, %s)"
        " ON CONFLICT DO NOTHING RETURNING contact_id",
        [event_id, contact_id, now],
    ).fetchone()
    return row is not None


def asked_of(connection: Connection[Any], contact_id: int, from_day: date) -> list[EventRow]:
    """The actions to come that a person was asked to lead too and has not answered, locked; the one
    asked last first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event e JOIN event_host h ON h.event_id = e.id"  # noqa: S608 - constants
        " WHERE h.contact_id = %s AND h.accepted_at IS NULL AND e.day >= %s"
        " AND e.state = ANY(%s) ORDER BY h.at DESC, e.id DESC FOR UPDATE OF e",
        [contact_id, from_day, list(LED)],
    )
    return [EventRow(*row) for row in rows]


def accept(connection: Connection[Any], event_id: int, contact_id: int, now: datetime) -> None:
    """Somebody who was asked to lead too said yes."""
    connection.execute(
        "UPDATE event_host SET accepted_at = %s WHERE event_id = %s AND contact_id = %s",
        [now, event_id, contact_id],
    )


def contact_by_digest(connection: Connection[Any], digests: Sequence[bytes]) -> int | None:
    """The person with a number who is on the list, may be texted and has not stopped."""
    row = connection.execute(
        "SELECT c.id FROM address a JOIN contact c ON c.id = a.contact_id"
        " WHERE a.digest = ANY(%s) AND c.opted_in_at IS NOT NULL AND c.opted_out_at IS NULL"
        " AND a.reach NOT IN ('bad', 'no_reply', 'reassigned') ORDER BY a.id LIMIT 1",
        [list(digests)],
    ).fetchone()
    return None if row is None else int(row[0])
