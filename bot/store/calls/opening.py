"""A webhook of a call, in one statement: its row, locked, made where there is none, and who it is.

Plain SQL that PostgreSQL plans once: a caller waits for each of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from psycopg import Connection

from bot.store.calls.calls import CallRow
from bot.store.calls.whose import Whose

_ROW = [one.name for one in fields(CallRow)]
_WHO = [one.name for one in fields(Whose)]
_BY_ONE, _BY_SOME = "a.digest = %(digest)s", "a.digest = ANY(%(digests)s)"


def _of(table: str, names: Sequence[str]) -> str:
    return ", ".join(f"{table}.{name}" for name in names)


def _statement(condition: str) -> str:
    row, who = ", ".join(_ROW), _of("w", _WHO)
    return f"""
WITH w AS MATERIALIZED (
    SELECT c.id AS contact_id, c.lang, c.state, c.opted_out_at, a.reach
    FROM address a JOIN contact c ON c.id = a.contact_id
    WHERE {condition} AND a.reach <> 'reassigned' ORDER BY a.id LIMIT 1
), had AS MATERIALIZED (
    SELECT {row} FROM call WHERE sid = %(sid)s FOR UPDATE
), made AS (
    INSERT INTO call (direction, state, sid, contact_id, caller_digest, number, lang, area_state,
                      answered_at, created_at)
    SELECT 'in', %(state)s, %(sid)s, w.contact_id, %(digest)s, %(number)s,
           CASE WHEN w.lang = ANY(%(languages)s) THEN w.lang END,
           coalesce(w.state, %(area_state)s), %(answered_at)s, %(now)s
    FROM (SELECT 1) one LEFT JOIN w ON true WHERE NOT EXISTS (SELECT 1 FROM had)
    ON CONFLICT DO NOTHING RETURNING {row}
)
SELECT {_of("had", _ROW)}, false, {who} FROM had LEFT JOIN w ON true
UNION ALL SELECT {_of("made", _ROW)}, true, {who} FROM made LEFT JOIN w ON true
"""  # noqa: S608 - constants


_OPEN_BY_ONE, _OPEN_BY_SOME = _statement(_BY_ONE), _statement(_BY_SOME)


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of a call that came in when it is told for the first time."""

    sid: str
    number: str | None
    area_state: str | None
    state: str
    answered_at: datetime | None


def open_call(
    connection: Connection[Any],
    digests: Sequence[bytes],
    begun: Begun,
    languages: Sequence[str],
    now: datetime,
) -> tuple[CallRow, bool, Whose | None]:
    """The call, locked, whether it was made now, and whose the number is with these digests."""
    values = {
        "digest": digests[0] if digests else None,
        "digests": list(digests),
        "languages": list(languages),
        "now": now,
        **{one.name: getattr(begun, one.name) for one in fields(begun)},
    }
    statement = _OPEN_BY_ONE if len(digests) == 1 else _OPEN_BY_SOME
    for _ in range(3):  # somebody else may make it between the look and the insert
        found = connection.execute(statement, values, prepare=True).fetchone()
        if found is not None:
            row, is_new, who = found[: len(_ROW)], found[len(_ROW)], found[len(_ROW) + 1 :]
            return CallRow(*row), bool(is_new), Whose(*who) if who[0] is not None else None
    raise AssertionError("a call that was just made is there")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a call stands that begins: whether its number is `is_blocked`, how many calls of it were
    served in the hour, the name of the source whose number was dialed, minutes that are paid for
    today, and calls `running` with their seconds."""

    is_blocked: bool
    had: int
    source: str | None
    minutes: int
    running: int
    running_s: float


_STANDING = """
SELECT EXISTS (SELECT 1 FROM call_block k WHERE k.digest = ANY(%(digests)s) AND k.until > %(now)s)
       OR EXISTS (SELECT 1 FROM block b WHERE b.contact_id = %(contact)s AND b.kind = 'block'
                  AND b.until > %(now)s),
    (SELECT count(*)::int FROM call c WHERE c.caller_digest = ANY(%(digests)s)
        AND c.created_at > %(hour_ago)s AND c.sid IS NOT NULL AND c.id <> %(call)s
        AND coalesce(c.reason, '') NOT IN ('often', 'budget', 'blocked', 'closed')),
    (SELECT 'source:' || s.code FROM source s WHERE s.number = %(number)s AND s.closed_at IS NULL),
    (SELECT coalesce(sum(p.count), 0)::int FROM spent p WHERE p.budget = 'call_minutes'
        AND p.subject = 'all' AND p.hour >= %(day)s),
    r.running, r.seconds
FROM (SELECT count(*)::int AS running,
             coalesce(sum(extract(epoch FROM %(now)s - answered_at)), 0)::float AS seconds
      FROM call WHERE ended_at IS NULL AND answered_at <= %(now)s
        AND answered_at > %(now)s - make_interval(secs => %(longest)s)) r
"""


def standing(
    connection: Connection[Any],
    row: CallRow,
    digests: Sequence[bytes],
    *,
    hour_ago: datetime,
    day: datetime,
    longest_s: int,
    now: datetime,
) -> Standing:
    """How a call stands that begins now."""
    found = connection.execute(
        _STANDING,
        {
            "digests": list(digests), "contact": row.contact_id, "call": row.id,
            "number": row.number, "hour_ago": hour_ago, "day": day, "longest": longest_s,
            "now": now,
        },
        prepare=True,
    ).fetchone()  # fmt: skip
    assert found is not None  # noqa: S101 - a SELECT without FROM has a row
    return Standing(*found)
