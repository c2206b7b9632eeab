"""What waits for a person, what is to come, and what happened today, counted in the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from psycopg import Connection

from bot.store.people.replies import ABOUT_MACHINES, DANGER


class Waiting(NamedTuple):
    """How many things wait: actions and DJs for a yes or no; texts whose outcome is not known;
    people who got no reply in the last day, since they seem to be machines or wrote too much."""

    actions: int
    djs: int
    unknown: int
    silenced: int


class Today(NamedTuple):
    """What happened since an instant."""

    texts_in: int
    texts_out: int
    joined: int
    stopped: int
    calls: int
    airings: int


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
        SELECT (SELECT count(*) FROM event WHERE state = 'pending' AND day >= %s),
            (SELECT count(*) FROM dj WHERE state = 'pending'),
            (SELECT count(*) FROM message WHERE state = 'unknown'),
            (SELECT count(DISTINCT object_id) FROM audit WHERE object = 'contact'
                AND act = 'notified' AND detail ->> 'whom' = ANY(%s) AND at > %s)
        """,
        [today, list(ABOUT_MACHINES), now - timedelta(days=1)],
    ).fetchone()
    return Waiting._make(row or (0, 0, 0, 0))


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


def since(connection: Connection[Any], began: datetime) -> Today:
    """What happened since an instant. Reads only the newest pages of `message` (BRIN)."""
    row = connection.execute(
        """
        WITH texts AS (
            SELECT count(*) FILTER (WHERE kind = 'inbound') AS came,
                count(*) FILTER (WHERE kind <> 'inbound' AND state IN
                    ('accepted', 'sent', 'delivered', 'undelivered')) AS went
            FROM message WHERE created_at >= %(began)s
        ), ledger AS (
            SELECT coalesce(sum(count) FILTER (WHERE kind = 'called'), 0) AS calls,
                coalesce(sum(count) FILTER (WHERE kind = 'aired'), 0) AS airings
            FROM counted_report WHERE kind IN ('called', 'aired') AND at >= %(began)s
        ), choices AS (
            SELECT count(DISTINCT contact_id) FILTER (WHERE act = 'opt_in') AS joined,
                count(DISTINCT contact_id) FILTER (WHERE act = 'opt_out') AS stopped
            FROM consent WHERE at >= %(began)s
        )
        SELECT came, went, joined, stopped, calls, airings FROM texts, ledger, choices
        """,
        {"began": began},
    ).fetchone()
    return Today._make(int(n) for n in row or (0,) * 6)
