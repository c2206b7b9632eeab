"""Queries for telling hosts who comes: what has changed since they last heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

# A guest counts where the host would hear something new of them: who came and left in between is
# nothing new.
_NEW = (
    "(r.state = 'going' AND r.told_as IS DISTINCT FROM 'going'"
    " OR r.state = 'canceled' AND r.told_as = 'going') AND r.contact_id <> e.host_id"
)


@dataclass(frozen=True, slots=True)
class News:
    """How many have signed up since the host last heard, and how many cannot come after all."""

    joined: int
    left: int


def due(
    connection: Connection[Any],
    from_day: date,
    told_before: datetime,
    limit: int,
    held: Sequence[str],
) -> list[str]:
    """Codes of open actions to come of whose guests there is news, and whose hosts have heard
    nothing since; without those `held` (by code)."""
    rows = connection.execute(
        "SELECT e.code FROM event e WHERE e.state = 'open' AND e.day >= %s"  # noqa: S608 - a constant
        " AND (e.told_at IS NULL OR e.told_at <= %s) AND e.code <> ALL(%s::text[])"
        f" AND EXISTS (SELECT 1 FROM rsvp r WHERE r.event_id = e.id AND {_NEW})"
        " ORDER BY e.id LIMIT %s",
        [from_day, told_before, list(held), limit],
    )
    return [row[0] for row in rows]


def take(connection: Connection[Any], event_id: int, now: datetime) -> News:
    """What is new of a locked action's guests; from now on the host has heard it."""
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE r.state = 'going'),"  # noqa: S608 - a constant
        " count(*) FILTER (WHERE r.state = 'canceled')"
        f" FROM rsvp r JOIN event e ON e.id = r.event_id WHERE e.id = %s AND {_NEW}",
        [event_id],
    ).fetchone()
    connection.execute(
        "UPDATE rsvp SET told_as = state WHERE event_id = %s AND state IN ('going', 'canceled')",
        [event_id],
    )
    connection.execute("UPDATE event SET told_at = %s WHERE id = %s", [now, event_id])
    return News(int(row[0]), int(row[1])) if row else News(0, 0)


def put_off(connection: Connection[Any], event_id: int, now: datetime) -> None:
    """Look at the news of a locked action again as late as if its host had just heard some."""
    connection.execute("UPDATE event SET told_at = %s WHERE id = %s", [now, event_id])
