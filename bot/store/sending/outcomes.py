"""What became of claimed rows. Raw psycopg: this is the hot path out.

An outcome names the fence its row was claimed under; under an older fence it changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.errors import UniqueViolation

SidTaken = UniqueViolation


class Outcome(NamedTuple):
    """What became of a claimed row. `state` is "accepted", "failed", "unknown", "planned" (never
    posted, or 429) or "skipped"."""

    id: int
    fence: int
    state: str
    sid: str | None = None
    error_code: int | None = None
    reason: str | None = None
    parts: int | None = None


# A callback may have been quicker than the answer it belongs to: then the row is ahead already.
# An answer that comes late ends a doubt also where the row is held, or given up, by now.
_RECORD = """
UPDATE message m SET
    state = CASE WHEN m.state IN ('claimed', 'unknown')
        OR (m.state = 'held' AND r.state <> 'unknown')
        OR (m.state IN ('failed', 'canceled') AND m.sid IS NULL AND r.sid IS NOT NULL)
        THEN r.state ELSE m.state END,
    sid = coalesce(m.sid, r.sid),
    error_code = coalesce(m.error_code, r.error_code),
    reason = CASE WHEN (r.sid IS NOT NULL AND m.sid IS NULL)
        OR (m.state = 'held' AND r.state <> 'unknown') THEN r.reason
        ELSE coalesce(r.reason, m.reason) END,
    parts = coalesce(r.parts, m.parts),
    claimed_at = CASE WHEN r.state = 'planned' AND m.state IN ('claimed', 'unknown', 'held')
        THEN NULL ELSE m.claimed_at END,
    lease_until = CASE WHEN r.state = 'unknown' THEN %s END
FROM unnest(%s::bigint[], %s::smallint[], %s::text[], %s::text[], %s::bigint[], %s::text[],
    %s::smallint[]) AS r(id, fence, state, sid, error_code, reason, parts)
WHERE m.id = r.id AND m.fence = r.fence AND m.state NOT IN ('planned', 'skipped')
RETURNING m.id
"""


def record(
    connection: Connection[Any], outcomes: Sequence[Outcome], look_at: datetime
) -> frozenset[int]:
    """Write outcomes; those of unknown rows are looked up from `look_at` on.

    The ids that were written: one that is missing was claimed anew under a later fence.
    """
    columns: list[Any] = [list(column) for column in zip(*outcomes, strict=True)]
    rows = connection.execute(_RECORD, [look_at, *columns], prepare=True)
    return frozenset(row[0] for row in rows.fetchall())


def record_one_by_one(
    connection: Connection[Any], outcomes: Sequence[Outcome], look_at: datetime
) -> frozenset[int]:
    """`record`, where one row at most is refused: for a SID that another row has already."""
    written: set[int] = set()
    for outcome in outcomes:
        try:
            with connection.transaction():
                written |= record(connection, [outcome], look_at)
        except UniqueViolation:
            with connection.transaction():
                known = outcome._replace(state="unknown", sid=None)
                written |= record(connection, [known], look_at)
    return frozenset(written)
