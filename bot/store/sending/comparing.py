"""Queries of two texts that are tried: what came of each, letting the rest go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg import Connection

from bot.store.people.limits import CALLS

REASON = "compared"  # of the rest, that is held
HELD_OUT = "held_out"  # of who gets nothing at all


class Arm(NamedTuple):
    """People with one text, or with none. `open` are still to be sent, or nobody knows yet whether
    they were; `texted` were sent it. `callers` of them called within the rule's minutes after it,
    `calls` times, and `stopped` asked to stop; of those who got nothing, after the first text of
    all. `last_at` is when the last text went out."""

    people: int = 0
    open: int = 0
    texted: int = 0
    callers: int = 0
    calls: int = 0
    stopped: int = 0
    last_at: datetime | None = None


def waiting(connection: Connection[Any], but: Sequence[int]) -> int | None:
    """A broadcast whose trial is not decided, locked; another clock's are passed over."""
    row = connection.execute(
        "SELECT id FROM broadcast WHERE state = 'sending' AND settings -> 'compared' ->> 'state' ="
        " 'waits' AND id <> ALL(%s) ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
        [list(but)],
    ).fetchone()
    return int(row[0]) if row else None


def arms(connection: Connection[Any], broadcast_id: int, within: timedelta) -> dict[str, Arm]:
    """What came of "a", "b" and "none" in the trial, without the rest."""
    rows = connection.execute(
        """
        SELECT m.arm, count(*),
            count(*) FILTER (WHERE m.state IN ('planned', 'claimed', 'unknown')),
            count(*) FILTER (WHERE m.sid IS NOT NULL),
            count(*) FILTER (WHERE r.calls > 0), coalesce(sum(r.calls), 0)::int,
            count(*) FILTER (WHERE c.opted_out_at >= f.at AND c.opted_out_at < f.at + %(within)s),
            max(m.claimed_at) FILTER (WHERE m.sid IS NOT NULL)
        FROM message m JOIN broadcast b ON b.id = m.broadcast_id
        LEFT JOIN contact c ON c.id = m.contact_id
        CROSS JOIN LATERAL (SELECT CASE WHEN m.sid IS NOT NULL THEN m.claimed_at
            WHEN m.arm = 'none' THEN b.first_sent_at END AS at) f
        CROSS JOIN LATERAL (SELECT sum(x.count) AS calls FROM counted_report x
            WHERE x.contact_id = m.contact_id AND x.kind = ANY(%(calls)s)
                AND x.at >= f.at AND x.at < f.at + %(within)s) r
        WHERE m.broadcast_id = %(broadcast)s AND m.arm IN ('a', 'b', 'none')
        GROUP BY m.arm
        """,
        {"broadcast": broadcast_id, "within": within, "calls": list(CALLS)},
    )
    found = {row[0]: Arm._make(row[1:]) for row in rows}
    return {name: found.get(name, Arm()) for name in ("a", "b", "none")}


def release(connection: Connection[Any], broadcast_id: int, arm: str) -> int:
    """Let the rest go with a text, each at their hour; "none": they get nothing. How many."""
    done = connection.execute(
        "UPDATE message m SET state = %s, reason = %s, arm = %s"
        " WHERE m.broadcast_id = %s AND m.state = 'held' AND m.reason = %s",
        [
            "canceled" if arm == "none" else "planned",
            "canceled" if arm == "none" else None,
            None if arm == "none" else f"r{arm}",
            broadcast_id,
            REASON,
        ],
    )
    return done.rowcount
