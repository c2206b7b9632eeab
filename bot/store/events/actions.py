"""Queries for events and their guests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An action to keep. Sealed values are sealed already."""

    code: str
    kind: str
    host_id: int
    state: str
    day: date
    starts_at: time | None
    zip: str | None
    city: str | None
    zone: str | None
    latitude: float | None
    longitude: float | None
    place_sealed: bytes | None
    what_sealed: bytes | None
    capacity: int | None
    goal: int | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """An action as conversations need it. `miles` is from where it was asked for, if it was."""

    id: int
    code: str
    kind: str
    host_id: int
    state: str
    day: date
    starts_at: time | None
    city: str | None
    zone: str | None
    place_sealed: bytes | None
    what_sealed: bytes | None
    capacity: int | None
    goal: int | None
    reviewed_at: datetime | None
    bring_sealed: bytes | None
    langs: list[str] | None
    is_accessible: bool | None
    lets_in: bool
    closed_at: datetime | None
    ends_at: time | None
    venue: str
    link_sealed: bytes | None
    miles: float | None = None


COLUMNS = (
    "e.id, e.code, e.kind, e.host_id, e.state, e.day, e.starts_at, e.city, e.zone, e.place_sealed,"
    " e.what_sealed, e.capacity, e.goal, e.reviewed_at, e.bring_sealed, e.langs, e.is_accessible,"
    " e.lets_in, e.closed_at, e.ends_at, e.venue, e.link_sealed"
)


def add_event(connection: Connection[Any], event: NewEvent, now: datetime) -> int:
    """Keep an action. Its row id."""
    row = connection.execute(
        """
        INSERT INTO event (code, kind, host_id, state, day, starts_at, zip, city, zone, latitude,
                           longitude, place_sealed, what_sealed, capacity, goal, chapter_id,
                           created_at)
        SELECT %s, %s, c.id, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, c.chapter_id, %s
        FROM contact c WHERE c.id = %s
        RETURNING id
        """,
        [
            event.code,
            event.kind,
            event.state,
            event.day,
            event.starts_at,
            event.zip,
            event.city,
            event.zone,
            event.latitude,
            event.longitude,
            event.place_sealed,
            event.what_sealed,
            event.capacity,
            event.goal,
            now,
            event.host_id,
        ],
    ).fetchone()
    assert row is not None  # noqa: S101 - the host is the locked contact of this transaction
    return int(row[0])


def count_hosted(connection: Connection[Any], host_id: int, since: datetime) -> int:
    """How many actions a person has made since."""
    row = connection.execute(
        "SELECT count(*) FROM event WHERE host_id = %s AND created_at > %s", [host_id, since]
    ).fetchone()
    return int(row[0]) if row else 0


def lock_event(connection: Connection[Any], code: str) -> EventRow | None:
    """The action with a code, locked until the transaction ends."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM event e WHERE e.code = %s FOR UPDATE",  # noqa: S608 - a constant
        [code.upper()],
    ).fetchone()
    return None if row is None else EventRow(*row)


def lock_kept(connection: Connection[Any], code: str) -> EventRow | None:
    """`lock_event`, by a code that guests have: of a double, the event it has become."""
    event = lock_event(connection, code)
    if event is None or event.state != "merged":
        return event
    row = connection.execute(
        "SELECT k.code FROM event e JOIN event k ON k.id = e.merged_into WHERE e.id = %s",
        [event.id],
    ).fetchone()
    return event if row is None else lock_event(connection, row[0])


def hosted_from(connection: Connection[Any], host_id: int, from_day: date) -> list[EventRow]:
    """The actions to come of which a person is the host, locked; also those that wait."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event e WHERE e.host_id = %s AND e.day >= %s"  # noqa: S608 - a constant
        " AND e.state IN ('open', 'pending', 'changes') ORDER BY e.id FOR UPDATE OF e",
        [host_id, from_day],
    )
    return [EventRow(*row) for row in rows]


def joined_from(connection: Connection[Any], contact_id: int, from_day: date) -> list[EventRow]:
    """The actions to come that a person goes to or waits for, locked."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event e JOIN rsvp r ON r.event_id = e.id"  # noqa: S608 - a constant
        " WHERE r.contact_id = %s AND r.state <> 'canceled' AND e.day >= %s AND e.state = 'open'"
        " AND e.host_id <> r.contact_id ORDER BY e.id FOR UPDATE OF e",
        [contact_id, from_day],
    )
    return [EventRow(*row) for row in rows]


def called_off_from(connection: Connection[Any], contact_id: int, from_day: date) -> list[EventRow]:
    """The actions from a day on that were called off and that a person had signed up for, locked;
    the next one first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event e JOIN rsvp r ON r.event_id = e.id"  # noqa: S608 - constants
        " WHERE r.contact_id = %s AND r.state <> 'canceled' AND e.day >= %s"
        " AND e.state = 'called_off' AND e.host_id <> r.contact_id"
        " ORDER BY e.day, e.id FOR UPDATE OF e",
        [contact_id, from_day],
    )
    return [EventRow(*row) for row in rows]


