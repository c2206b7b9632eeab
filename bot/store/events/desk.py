"""Queries for organizers' work on events: what is odd about one, changing it, doubles made one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from psycopg import Connection

from bot.store.events.actions import COLUMNS, EventRow
from bot.store.events.near import MILES

_NEAR_EACH_OTHER = 1.0  # miles between ZIPs of two that may be one


@dataclass(frozen=True, slots=True)
class Fields:
    """All of an event that an organizer may change; words are sealed."""

    kind: str
    day: date
    starts_at: time | None
    ends_at: time | None
    zip: str | None
    city: str | None
    zone: str | None
    latitude: float | None
    longitude: float | None
    what_sealed: bytes | None
    place_sealed: bytes | None
    bring_sealed: bytes | None
    link_sealed: bytes | None
    venue: str
    capacity: int | None
    langs: list[str] | None
    is_accessible: bool | None
    lets_in: bool


NAMES = tuple(Fields.__dataclass_fields__)


def fields_of(connection: Connection[Any], event_id: int) -> Fields:
    """What an event has now."""
    row = connection.execute(
        f"SELECT {', '.join(NAMES)} FROM event WHERE id = %s",  # noqa: S608 - constants
        [event_id],
    ).fetchone()
    assert row is not None  # noqa: S101 - the caller has just locked it
    return Fields(*row)


def change(connection: Connection[Any], event_id: int, fields: Fields) -> None:
    """Write all of it."""
    sets = ", ".join(f"{name} = %s" for name in NAMES)
    values = [getattr(fields, name) for name in NAMES]
    connection.execute(f"UPDATE event SET {sets} WHERE id = %s", [*values, event_id])  # noqa: S608 - constants


def set_needs(connection: Connection[Any], event_id: int, needs: dict[str, int]) -> None:
    """What an event needs, in place of what it needed before."""
    connection.execute("DELETE FROM event_need WHERE event_id = %s", [event_id])
    for kind, wanted in needs.items():
        connection.execute(
            "INSERT INTO event_need (event_id, kind, wanted) VALUES (%s, %s, %s)",
            [event_id, kind, wanted],
        )


@dataclass(frozen=True, slots=True)
class Hosting:
    """Who made an event, as far as a look at it asks. `miles` are from their ZIP to the event's;
    `made` is how many they made within a day of it; `since` when they came to us."""

    since: datetime
    miles: float | None
    state: str | None
    area_states: list[str]
    made: int


def hosting_of(
    connection: Connection[Any], event: EventRow, home: tuple[float, float] | None
) -> Hosting:
    """The host of an event; `home` is where their ZIP is."""
    lat, lon = home or (None, None)
    row = connection.execute(
        f"SELECT c.created_at, CASE WHEN %(lat)s::float IS NULL THEN NULL ELSE {MILES} END,"  # noqa: S608 - constants
        " c.state, c.area_states, (SELECT count(*) FROM event o"
        " WHERE o.host_id = e.host_id AND o.created_at BETWEEN"
        " e.created_at - %(day)s::interval AND e.created_at + %(day)s::interval)"
        " FROM event e JOIN contact c ON c.id = e.host_id WHERE e.id = %(id)s",
        {"lat": lat, "lon": lon, "day": timedelta(days=1), "id": event.id},
    ).fetchone()
    assert row is not None  # noqa: S101 - an event has a host
    return Hosting(row[0], row[1], row[2], list(row[3] or ()), int(row[4]))


def host_zip(connection: Connection[Any], event: EventRow) -> str | None:
    """The ZIP of an event's host."""
    row = connection.execute("SELECT zip FROM contact WHERE id = %s", [event.host_id]).fetchone()
    return None if row is None else row[0]


def doubles(connection: Connection[Any], event: EventRow) -> list[EventRow]:
    """Other events of the same day and about the same place that may be the same one."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event e, event o WHERE o.id = %(id)s AND e.id <> o.id"  # noqa: S608 - constants
        " AND e.day = o.day AND e.state IN ('open', 'pending', 'changes') AND (e.zip = o.zip OR"
        " abs(e.latitude - o.latitude) + abs(e.longitude - o.longitude) < %(near)s)"
        " ORDER BY abs(extract(epoch FROM e.starts_at - o.starts_at)) NULLS LAST, e.id LIMIT 10",
        {"id": event.id, "near": _NEAR_EACH_OTHER / 69},
    )
    return [EventRow(*row) for row in rows]


def sources_of(connection: Connection[Any], event_id: int) -> list[tuple[int, str, int, list[str]]]:
    """Who goes or waits, the first to sign up first: contact, source, party, needs."""
    rows = connection.execute(
        "SELECT contact_id, source, party, needs FROM rsvp WHERE event_id = %s"
        " AND state IN ('going', 'offered', 'waiting')"
        " ORDER BY state = 'waiting', at, contact_id FOR UPDATE",
        [event_id],
    )
    return [(int(row[0]), str(row[1]), int(row[2]), list(row[3])) for row in rows]


def become(connection: Connection[Any], gone_id: int, kept_id: int, now: datetime) -> None:
    """An event is another's double from now on: nobody goes to it, and what pointed at it points at
    the other."""
    both = {"gone": gone_id, "kept": kept_id, "now": now}
    for statement in (
        "UPDATE event SET state = 'merged', is_listed = false, merged_into = %(kept)s"
        " WHERE id = %(gone)s",
        "UPDATE event SET merged_into = %(kept)s WHERE merged_into = %(gone)s",
        "UPDATE rsvp SET state = 'canceled', seat_until = NULL WHERE event_id = %(gone)s",
        "UPDATE event_ask SET event_id = %(kept)s WHERE event_id = %(gone)s",
        "UPDATE report SET event_id = %(kept)s WHERE event_id = %(gone)s",
        "UPDATE volunteer_link SET event_id = %(kept)s WHERE event_id = %(gone)s",
        "UPDATE event_page SET revoked_at = %(now)s WHERE event_id = %(gone)s"
        " AND revoked_at IS NULL",
        "INSERT INTO event_host (event_id, contact_id, at, accepted_at) SELECT %(kept)s,"
        " contact_id, %(now)s, %(now)s FROM (SELECT host_id AS contact_id FROM event"
        " WHERE id = %(gone)s UNION SELECT contact_id FROM event_host WHERE event_id = %(gone)s"
        " AND accepted_at IS NOT NULL) h WHERE contact_id <>"
        " (SELECT host_id FROM event WHERE id = %(kept)s) ON CONFLICT (event_id, contact_id)"
        " DO UPDATE SET accepted_at = coalesce(event_host.accepted_at, excluded.accepted_at)",
    ):
        connection.execute(statement, both)
