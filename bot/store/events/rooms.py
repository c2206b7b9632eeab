"""The room of a phone bank that somebody is in, as SQL for whoever writes calls down."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from psycopg import Connection

# People call before everybody is there, and tell what they made when it is over.
OPENS_BEFORE = timedelta(hours=1)
CLOSES_AFTER = timedelta(hours=2)
LASTS = timedelta(hours=2)  # a room whose end nobody has said

# The instants between which a room `e` is at work; without an hour, all day.
ZONE = "coalesce(e.zone, 'America/New_York')"
BEGINS = f"((e.day + coalesce(e.starts_at, time '00:00')) AT TIME ZONE {ZONE})"
ENDS = f"""(CASE WHEN e.starts_at IS NULL THEN (e.day + 1)::timestamp AT TIME ZONE {ZONE}
    WHEN e.ends_at IS NULL THEN {BEGINS} + interval '{LASTS.seconds} seconds'
    ELSE (e.day + e.ends_at + CASE WHEN e.ends_at <= e.starts_at THEN interval '1 day'
          ELSE interval '0' END) AT TIME ZONE {ZONE} END)"""

# The room in which %(contact_id)s is at %(at)s: as its host, a host beside them, or a guest.
ROOM_OF = f"""(SELECT e.id FROM event e
    LEFT JOIN rsvp r ON r.event_id = e.id AND r.contact_id = %(contact_id)s AND r.state = 'going'
    LEFT JOIN event_host h ON h.event_id = e.id AND h.contact_id = %(contact_id)s
        AND h.accepted_at IS NOT NULL
    WHERE e.kind = 'phone_bank' AND e.state = 'open'
      AND e.day BETWEEN (%(at)s::timestamptz)::date - 2 AND (%(at)s::timestamptz)::date + 2
      AND (e.host_id = %(contact_id)s OR r.contact_id IS NOT NULL OR h.contact_id IS NOT NULL)
      AND %(at)s >= {BEGINS} - interval '{OPENS_BEFORE.seconds} seconds'
      AND %(at)s < {ENDS} + interval '{CLOSES_AFTER.seconds} seconds'
    ORDER BY greatest(e.created_at, r.at, h.at) DESC, e.id DESC LIMIT 1)"""  # noqa: S608 - constants


def room_of(connection: Connection[Any], contact_id: int, at: datetime) -> int | None:
    """The phone bank that somebody is in at an instant, an hour before it begins to two hours after
    it ends; the one joined last of several."""
    row = connection.execute(
        f"SELECT {ROOM_OF}",
        {"contact_id": contact_id, "at": at},
    ).fetchone()
    return None if row is None else row[0]


def set_end(connection: Connection[Any], event_id: int, ends_at: time) -> None:
    """When an action ends that is no phone bank."""
    connection.execute("UPDATE event SET ends_at = %s WHERE id = %s", [ends_at, event_id])


def set_room(
    connection: Connection[Any],
    event_id: int,
    *,
    ends_at: time | None,
    venue: str,
    link_sealed: bytes | None,
) -> None:
    """What a phone bank has besides: when it ends, how people call, the link of a video call."""
    connection.execute(
        "UPDATE event SET ends_at = %s, venue = %s, link_sealed = %s WHERE id = %s",
        [ends_at, venue, link_sealed, event_id],
    )
