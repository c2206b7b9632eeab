"""Rows in doubt: claimed ones whose lease ended, and what look-ups say about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg import Connection


class Doubt(NamedTuple):
    """A row of unknown outcome, with what a look-up needs."""

    id: int
    fence: int
    kind: str
    via: str
    contact_id: int
    broadcast_id: int | None
    lang: str | None
    channel: str | None
    value_sealed: bytes | None
    body_sealed: bytes | None
    claimed_at: datetime
    looks: int
    looked_at: datetime | None
    not_after: datetime | None
    created_at: datetime
    broadcast_state: str | None
    reason: str | None


# Reasons of rows in doubt: a person must decide; a person has asked for it to be sent again.
IN_DOUBT, SEND_AGAIN = "in_doubt", "send_again"
# Two looks decide, each time.
LOOKS = 2
_HELD = "m.state = 'held' AND m.reason = 'in_doubt'"


def expire_leases(connection: Connection[Any], now: datetime) -> int:
    """Claimed rows whose lease is over become unknown, to be looked up at once. How many."""
    done = connection.execute(
        "UPDATE message SET state = 'unknown', lease_until = %(now)s"
        " WHERE state = 'claimed' AND lease_until < %(now)s",
        {"now": now},
    )
    return done.rowcount


def lock_due(
    connection: Connection[Any], now: datetime, limit: int, hold: timedelta
) -> list[Doubt]:
    """Unknown rows whose look-up is due. `lease_until` is moved on, so that nobody else looks
    meanwhile; a look that never ends is taken up again after `hold`."""
    rows = connection.execute(
        """
        WITH due AS MATERIALIZED (
            SELECT id FROM message WHERE state = 'unknown' AND lease_until <= %(now)s
            ORDER BY lease_until, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        ), held AS (
            UPDATE message m SET lease_until = %(until)s FROM due WHERE m.id = due.id
            RETURNING m.*
        )
        SELECT h.id, h.fence, h.kind, h.via, h.contact_id, h.broadcast_id, h.lang, a.channel,
            a.value_sealed, h.body_sealed, coalesce(h.claimed_at, h.created_at), h.looks,
            h.looked_at, h.not_after, h.created_at, b.state, h.reason
        FROM held h LEFT JOIN address a ON a.id = h.address_id
        LEFT JOIN broadcast b ON b.id = h.broadcast_id ORDER BY h.id
        """,
        {"now": now, "limit": limit, "until": now + hold},
    )
    return [Doubt._make(row) for row in rows.fetchall()]


def known_sids(connection: Connection[Any], sids: Sequence[str]) -> frozenset[str]:
    """Which of these SIDs some row has already."""
    rows = connection.execute("SELECT sid FROM message WHERE sid = ANY(%s)", [list(sids)])
    return frozenset(row[0] for row in rows.fetchall())


def look_again(
    connection: Connection[Any], doubt: Doubt, *, now: datetime, at: datetime, counts: bool
) -> None:
    """The carrier did not have it (a look that `counts`) or did not answer: look again `at`."""
    connection.execute(
        "UPDATE message SET looks = looks + %s,"
        " looked_at = CASE WHEN %s THEN %s ELSE looked_at END, lease_until = %s"
        " WHERE id = %s AND fence = %s AND state = 'unknown'",
        [int(counts), counts, now, at, doubt.id, doubt.fence],
    )


def plan_again(connection: Connection[Any], doubt: Doubt, now: datetime) -> bool:
    """Plan a row once more that the carrier never had, for the API. Whether it was planned.

    Its next claim has a new fence; until then an old record finds it planned and changes nothing.
    """
    done = connection.execute(
        "UPDATE message SET state = 'planned', via = 'api', claimed_at = NULL, lease_until = NULL,"
        " looks = looks + 1, looked_at = %s, not_before = least(not_before, %s),"
        " reason = nullif(reason, 'send_again')"
        " WHERE id = %s AND fence = %s AND state = 'unknown'",
        [now, now, doubt.id, doubt.fence],
    )
    return done.rowcount == 1


def give_up(
    connection: Connection[Any], doubt: Doubt, state: str, reason: str, now: datetime
) -> None:
    """The carrier never had it: of no use any more (failed), or for a person to decide (held)."""
    connection.execute(
        "UPDATE message SET state = %s, reason = %s, looks = looks + 1, looked_at = %s,"
        " lease_until = NULL WHERE id = %s AND fence = %s AND state = 'unknown'",
        [state, reason, now, doubt.id, doubt.fence],
    )


def waiting(connection: Connection[Any], now: datetime) -> bool:
    """Whether any lease is over, any look-up is due, or any decision has come too late."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM message WHERE state IN ('claimed', 'unknown')"  # noqa: S608 - constants
        " AND lease_until <= %(now)s)"
        f" OR EXISTS (SELECT 1 FROM message m WHERE {_HELD} AND m.not_after <= %(now)s)",
        {"now": now},
    ).fetchone()
    return bool(row and row[0])


# --- a person decides ----------------------------------------------------------------------------


def send_again(connection: Connection[Any], broadcast_id: int, now: datetime) -> int:
    """Held rows go into doubt once more, for one last look before they are planned. How many."""
    done = connection.execute(
        "UPDATE message m SET state = 'unknown', reason = 'send_again', lease_until = %s,"  # noqa: S608 - constants
        f" looks = looks - 1 WHERE m.broadcast_id = %s AND {_HELD}",
        [now, broadcast_id],
    )
    return done.rowcount


def leave(connection: Connection[Any], broadcast_id: int) -> int:
    """Held rows are not sent again. How many."""
    done = connection.execute(
        "UPDATE message m SET state = 'failed', reason = 'left_in_doubt'"  # noqa: S608 - constants
        f" WHERE m.broadcast_id = %s AND {_HELD}",
        [broadcast_id],
    )
    return done.rowcount


def expire_held(connection: Connection[Any], now: datetime) -> int:
    """Held rows whose hours are over wait for nobody any more: they have failed. How many."""
    done = connection.execute(
        "UPDATE message m SET state = 'failed', reason = 'never_taken'"  # noqa: S608 - constants
        f" WHERE {_HELD} AND m.not_after <= %s",
        [now],
    )
    return done.rowcount
