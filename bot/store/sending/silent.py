"""Queries of people who were silent for long: who waits until it is known whose a number is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

# Such a row is held: nothing claims it, and its broadcast is not done before it is settled.
_WAITS = "m.state = 'held' AND m.reason = 'silent'"


class Silent(NamedTuple):
    """A number to look up. `known_at` is when it was last known whose it is."""

    address_id: int
    contact_id: int
    value_sealed: bytes
    known_at: datetime


def hold(
    connection: Connection[Any], broadcast_id: int, silent_since: datetime, looked_since: datetime
) -> int:
    """Hold those of a planned broadcast who have neither texted, nor joined, nor had a text that
    reached them since `silent_since`, and were not looked up since `looked_since`. How many."""
    done = connection.execute(
        """
        UPDATE message m SET state = 'held', reason = 'silent'
        FROM contact c LEFT JOIN session s ON s.contact_id = c.id, address a
        WHERE m.broadcast_id = %(broadcast)s AND m.state = 'planned'
            AND c.id = m.contact_id AND a.id = m.address_id
            AND c.opted_in_at < %(silent)s
            AND coalesce(s.last_inbound_at < %(silent)s, true)
            AND coalesce(a.looked_up_at < %(looked)s, true)
            AND NOT EXISTS (SELECT 1 FROM message x WHERE x.contact_id = c.id
                AND x.state = 'delivered' AND x.created_at > %(silent)s)
        """,
        {"broadcast": broadcast_id, "silent": silent_since, "looked": looked_since},
    )
    return done.rowcount


def lease(connection: Connection[Any], now: datetime, until: datetime, limit: int) -> list[Silent]:
    """Take numbers to look up; those that are not settled come back at `until`."""
    rows = connection.execute(
        f"""
        WITH due AS (
            SELECT m.id, m.address_id FROM message m JOIN broadcast b ON b.id = m.broadcast_id
            WHERE b.state = 'sending' AND {_WAITS}
                AND coalesce(m.lease_until <= %(now)s, true)
            ORDER BY m.id LIMIT %(limit)s FOR UPDATE OF m SKIP LOCKED
        ), leased AS (
            UPDATE message m SET lease_until = %(until)s FROM due WHERE m.id = due.id
            RETURNING due.address_id
        )
        SELECT a.id, a.contact_id, a.value_sealed,
            greatest(c.opted_in_at, s.last_inbound_at, a.created_at)
        FROM (SELECT DISTINCT address_id FROM leased) l
        JOIN address a ON a.id = l.address_id JOIN contact c ON c.id = a.contact_id
        LEFT JOIN session s ON s.contact_id = c.id
        """,  # noqa: S608 - a constant
        {"now": now, "until": until, "limit": limit},
    )
    return [Silent._make(row) for row in rows]


def settle(
    connection: Connection[Any], same: Sequence[int], reassigned: Sequence[int], now: datetime
) -> list[int]:
    """Let go on who still has their number, and skip who has not. The broadcasts that go on."""
    connection.execute(
        "UPDATE address SET looked_up_at = %(now)s,"
        " reach = CASE WHEN id = ANY(%(gone)s) THEN 'reassigned' ELSE reach END"
        " WHERE id = ANY(%(all)s)",
        {"now": now, "gone": list(reassigned), "all": [*same, *reassigned]},
    )
    connection.execute(
        f"UPDATE message m SET state = 'skipped', reason = 'reassigned', lease_until = NULL"  # noqa: S608 - a constant
        f" WHERE {_WAITS} AND m.address_id = ANY(%s)",
        [list(reassigned)],
    )
    rows = connection.execute(
        f"UPDATE message m SET state = 'planned', reason = NULL, lease_until = NULL,"  # noqa: S608 - a constant
        f" not_before = greatest(m.not_before, %s) WHERE {_WAITS} AND m.address_id = ANY(%s)"
        " RETURNING m.broadcast_id",
        [now, list(same)],
    )
    return sorted({int(row[0]) for row in rows})


def expire(connection: Connection[Any], now: datetime) -> int:
    """Whose hours are over, or whose broadcast is, waits no longer. How many."""
    done = connection.execute(
        f"UPDATE message m SET state = 'skipped', reason = 'not_looked_up', lease_until = NULL"  # noqa: S608 - a constant
        f" WHERE {_WAITS} AND m.not_after <= %s",
        [now],
    )
    return done.rowcount


def waiting(connection: Connection[Any], broadcast_id: int) -> int:
    """How many of a broadcast wait to be looked up."""
    row = connection.execute(
        f"SELECT count(*)::int FROM message m WHERE m.broadcast_id = %s AND {_WAITS}",  # noqa: S608 - a constant
        [broadcast_id],
    ).fetchone()
    return int(row[0]) if row else 0
