"""What waits for a person and what is to come, counted in the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from psycopg import Connection

from bot.store.people.replies import ABOUT_MACHINES, DANGER


class Waiting(NamedTuple):
    """How many things wait: actions and DJs for a yes or no; texts whose outcome is not known;
    people who got no reply in the last day, since they seem to be machines or wrote too much;
    acts on segments that wait for somebody else's yes."""

    actions: int
    djs: int
    unknown: int
    silenced: int
    acts: int


def broadcasts_in(connection: Connection[Any], states: Sequence[str], limit: int) -> list[int]:
    """Ids of broadcasts in these states, the next to come first."""
    rows = connection.execute(
        "SELECT id FROM broadcast WHERE state = ANY(%s) ORDER BY due_at NULLS FIRST, id LIMIT %s",
        [list(states), limit],
    )
    return [row[0] for row in rows.fetchall()]


def waiting(connection: Connection[Any], today: date, now: datetime) -> Waiting:
    """What waits for a person now."""
    row = connection.execute(
        """
        SELECT (SELECT count(*) FROM event WHERE day >= %s AND (state = 'pending'
                OR (state = 'open' AND reviewed_at IS NULL
                    AND (place_sealed IS NOT NULL OR what_sealed IS NOT NULL)))),
            (SELECT count(*) FROM dj WHERE state = 'pending'),
            (SELECT count(*) FROM message WHERE state = 'unknown'),
            (SELECT count(DISTINCT object_id) FROM audit WHERE object = 'contact'
                AND act = 'notified' AND detail ->> 'whom' = ANY(%s) AND at > %s),
            (SELECT count(*) FROM bulk_act WHERE state = 'waiting')
        """,
        [today, list(ABOUT_MACHINES), now - timedelta(days=1)],
    ).fetchone()
    return Waiting._make(row or (0, 0, 0, 0, 0))


class People(NamedTuple):
    """Contacts who wait for a person, by id, the latest first: who wrote of danger in the last
    day, who asked for somebody, who may want no more texts."""

    in_danger: list[int]
    asking: list[int]
    held: list[int]


def people(connection: Connection[Any], now: datetime, limit: int) -> People:
    """Who waits for a person now."""
    danger = connection.execute(
        "SELECT object_id FROM audit WHERE object = 'contact' AND act = 'notified'"
        " AND detail ->> 'whom' = %s AND at > %s GROUP BY object_id ORDER BY max(at) DESC LIMIT %s",
        [DANGER, now - timedelta(days=1), limit],
    ).fetchall()
    asking = connection.execute(
        "SELECT id FROM contact WHERE handed_off_at IS NOT NULL AND opted_out_at IS NULL"
        " ORDER BY handed_off_at DESC LIMIT %s",
        [limit],
    ).fetchall()
    held = connection.execute(
        "SELECT id FROM contact WHERE held_at IS NOT NULL AND opted_out_at IS NULL"
        " ORDER BY held_at DESC LIMIT %s",
        [limit],
    ).fetchall()
    return People(*([row[0] for row in found] for found in (danger, asking, held)))


def doubts(connection: Connection[Any], limit: int) -> list[tuple[int, int]]:
    """Broadcasts under way with texts that a person must decide about: id, how many."""
    rows = connection.execute(
        "SELECT b.id, count(*) FROM message m JOIN broadcast b ON b.id = m.broadcast_id"
        " WHERE b.state IN ('sending', 'paused') AND m.state = 'held' AND m.reason = 'in_doubt'"
        " GROUP BY b.id ORDER BY b.id LIMIT %s",
        [limit],
    )
    return [(row[0], row[1]) for row in rows.fetchall()]
