"""Numbers of a broadcast: counted from its rows, so that they add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg import Connection

from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.sending.doubts import LOOKS

# Every state a row of a broadcast can be in, in the order people think of them.
STATES = (
    "planned", "held", "claimed", "unknown", "accepted", "sent", "delivered",
    "undelivered", "failed", "canceled", "skipped",
)  # fmt: skip
OPEN_STATES = ("planned", "held", "claimed", "unknown")
_NOT_TEXTED = ("skipped", "canceled")
_FAILED = ("failed", "undelivered")


@dataclass(frozen=True, slots=True)
class Counts:
    """The rows of a broadcast, counted. `by_state` has every state, also those with none.

    `by_reason` is why people were not texted (skipped, canceled), `by_failure` why texts failed
    that the carrier never had, `by_error` those it gave a code for. `doubts` are held for a person,
    `silent` until the carrier says whose a number is.
    `known_at` is when the last look at the carrier's list decides about the unknown ones.
    """

    by_state: Mapping[str, int]
    by_reason: Mapping[str, int]
    by_failure: Mapping[str, int]
    by_error: Mapping[int, int]
    doubts: int
    silent: int
    parts: int
    waiting: int
    next_at: datetime | None
    last_at: datetime | None
    known_at: datetime | None


def count(
    connection: Connection[Any], broadcast_id: int, now: datetime, doubts_wait: timedelta
) -> Counts:
    """Count a broadcast's rows, in one look. `doubts_wait` lies between two looks at a doubt."""
    rows = connection.execute(
        """
        SELECT state, reason, error_code, count(*), coalesce(sum(parts) FILTER (
                   WHERE state IN ('accepted', 'sent', 'delivered', 'undelivered')), 0),
               count(*) FILTER (WHERE state = 'planned' AND not_before > %s),
               min(not_before) FILTER (WHERE state = 'planned' AND not_before > %s),
               max(not_before) FILTER (WHERE state = 'planned'),
               max(greatest(lease_until, %s) + CASE WHEN looks %% %s = 0 THEN %s ELSE '0' END)
                   FILTER (WHERE state = 'unknown')
        FROM message WHERE broadcast_id = %s GROUP BY state, reason, error_code
        """,
        [now, now, now, LOOKS, doubts_wait, broadcast_id],
    ).fetchall()
    by_state = dict.fromkeys(STATES, 0)
    by_reason: Counter[str] = Counter()
    by_failure: Counter[str] = Counter()
    by_error: Counter[int] = Counter()
    for state, reason, error_code, number, *_ in rows:
        by_state[state] += number
        if state in _FAILED and error_code is not None:
            by_error[error_code] += number
        elif state in _FAILED:
            by_failure[reason or "no_reason"] += number
        elif reason and state in _NOT_TEXTED:
            by_reason[reason] += number
    return Counts(
        by_state=by_state,
        by_reason=by_reason,
        by_failure=by_failure,
        by_error=by_error,
        doubts=sum(row[3] for row in rows if row[0] == "held" and row[1] == "in_doubt"),
        silent=sum(row[3] for row in rows if row[0] == "held" and row[1] == "silent"),
        parts=sum(int(row[4]) for row in rows),
        waiting=sum(row[5] for row in rows),
        next_at=min((row[6] for row in rows if row[6]), default=None),
        last_at=max((row[7] for row in rows if row[7]), default=None),
        known_at=max((row[8] for row in rows if row[8]), default=None),
    )


class Since(NamedTuple):
    """What happened since a broadcast began: `sent_last_minute` within the last `seconds`."""

    sent_last_minute: int
    seconds: float
    replies: int
    opt_outs: int
    calls: int

    @property
    def rate_per_s(self) -> float:
        """Texts a second."""
        return self.sent_last_minute / self.seconds


def count_since(connection: Connection[Any], row: BroadcastRow, now: datetime) -> Since:
    """Texts, stops and calls by its recipients since it began, and how fast it goes."""
    if row.first_sent_at is None:
        return Since(0, 60.0, 0, 0, 0)
    seconds = min(60.0, max(1.0, (now - row.first_sent_at).total_seconds()))
    found = connection.execute(
        """
        SELECT
            (SELECT count(*) FROM message m WHERE m.broadcast_id = %(id)s
                AND m.claimed_at > %(minute)s AND m.sid IS NOT NULL),
            (SELECT count(*) FROM message i WHERE i.kind = 'inbound' AND i.created_at >= %(began)s
                AND EXISTS (
                    SELECT 1 FROM message m WHERE m.broadcast_id = %(id)s
                    AND m.contact_id = i.contact_id AND m.kind = 'broadcast'
                    AND m.sid IS NOT NULL)),
            (SELECT count(DISTINCT k.contact_id) FROM consent k WHERE k.act = 'opt_out'
                AND k.at >= %(began)s AND EXISTS (
                    SELECT 1 FROM message m WHERE m.broadcast_id = %(id)s
                    AND m.contact_id = k.contact_id AND m.kind = 'broadcast'
                    AND m.sid IS NOT NULL)),
            (SELECT coalesce(sum(r.count), 0) FROM counted_report r
                WHERE r.broadcast_id = %(id)s AND r.kind IN ('called', 'tallied'))
        """,
        {
            "id": row.id,
            "began": row.first_sent_at,
            "minute": now - timedelta(seconds=seconds),
        },
    ).fetchone()
    assert found is not None  # noqa: S101 - a SELECT without FROM gives one row
    return Since(int(found[0]), seconds, int(found[1]), int(found[2]), int(found[3]))
