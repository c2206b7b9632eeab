"""The audit table, read back: who did what when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from bot.sentences import recalled


class ActRow(NamedTuple):
    """One act. `organizer` is the e-mail of whoever did it, None for the machine itself or for
    somebody who has been removed."""

    id: int
    at: datetime
    organizer_id: int | None
    organizer: str | None
    act: str
    object: str
    object_id: int | None
    detail: dict[str, Any]


def newest(
    connection: Connection[Any],
    *,
    before: int | None,
    organizer_id: int | None,
    of: tuple[str, int] | None,
    limit: int,
) -> list[ActRow]:
    """Acts, newest first: of one organizer, or about one object (its kind and id), if asked for;
    those with an id below `before`."""
    rows = connection.execute(
        """
        SELECT a.id, a.at, a.organizer_id, o.email, a.act, a.object, a.object_id, a.detail
        FROM audit a LEFT JOIN organizer o ON o.id = a.organizer_id
        WHERE (%(before)s::bigint IS NULL OR a.id < %(before)s)
            AND (%(who)s::bigint IS NULL OR a.organizer_id = %(who)s)
            AND (%(kind)s::text IS NULL OR (a.object = %(kind)s AND a.object_id = %(object)s))
        ORDER BY a.id DESC LIMIT %(limit)s
        """,
        {
            "before": before,
            "who": organizer_id,
            "kind": of[0] if of else None,
            "object": of[1] if of else None,
            "limit": limit,
        },
    )
    return [
        ActRow._make((*row[:-1], {name: recalled(value) for name, value in row[-1].items()}))
        for row in rows.fetchall()
    ]


def links_of_others(
    connection: Connection[Any], organizer_id: int, since: datetime
) -> list[tuple[str, datetime]]:
    """Who made links to sign in as an organizer since an instant, and when: others by address, the
    command line as "clarion organizers link"."""
    rows = connection.execute(
        "SELECT coalesce(o.email, 'clarion organizers link'), a.at FROM audit a"
        " LEFT JOIN organizer o ON o.id = a.organizer_id"
        " WHERE a.act = 'link_made' AND a.object = 'organizer' AND a.object_id = %s AND a.at > %s"
        " AND a.organizer_id IS DISTINCT FROM %s ORDER BY a.id LIMIT 5",
        [organizer_id, since, organizer_id],
    )
    return [(str(who), at) for who, at in rows.fetchall()]
