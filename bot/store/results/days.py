"""One day of the week in numbers, counted in the record."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection


class Counted(NamedTuple):
    """What happened between two instants. `joined` are people who asked for texts by themselves,
    never imported ones; `hosting` actions that people offered to lead, `rooms` phone banks."""

    texts_in: int
    texts_out: int
    joined: int
    stopped: int
    calls: int
    airings: int
    hosting: int
    rooms: int
    djs: int
    answered: int


def between(connection: Connection[Any], began: datetime, ended: datetime) -> Counted:
    """What happened in a span. Reads only those pages of `message` that may hold it (BRIN)."""
    row = connection.execute(
        """
        WITH texts AS (
            SELECT count(*) FILTER (WHERE kind = 'inbound') AS came,
                count(*) FILTER (WHERE kind <> 'inbound' AND state IN
                    ('accepted', 'sent', 'delivered', 'undelivered')) AS went
            FROM message WHERE created_at >= %(began)s AND created_at < %(ended)s
        ), ledger AS (
            SELECT coalesce(sum(count) FILTER (WHERE kind IN ('called', 'tallied')), 0) AS calls,
                coalesce(sum(count) FILTER (WHERE kind = 'aired'), 0) AS airings
            FROM counted_report WHERE kind IN ('called', 'tallied', 'aired')
                AND at >= %(began)s AND at < %(ended)s
        ), choices AS (
            SELECT count(DISTINCT contact_id) FILTER (
                    WHERE act = 'opt_in' AND source NOT LIKE 'import%%') AS joined,
                count(DISTINCT contact_id) FILTER (WHERE act = 'opt_out') AS stopped
            FROM consent WHERE at >= %(began)s AND at < %(ended)s
        ), led AS (
            SELECT count(*) FILTER (WHERE kind <> 'phone_bank') AS hosting,
                count(*) FILTER (WHERE kind = 'phone_bank') AS rooms
            FROM event WHERE created_at >= %(began)s AND created_at < %(ended)s
        ), radio AS (
            SELECT count(*) AS djs FROM dj WHERE created_at >= %(began)s AND created_at < %(ended)s
        ), inbox AS (
            SELECT count(*) AS answered FROM ticket_event
            WHERE act = 'answered' AND at >= %(began)s AND at < %(ended)s
        )
        SELECT came, went, joined, stopped, calls, airings, hosting, rooms, djs, answered
        FROM texts, ledger, choices, led, radio, inbox
        """,
        {"began": began, "ended": ended},
    ).fetchone()
    return Counted._make(int(n) for n in row or (0,) * 10)


def calls_by_hour(
    connection: Connection[Any], began: datetime, ended: datetime, zone: str
) -> dict[int, int]:
    """Calls that people reported, by the hour of a zone's wall clock."""
    rows = connection.execute(
        """
        SELECT extract(hour FROM at AT TIME ZONE %(zone)s)::int, sum(count)::int
        FROM counted_report WHERE kind IN ('called', 'tallied')
            AND at >= %(began)s AND at < %(ended)s
        GROUP BY 1 ORDER BY 1
        """,
        {"began": began, "ended": ended, "zone": zone},
    )
    return {int(hour): int(count) for hour, count in rows}


def was_reported(connection: Connection[Any], since: datetime) -> bool:
    """Whether the report of the day has gone to phones since an instant."""
    row = connection.execute(
        "SELECT 1 FROM audit WHERE act = 'reported_day' AND at >= %s LIMIT 1", [since]
    ).fetchone()
    return row is not None
