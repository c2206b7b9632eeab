"""Queries for the rooms of phone banks: who is in them, what they made, what they were told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from bot.store.events.rooms import BEGINS, ENDS

_CALLS = "r.kind IN ('called', 'tallied')"
# How long after its end a room is still looked at: the closing text waits while the clock is away.
_LATE = timedelta(days=1)
# How long people may still put their calls right (bot.store.people.reports.OPEN_FOR), and a while.
_PUT_RIGHT_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Room:
    """A phone bank's room and its span."""

    event_id: int
    code: str
    begins_at: datetime
    ends_at: datetime
    goal: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a room and what they made there, in all and since the last hour; the name is
    sealed. `is_shown`: they said yes to their first name on the screen."""

    contact_id: int
    name_sealed: bytes | None
    is_shown: bool
    calls: int


_ROOM = f"e.id, e.code, {BEGINS} AS begins_at, {ENDS} AS ends_at, e.goal"


def at_work(
    connection: Connection[Any], now: datetime, limit: int, held: Sequence[str] = ()
) -> list[Room]:
    """Rooms that have begun and have not been closed by a text; not those of the codes `held`."""
    rows = connection.execute(
        f"SELECT {_ROOM} FROM event e WHERE e.kind = 'phone_bank' AND e.state = 'open'"  # noqa: S608 - constants
        " AND e.day BETWEEN (%(now)s::timestamptz)::date - 3 AND (%(now)s::timestamptz)::date + 2"
        f" AND {BEGINS} <= %(now)s AND {ENDS} > %(since)s AND e.code <> ALL(%(held)s)"
        " AND NOT EXISTS (SELECT 1 FROM room_text t WHERE t.event_id = e.id"
        " AND t.contact_id = 0 AND t.what = 'closing') ORDER BY e.id LIMIT %(limit)s",
        {"now": now, "since": now - _LATE, "held": list(held), "limit": limit},
    )
    return [Room(*row) for row in rows]


def put_right(
    connection: Connection[Any], now: datetime, settled: datetime, held: Sequence[str] = ()
) -> list[Room]:
    """Rooms closed by a text since `_PUT_RIGHT_FOR` whose calls are others now, and were for a
    while: nothing was written or taken back there since `settled`. Each once; not those of the
    codes `held`."""
    rows = connection.execute(
        f"SELECT {_ROOM} FROM room_text t JOIN event e ON e.id = t.event_id"  # noqa: S608 - constants
        " WHERE t.contact_id = 0 AND t.what = 'closing' AND t.at > %(since)s AND e.state = 'open'"
        " AND e.code <> ALL(%(held)s) AND t.made IS DISTINCT FROM (SELECT coalesce(sum(r.count), 0)"
        f" FROM counted_report r WHERE r.event_id = e.id AND {_CALLS})"
        " AND NOT EXISTS (SELECT 1 FROM report r WHERE r.event_id = e.id"
        " AND greatest(r.created_at, r.taken_back_at) > %(settled)s)"
        " AND NOT EXISTS (SELECT 1 FROM room_text x WHERE x.event_id = e.id"
        " AND x.contact_id = 0 AND x.what = 'put_right') ORDER BY e.id",
        {"since": now - _PUT_RIGHT_FOR, "settled": settled, "held": list(held)},
    )
    return [Room(*row) for row in rows]


def begin_again(connection: Connection[Any], event_id: int) -> None:
    """A room that has moved hears of its end again."""
    connection.execute(
        "DELETE FROM room_text WHERE event_id = %s"
        " AND what IN ('last_ten', 'closing', 'put_right', 'nudge')",
        [event_id],
    )


def span_of(connection: Connection[Any], event_id: int) -> Room | None:
    """The room of an action."""
    row = connection.execute(
        f"SELECT {_ROOM} FROM event e WHERE e.id = %s AND e.kind = 'phone_bank'",  # noqa: S608 - constants
        [event_id],
    ).fetchone()
    return None if row is None else Room(*row)


def members(connection: Connection[Any], event_id: int) -> list[Member]:
    """Who is in a room (its hosts and who goes) or made calls there, the most calls first."""
    with connection.cursor(row_factory=class_row(Member)) as cursor:
        cursor.execute(
            f"""
            WITH made AS (
                SELECT r.contact_id, sum(r.count)::int AS calls FROM counted_report r
                WHERE r.event_id = %(event)s AND {_CALLS} GROUP BY 1
            ), inside AS (
                SELECT host_id AS contact_id FROM event WHERE id = %(event)s
                UNION SELECT contact_id FROM event_host
                    WHERE event_id = %(event)s AND accepted_at IS NOT NULL
                UNION SELECT contact_id FROM rsvp WHERE event_id = %(event)s AND state = 'going'
                UNION SELECT contact_id FROM made WHERE contact_id IS NOT NULL
            )
            SELECT c.id AS contact_id, c.name_sealed, 'on_screen' = ANY(c.tags) AS is_shown,
                   coalesce(m.calls, 0) AS calls
            FROM inside i JOIN contact c ON c.id = i.contact_id
            LEFT JOIN made m ON m.contact_id = c.id ORDER BY calls DESC, c.id
            """,  # noqa: S608 - a constant
            {"event": event_id},
        )
        return cursor.fetchall()


def total(connection: Connection[Any], event_id: int) -> int:
    """Calls of a room."""
    row = connection.execute(
        "SELECT coalesce(sum(r.count), 0) FROM counted_report r"  # noqa: S608 - a constant
        f" WHERE r.event_id = %s AND {_CALLS}",
        [event_id],
    ).fetchone()
    return int(row[0]) if row else 0


def by_minutes(
    connection: Connection[Any], event_id: int, since: datetime, minutes: int
) -> dict[int, int]:
    """Calls of a room since an instant, by spans of so many minutes from it."""
    rows = connection.execute(
        f"SELECT floor(extract(epoch FROM r.at - %(since)s) / %(span)s)::int, sum(r.count)::int"  # noqa: S608 - a constant
        f" FROM counted_report r WHERE r.event_id = %(event)s AND {_CALLS} AND r.at >= %(since)s"
        " GROUP BY 1 ORDER BY 1",
        {"since": since, "span": minutes * 60, "event": event_id},
    )
    return {int(span): int(count) for span, count in rows}


def silent(
    connection: Connection[Any], event_id: int, now: datetime, after: timedelta
) -> list[int]:
    """Who goes, was there for so long, and has told nothing for as long; not those nudged."""
    rows = connection.execute(
        """
        SELECT g.contact_id FROM rsvp g WHERE g.event_id = %(event)s AND g.state = 'going'
          AND g.at <= %(since)s
          AND NOT EXISTS (SELECT 1 FROM report r WHERE r.contact_id = g.contact_id
                          AND r.created_at > %(since)s AND r.kind = ANY(%(kinds)s))
          AND NOT EXISTS (SELECT 1 FROM room_text t WHERE t.event_id = g.event_id
                          AND t.contact_id = g.contact_id AND t.what = 'nudge')
        ORDER BY g.contact_id
        """,
        {
            "event": event_id,
            "since": now - after,
            "kinds": ["called", "tallied", "busy", "voicemail", "full", "reached"],
        },
    )
    return [int(row[0]) for row in rows]


def note_told(
    connection: Connection[Any],
    event_id: int,
    what: str,
    now: datetime,
    contact_id: int = 0,
    made: int | None = None,
) -> bool:
    """Note that something is told, and how many calls were; whether it was not before."""
    done = connection.execute(
        "INSERT INTO room_text (event_id, contact_id, what, at, made) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [event_id, contact_id, what, now, made],
    )
    return done.rowcount == 1


def told(connection: Connection[Any], event_id: int) -> set[str]:
    """What a room was told."""
    rows = connection.execute(
        "SELECT what FROM room_text WHERE event_id = %s AND contact_id = 0", [event_id]
    )
    return {str(row[0]) for row in rows}


def last_outcome(
    connection: Connection[Any], event_id: int, contact_id: int
) -> tuple[str | None, int]:
    """What somebody told last in a room, and how many things they told there."""
    row = connection.execute(
        "SELECT (array_agg(kind ORDER BY id DESC))[1], count(*) FROM report"
        " WHERE event_id = %s AND contact_id = %s AND taken_back_at IS NULL",
        [event_id, contact_id],
    ).fetchone()
    return (row[0], int(row[1])) if row else (None, 0)
