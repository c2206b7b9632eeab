"""What the record knows of calls around a broadcast's texts and around readings on air.

A call is a report of the kinds "called" and "tallied" that counts. Calls are summed by caller, so
that one who told of twenty is not taken for twenty people.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from psycopg import Connection

HOUR = timedelta(hours=1)


class Texted(NamedTuple):
    """A broadcast of which texts were handed over: `people` of them, from the first to the
    last."""

    id: int
    title: str
    line: str | None
    first_at: datetime
    last_at: datetime
    people: int


class Aired(NamedTuple):
    """A reading on air. `state` is the DJ's, `is_guessed`: its time is that of the DJ's text."""

    id: int
    contact_id: int
    at: datetime
    state: str | None
    script: str | None
    is_guessed: bool
    station_sealed: bytes | None


class Sums(NamedTuple):
    """Calls that people told, calls that were measured; `squares` sums each caller's calls squared,
    `after_text` are calls of people who had a broadcast's text in the hour before."""

    said: int = 0
    measured: int = 0
    squares: int = 0
    after_text: int = 0


class Window(NamedTuple):
    """An hour to sum calls of: of a state, without those that another DJ's or a poster's code
    brought; or, where `state` is None, only those that came by the codes of the DJ."""

    key: int
    began: datetime
    ended: datetime
    dj_id: int
    state: str | None


_TEXTED = """
    SELECT b.id, b.title, b.line, min(m.claimed_at), max(m.claimed_at), count(*)::int
    FROM broadcast b JOIN message m ON m.broadcast_id = b.id
    WHERE m.kind = 'broadcast' AND m.sid IS NOT NULL AND m.claimed_at IS NOT NULL AND {which}
    GROUP BY b.id, b.title, b.line
"""
# Who got a broadcast, and when an hour of theirs begins: at their text, or so many days before it
# by the clock on the wall.
_DAYS_BEFORE = """((m.claimed_at AT TIME ZONE %(zone)s) - make_interval(days => %(days)s))
    AT TIME ZONE %(zone)s"""
_STARTS = f"""
    WITH got AS MATERIALIZED (
        SELECT m.contact_id, {_DAYS_BEFORE} AS at
        FROM message m WHERE m.broadcast_id = %(id)s AND m.kind = 'broadcast'
            AND m.sid IS NOT NULL AND m.claimed_at IS NOT NULL
    ), span AS (SELECT min(at) AS first, max(at) AS last FROM got)
"""  # noqa: S608 - a constant
_SUMS = """coalesce(sum(said), 0)::int, coalesce(sum(measured), 0)::int,
    coalesce(sum((said + measured) * (said + measured)), 0)::bigint"""
_OF_CALLER = """coalesce(sum(r.count) FILTER (WHERE r.confidence <> 'measured'), 0) AS said,
    coalesce(sum(r.count) FILTER (WHERE r.confidence = 'measured'), 0) AS measured"""


def texted(connection: Connection[Any], began: datetime, ended: datetime) -> list[Texted]:
    """Broadcasts whose first text went in a span, the newest first."""
    rows = connection.execute(
        _TEXTED.format(
            which="b.planned_at < %(ended)s AND (b.done_at IS NULL OR b.done_at >= %(began)s)"
        )
        + " HAVING min(m.claimed_at) >= %(began)s AND min(m.claimed_at) < %(ended)s"
        " ORDER BY 4 DESC, 1 DESC",
        {"began": began, "ended": ended},
    )
    return [_texted(row) for row in rows]


def texted_of(connection: Connection[Any], broadcast_id: int) -> Texted | None:
    """One broadcast; None where no text of it has gone."""
    row = connection.execute(_TEXTED.format(which="b.id = %s"), [broadcast_id]).fetchone()
    return _texted(row) if row else None


def _texted(row: Sequence[Any]) -> Texted:
    # The record's own zone may change its clocks within the hour; UTC does not.
    found = Texted._make(row)
    first, last = found.first_at.astimezone(UTC), found.last_at.astimezone(UTC)
    return found._replace(first_at=first, last_at=last)


def starts(
    connection: Connection[Any], broadcast_id: int, zone: str, days: int
) -> list[tuple[datetime, int]]:
    """Minutes in which texts of a broadcast went, or so many days before, and how many."""
    rows = connection.execute(
        f"{_STARTS} SELECT date_trunc('minute', at), count(*)::int FROM got GROUP BY 1",  # noqa: S608 - a constant
        {"id": broadcast_id, "zone": zone, "days": days},
    )
    return [(at.astimezone(UTC), int(count)) for at, count in rows]