def host_lang(connection: Connection[Any], event_id: int) -> tuple[str | None, bytes | None]:
    """The chosen language and the sealed fields of an action's host."""
    row = connection.execute(
        "SELECT c.lang, c.fields_sealed FROM event e JOIN contact c ON c.id = e.host_id"
        " WHERE e.id = %s",
        [event_id],
    ).fetchone()
    return (None, None) if row is None else (row[0], row[1])


def host_name(connection: Connection[Any], event_id: int) -> bytes | None:
    """The sealed name of an action's host."""
    row = connection.execute(
        "SELECT c.name_sealed FROM event e JOIN contact c ON c.id = e.host_id WHERE e.id = %s",
        [event_id],
    ).fetchone()
    return None if row is None else row[0]


def phone_bank_of(connection: Connection[Any], contact_id: int) -> EventRow | None:
    """The phone bank a person leads or joined last, over or not."""
    return _one(
        connection,
        """
        LEFT JOIN rsvp r ON r.event_id = e.id AND r.contact_id = %s AND r.state = 'going'
        LEFT JOIN event_host h ON h.event_id = e.id AND h.contact_id = %s
            AND h.accepted_at IS NOT NULL
        WHERE e.kind = 'phone_bank' AND e.state NOT IN ('called_off', 'merged')
          AND (e.host_id = %s OR r.contact_id IS NOT NULL OR h.contact_id IS NOT NULL)
        ORDER BY greatest(e.created_at, r.at, h.accepted_at) DESC LIMIT 1
        """,
        [contact_id] * 3,
    )


def _one(connection: Connection[Any], rest: str, values: Sequence[Any]) -> EventRow | None:
    row = connection.execute(
        f"SELECT {COLUMNS} FROM event e {rest}",  # noqa: S608 - `rest` is a constant of this module
        values,
    ).fetchone()
    return None if row is None else EventRow(*row)


def by_ids(connection: Connection[Any], event_ids: Sequence[int]) -> dict[int, EventRow]:
    """Actions by row id."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event e WHERE e.id = ANY(%s)",  # noqa: S608 - a constant
        [list(event_ids)],
    )
    return {event.id: event for event in (EventRow(*row) for row in rows)}


def guest_state(connection: Connection[Any], event_id: int, contact_id: int) -> str | None:
    """Whether a person is going, waiting or has canceled; None if they never signed up."""
    row = connection.execute(
        "SELECT state FROM rsvp WHERE event_id = %s AND contact_id = %s", [event_id, contact_id]
    ).fetchone()
    return None if row is None else str(row[0])


def set_guest(
    connection: Connection[Any],
    event_id: int,
    contact_id: int,
    state: str,
    now: datetime,
    source: str = "text",
) -> None:
    """Sign a person up, or change how they stand. Signing up again goes to the end of the list."""
    connection.execute(
        "INSERT INTO rsvp (event_id, contact_id, state, at, source) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (event_id, contact_id) DO UPDATE SET state = excluded.state,"
        " at = excluded.at, let_in_at = NULL, checked_as = NULL, checked_at = NULL,"
        " claimed_link = NULL, claimed_until = NULL, source ="
        " CASE WHEN rsvp.state = 'canceled' THEN excluded.source ELSE rsvp.source END",
        [event_id, contact_id, state, now, source],
    )


def first_waiting(connection: Connection[Any], event_id: int) -> int | None:
    """Who has waited longest for an action, of those who may be texted that a seat is free."""
    row = connection.execute(
        "SELECT r.contact_id FROM rsvp r JOIN contact c ON c.id = r.contact_id"
        " WHERE r.event_id = %s AND r.state = 'waiting' AND c.opted_out_at IS NULL"
        " ORDER BY r.at, r.contact_id LIMIT 1",
        [event_id],
    ).fetchone()
    return None if row is None else int(row[0])


def guests(connection: Connection[Any], event_id: int) -> list[int]:
    """Everybody who is going or waiting."""
    rows = connection.execute(
        "SELECT contact_id FROM rsvp WHERE event_id = %s AND state <> 'canceled' ORDER BY at",
        [event_id],
    )
    return [int(row[0]) for row in rows]


def set_state(
    connection: Connection[Any], event_id: int, state: str, *, is_listed: bool = False
) -> None:
    """Change an action's state, and whether people can find it."""
    connection.execute(
        "UPDATE event SET state = %s, is_listed = %s WHERE id = %s", [state, is_listed, event_id]
    )
