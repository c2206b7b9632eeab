"""Queries for who was at an action."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from bot.store.events.actions import COLUMNS, EventRow
from bot.store.events.rooms import BEGINS

_LED = timedelta(days=7)  # how long after it a host may say how many came
_JOINED = timedelta(days=2)
_EARLY = timedelta(minutes=30)  # who is there before it begins is there
# "Were you there?", asked of somebody who was not seen.
_WROTE = (
    "EXISTS (SELECT 1 FROM series_sent s WHERE s.contact_id = r.contact_id"  # noqa: S608 - constants
    f" AND s.anchor = 'event:' || e.id AND s.at > {BEGINS} AND r.came IS DISTINCT FROM 'here')"
)


def led_lately(connection: Connection[Any], contact_id: int, now: datetime) -> EventRow | None:
    """The action that somebody led last (or leads with its host), begun within a week; locked."""
    return _one(
        connection,
        f"SELECT {COLUMNS} FROM event e WHERE (e.host_id = %(contact)s OR EXISTS (SELECT 1"  # noqa: S608 - constants
        " FROM event_host h WHERE h.event_id = e.id AND h.contact_id = %(contact)s))"
        f" AND e.state = 'open' AND {BEGINS} <= %(until)s AND {BEGINS} > %(since)s"
        f" ORDER BY {BEGINS} DESC, e.id DESC LIMIT 1 FOR UPDATE OF e",
        {"contact": contact_id, "until": now, "since": now - _LED},
    )


def joined_lately(connection: Connection[Any], contact_id: int, now: datetime) -> EventRow | None:
    """The action of the last two days that somebody who says that they came means: one they go to
    before one they wait for, then one that we wrote to them about since it began, then the one that
    began last; locked."""
    return _one(
        connection,
        f"SELECT {COLUMNS} FROM event e JOIN rsvp r ON r.event_id = e.id"  # noqa: S608 - constants
        " AND r.contact_id = %(contact)s AND r.state <> 'canceled' AND e.state = 'open'"
        f" WHERE {BEGINS} <= %(until)s AND {BEGINS} > %(since)s"
        f" ORDER BY (r.state = 'going') DESC, {_WROTE} DESC, {BEGINS} DESC, e.id DESC"
        " LIMIT 1 FOR UPDATE OF e",
        {"contact": contact_id, "until": now + _EARLY, "since": now - _JOINED},
    )


def note_came(connection: Connection[Any], event_id: int, contact_id: int, now: datetime) -> bool:
    """Note that a guest is there; whether it was not known before. Who waited for a seat takes none
    by it."""
    done = connection.execute(
        "UPDATE rsvp SET came = 'here', came_at = %s"
        " WHERE event_id = %s AND contact_id = %s AND came IS DISTINCT FROM 'here'",
        [now, event_id, contact_id],
    )
    return done.rowcount == 1


def take_back_guests(connection: Connection[Any], event_id: int, now: datetime) -> None:
    """Count no more how many people were said to have been there."""
    connection.execute(
        "UPDATE report SET taken_back_at = %s WHERE event_id = %s AND kind = 'guests'"
        " AND taken_back_at IS NULL",
        [now, event_id],
    )


def is_counted(connection: Connection[Any], event_id: int, kind: str) -> bool:
    """Whether the ledger has a report of a kind about an action, held or not."""
    row = connection.execute(
        "SELECT 1 FROM report WHERE event_id = %s AND kind = %s AND taken_back_at IS NULL LIMIT 1",
        [event_id, kind],
    ).fetchone()
    return row is not None


def _one(connection: Connection[Any], query: str, values: dict[str, Any]) -> EventRow | None:
    row = connection.execute(query, values).fetchone()
    return None if row is None else EventRow(*row)