def calls_of_texted(
    connection: Connection[Any], broadcast_id: int, zone: str, days: int, *, is_before: bool = False
) -> Sums:
    """Calls of those who got a broadcast in the hour after each one's own text, or before it; or so
    many days before."""
    row = connection.execute(
        f"""
        SELECT {_SUMS} FROM (
            SELECT {_OF_CALLER}
            FROM counted_report r JOIN message m ON m.broadcast_id = %(id)s
                AND m.contact_id = r.contact_id AND m.kind = 'broadcast' AND m.sid IS NOT NULL
            CROSS JOIN LATERAL (SELECT {_DAYS_BEFORE} + %(shift)s AS began) w
            WHERE r.kind IN ('called', 'tallied')
                AND r.at >= (SELECT min({_DAYS_BEFORE}) FROM message m
                             WHERE m.broadcast_id = %(id)s AND m.sid IS NOT NULL) + %(shift)s
                AND r.at < (SELECT max({_DAYS_BEFORE}) FROM message m
                            WHERE m.broadcast_id = %(id)s AND m.sid IS NOT NULL)
                    + %(shift)s + %(hour)s
                AND r.at >= w.began AND r.at < w.began + %(hour)s
            GROUP BY r.contact_id) by_caller
        """,  # noqa: S608 - constants
        {
            "id": broadcast_id, "zone": zone, "days": days, "hour": HOUR,
            "shift": -HOUR if is_before else HOUR * 0,
        },
    ).fetchone()  # fmt: skip
    return Sums(*map(int, row or ()))


def disturbed(
    connection: Connection[Any], broadcast_id: int, zone: str, days: int
) -> tuple[int, int]:
    """How many of those who got a broadcast had another broadcast's text, and for how many one of
    their state read on air, within an hour before or after."""
    row = connection.execute(
        f"""
        {_STARTS}, other AS MATERIALIZED (
            SELECT b.id FROM broadcast b CROSS JOIN span
            WHERE b.id <> %(id)s AND b.planned_at < span.last + %(hour)s
                AND (b.done_at IS NULL OR b.done_at > span.first - %(hour)s)
        ), aired AS MATERIALIZED (
            SELECT a.state, a.at FROM counted_report a CROSS JOIN span
            WHERE a.kind = 'aired' AND a.state IS NOT NULL
                AND a.at > span.first - %(hour)s AND a.at < span.last + %(hour)s
        )
        SELECT
            (SELECT count(*) FROM got WHERE EXISTS (SELECT 1 FROM message o
                WHERE o.broadcast_id = ANY(ARRAY(SELECT id FROM other))
                AND o.contact_id = got.contact_id AND o.kind = 'broadcast' AND o.sid IS NOT NULL
                AND o.claimed_at > got.at - %(hour)s AND o.claimed_at < got.at + %(hour)s))::int,
            (SELECT count(*) FROM got JOIN contact c ON c.id = got.contact_id
             WHERE EXISTS (SELECT 1 FROM aired WHERE aired.state = c.state
                AND aired.at > got.at - %(hour)s AND aired.at < got.at + %(hour)s))::int
        """,  # noqa: S608 - constants
        {"id": broadcast_id, "zone": zone, "days": days, "hour": HOUR},
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def aired(connection: Connection[Any], began: datetime, ended: datetime) -> list[Aired]:
    """Readings on air in a span, the newest first."""
    rows = connection.execute(
        """
        SELECT a.id, a.contact_id, a.at, a.state, a.details ->> 'script',
            coalesce((a.details ->> 'guessed')::boolean, false), d.station_sealed
        FROM counted_report a LEFT JOIN dj d ON d.contact_id = a.contact_id
        WHERE a.kind = 'aired' AND a.contact_id IS NOT NULL AND a.at >= %s AND a.at < %s
        ORDER BY a.at DESC, a.id DESC
        """,
        [began, ended],
    )
    found = map(Aired._make, rows)
    return [one._replace(at=one.at.astimezone(UTC)) for one in found]


def calls_in(connection: Connection[Any], windows: Sequence[Window]) -> dict[int, Sums]:
    """Calls of each hour by its key; the sums of windows with one key are added up."""
    rows = connection.execute(
        f"""
        SELECT key, {_SUMS}, coalesce(sum(after_text), 0)::int FROM (
            SELECT w.key, w.began, {_OF_CALLER},
                coalesce(sum(r.count) FILTER (WHERE EXISTS (
                    SELECT 1 FROM message m WHERE m.contact_id = r.contact_id
                        AND m.kind = 'broadcast' AND m.sid IS NOT NULL
                        AND m.claimed_at > r.at - %(hour)s AND m.claimed_at <= r.at)), 0)
                    AS after_text
            FROM unnest(%(keys)s::bigint[], %(began)s::timestamptz[], %(ended)s::timestamptz[],
                        %(djs)s::bigint[], %(states)s::text[])
                AS w (key, began, ended, dj_id, state)
            JOIN counted_report r ON r.kind IN ('called', 'tallied')
                AND r.at >= w.began AND r.at < w.ended
            LEFT JOIN source s ON r.source = 'source:' || s.code
            WHERE (w.state IS NULL AND s.dj_id = w.dj_id)
                OR (r.state = w.state AND coalesce(s.dj_id, w.dj_id) = w.dj_id
                    AND (s.dj_id IS NOT NULL OR NOT r.details ? 'by_source'))
            GROUP BY w.key, w.began, coalesce(r.contact_id, -r.id)) by_caller
        GROUP BY key
        """,  # noqa: S608 - constants
        {
            "keys": [one.key for one in windows], "began": [one.began for one in windows],
            "ended": [one.ended for one in windows], "djs": [one.dj_id for one in windows],
            "states": [one.state for one in windows], "hour": HOUR,
        },
    )  # fmt: skip
    return {int(row[0]): Sums(*map(int, row[1:])) for row in rows}
