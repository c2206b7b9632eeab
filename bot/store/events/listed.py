"""Queries for what strangers may see of events: open ones that an organizer has looked at and
listed, and of those that were listed and called off, that they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from psycopg import Connection

from bot.store.events.actions import COLUMNS, EventRow
from bot.store.events.near import MILES, Around

_MORE = "e.zip, e.ends_at, e.langs, e.is_accessible, e.closed_at, e.venue, e.lets_in, e.merged_into"
_OWN = len(COLUMNS.split(","))
# Phone banks are joined by their code alone, also on the web.
_LISTED = "e.state = 'open' AND e.is_listed"
_WAS_LISTED = "e.reviewed_at IS NOT NULL AND e.kind <> 'phone_bank' AND NOT e.is_listed"


@dataclass(frozen=True, slots=True)
class ListedRow:
    """An event as its page needs it. `miles` is from where it was asked for, if it was."""

    event: EventRow
    zip: str | None
    ends_at: time | None
    langs: list[str] | None
    is_accessible: bool | None
    closed_at: datetime | None
    venue: str
    lets_in: bool
    merged_into: int | None
    miles: float | None = None


def near(
    connection: Connection[Any], near: Around, days: tuple[date, date], limit: int, offset: int
) -> list[ListedRow]:
    """Listed events within a circle and between two days, the nearest first."""
    rows = connection.execute(
        f"""
        SELECT {COLUMNS}, {_MORE}, {MILES} AS miles FROM event e
        WHERE {_LISTED} AND e.day BETWEEN %(first)s AND %(last)s
          AND e.latitude BETWEEN %(south)s AND %(north)s
          AND e.longitude BETWEEN %(west)s AND %(east)s AND {MILES} <= %(within)s
        ORDER BY miles, e.day, e.starts_at NULLS LAST, e.id LIMIT %(limit)s OFFSET %(offset)s
        """,  # noqa: S608 - all pieces are constants
        near.values() | {"first": days[0], "last": days[1], "limit": limit, "offset": offset},
    )
    return [_read(row) for row in rows]


def by_day(
    connection: Connection[Any],
    days: tuple[date, date],
    zips: tuple[Sequence[str], Sequence[str]] | None,
    limit: int,
    offset: int,
) -> list[ListedRow]:
    """Listed events between two days, the next one first; where `zips` are given, those whose ZIP
    begins with one of the first or is one of the second."""
    rows = connection.execute(
        f"SELECT {COLUMNS}, {_MORE} FROM event e WHERE {_LISTED}"  # noqa: S608 - constants
        " AND e.day BETWEEN %s AND %s AND (%s OR left(e.zip, 3) = ANY(%s) OR e.zip = ANY(%s))"
        " ORDER BY e.day, e.starts_at NULLS LAST, e.id LIMIT %s OFFSET %s",
        [*days, zips is None, *map(list, zips or ((), ())), limit, offset],
    )
    return [_read(row) for row in rows]


def called_off(connection: Connection[Any], from_day: date, limit: int) -> list[ListedRow]:
    """Events to come that were listed and are called off, for calendars that have them."""
    rows = connection.execute(
        f"SELECT {COLUMNS}, {_MORE} FROM event e WHERE e.state = 'called_off'"  # noqa: S608 - constants
        f" AND {_WAS_LISTED} AND e.day >= %s ORDER BY e.day, e.id LIMIT %s",
        [from_day, limit],
    )
    return [_read(row) for row in rows]


def find(connection: Connection[Any], code: str) -> ListedRow | None:
    """The event with a code that strangers may see: one that is listed, or was and is called off
    or a double of another."""
    row = connection.execute(
        f"SELECT {COLUMNS}, {_MORE} FROM event e WHERE e.code = %s AND ({_LISTED}"  # noqa: S608 - constants
        f" OR e.state IN ('called_off', 'merged') AND {_WAS_LISTED})",
        [code.upper()],
    ).fetchone()
    return None if row is None else _read(row)


def code_of(connection: Connection[Any], event_id: int) -> str | None:
    """The code of an event."""
    row = connection.execute("SELECT code FROM event WHERE id = %s", [event_id]).fetchone()
    return None if row is None else str(row[0])


def by_zip(
    connection: Connection[Any], days: tuple[date, date], whole: Sequence[str]
) -> dict[str, int]:
    """How many listed events the ZIPs with the same three first digits have between two days, and
    each ZIP where these are among `whole`; "" is those without one."""
    rows = connection.execute(
        "SELECT coalesce(CASE WHEN left(e.zip, 3) = ANY(%s) THEN e.zip ELSE left(e.zip, 3) END,"  # noqa: S608 - constants
        f" ''), count(*) FROM event e WHERE {_LISTED} AND e.day BETWEEN %s AND %s GROUP BY 1",
        [list(whole), *days],
    )
    return {str(zip_code): int(count) for zip_code, count in rows}


def days_with(connection: Connection[Any], days: tuple[date, date], most: int) -> list[date]:
    """The first days between two that have a listed event."""
    rows = connection.execute(
        f"SELECT DISTINCT e.day FROM event e WHERE {_LISTED}"  # noqa: S608 - constants
        " AND e.day BETWEEN %s AND %s ORDER BY e.day LIMIT %s",
        [*days, most],
    )
    return [row[0] for row in rows]


def taken(connection: Connection[Any], event_ids: Sequence[int]) -> dict[int, int]:
    """Seats that are taken or held for somebody, by event; one without any is left out."""
    rows = connection.execute(
        "SELECT event_id, sum(party) FROM rsvp WHERE event_id = ANY(%s)"
        " AND state IN ('going', 'offered') GROUP BY event_id",
        [list(event_ids)],
    )
    return {int(event_id): int(seats) for event_id, seats in rows}


def needs(connection: Connection[Any], event_id: int) -> list[tuple[str, int, int]]:
    """What an event needs of its guests: kind, how many, and how many guests have said they do."""
    rows = connection.execute(
        "SELECT n.kind, n.wanted, (SELECT count(*) FROM rsvp r WHERE r.event_id = n.event_id"
        " AND r.state = 'going' AND n.kind = ANY(r.needs)) FROM event_need n"
        " WHERE n.event_id = %s ORDER BY n.kind",
        [event_id],
    )
    return [(str(kind), int(wanted), int(have)) for kind, wanted, have in rows]


def _read(row: Sequence[Any]) -> ListedRow:
    return ListedRow(EventRow(*row[:_OWN]), *row[_OWN:])
