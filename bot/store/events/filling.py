"""Queries for events with few guests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

from bot.store.events.actions import COLUMNS, EventRow

_OWN = len(COLUMNS.split(","))


def thin(
    connection: Connection[Any], from_day: date, until: date, few: int, limit: int
) -> list[tuple[EventRow, int]]:
    """Open, listed events between two days with fewer people than `few`, or than half of what they
    hold, the next one first; with how many come."""
    rows = connection.execute(
        f"SELECT * FROM (SELECT {COLUMNS}, (SELECT coalesce(sum(r.party), 0)::int FROM rsvp r"  # noqa: S608 - constants
        " WHERE r.event_id = e.id AND r.state IN ('going', 'offered')) AS going FROM event e"
        " WHERE e.state = 'open' AND e.is_listed AND e.day BETWEEN %s AND %s"
        " AND e.closed_at IS NULL) f"
        " WHERE f.going < greatest(%s, f.capacity / 2) AND f.going < coalesce(f.capacity, %s)"
        " ORDER BY f.day, f.starts_at NULLS LAST, f.id LIMIT %s",
        [from_day, until, few, few, limit],
    )
    return [(EventRow(*row[:_OWN]), int(row[_OWN])) for row in rows]


@dataclass(frozen=True, slots=True)
class Counted:
    """An event with its guests, parties counted."""

    event: EventRow
    zip: str | None
    going: int
    waiting: int
    here: int
    no_show: int


def all_events(connection: Connection[Any], limit: int) -> list[Counted]:
    """Every event with its guests, the newest day first; doubles are left out."""
    rows = connection.execute(
        f"SELECT {COLUMNS}, e.zip, g.going, g.waiting, g.here, g.no_show FROM event e,"  # noqa: S608 - constants
        " LATERAL (SELECT coalesce(sum(party) FILTER (WHERE state = 'going'), 0)::int AS going,"
        " coalesce(sum(party) FILTER (WHERE state IN ('waiting', 'offered')), 0)::int AS waiting,"
        " coalesce(sum(party) FILTER (WHERE came = 'here'), 0)::int AS here,"
        " coalesce(sum(party) FILTER (WHERE came = 'no_show'), 0)::int AS no_show"
        " FROM rsvp r WHERE r.event_id = e.id) g WHERE e.state <> 'merged'"
        " ORDER BY e.day DESC, e.starts_at NULLS LAST, e.id LIMIT %s",
        [limit],
    )
    return [Counted(EventRow(*row[:_OWN]), *row[_OWN:]) for row in rows]


def between(connection: Connection[Any], first: date, last: date) -> list[EventRow]:
    """Events of some days that are not declined or doubles, in order."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event e WHERE e.day BETWEEN %s AND %s"  # noqa: S608 - constants
        " AND e.state NOT IN ('merged', 'declined') ORDER BY e.day, e.starts_at NULLS LAST, e.id"
        " LIMIT 2000",
        [first, last],
    )
    return [EventRow(*row) for row in rows]
