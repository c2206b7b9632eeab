"""One pace per sender, shared by every worker on every machine, kept in the record.

The generic cell rate algorithm: `ready_at` is given away up to that instant; a reservation
moves it on. PostgreSQL's own clock counts, so machines need not agree. No Redis: what is lost
with a wiped Redis would be sent twice as fast.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection

# After a 429 the rate is halved, at most once a second; it stays so for 5 s, then doubles back
# every 10 s.
_FACTOR = """least(1.0, factor * power(2.0::float8, least(20, greatest(0, coalesce(
    extract(epoch FROM clock_timestamp() - slowed_at), 1000) - 5) / 10)::float8))"""
_LOWEST = 0.02
_RESERVE = f"""
UPDATE pace SET ready_at = greatest(ready_at, clock_timestamp())
    + make_interval(secs => %(parts)s / (%(rate)s * {_FACTOR}))
WHERE sender = %(sender)s
RETURNING extract(epoch FROM ready_at - clock_timestamp()), %(rate)s * {_FACTOR}
"""  # noqa: S608 - constants
_SLOW = f"""
UPDATE pace SET factor = greatest({_LOWEST}, {_FACTOR} / 2), slowed_at = clock_timestamp(),
    ready_at = greatest(ready_at, clock_timestamp() + make_interval(secs => %(wait)s))
WHERE sender = %(sender)s AND coalesce(slowed_at < clock_timestamp() - interval '1 second', true)
"""  # noqa: S608 - constants


def reserve(
    connection: Connection[Any], sender: str, parts: float, rate_per_s: float
) -> tuple[float, float]:
    """Reserve `parts` of the sender's rate.

    (seconds from now at which the reservation begins, parts a second within it). A beginning in
    the future means that others have reserved the time until then.
    """
    values = {"sender": sender, "parts": parts, "rate": rate_per_s}
    row = connection.execute(_RESERVE, values, prepare=True).fetchone()
    if row is None:
        connection.execute(
            "INSERT INTO pace (sender, ready_at) VALUES (%s, clock_timestamp())"
            " ON CONFLICT DO NOTHING",
            [sender],
        )
        row = connection.execute(_RESERVE, values).fetchone()
        assert row is not None  # noqa: S101 - the row was just made sure of
    ends_in_s, rate = float(row[0]), float(row[1])
    return max(0.0, ends_in_s - parts / rate), rate


def slow_down(connection: Connection[Any], sender: str, wait_s: float) -> None:
    """The carrier said "too many": halve the sender's rate, and let `wait_s` pass first."""
    connection.execute(_SLOW, {"sender": sender, "wait": wait_s})
