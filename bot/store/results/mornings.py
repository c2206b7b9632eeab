"""What the coalition's morning call asks the record: calls so far, chapters, texts of a day,
actions of the next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg import Connection


class CallsSoFar(NamedTuple):
    """Calls before an instant: as people said, and as the phone line measured them."""

    said: int
    measured: int


class ChapterDay(NamedTuple):
    """A group of the coalition in a span; None is who belongs to none."""

    name: str | None
    joined: int
    calls: int
    airings: int
    hosting: int
    came: int


class Sent(NamedTuple):
    """A broadcast of which texts went out in a span, and how many who had one asked to stop in
    it."""

    id: int
    title: str
    texts: int
    stopped: int


class OnDay(NamedTuple):
    """What happens on a day: open actions and who comes, phone banks and who calls there."""

    actions: int
    guests: int
    rooms: int
    callers: int


def calls(connection: Connection[Any], began: datetime | None, ended: datetime) -> CallsSoFar:
    """Calls in a span; `began` None: from the first."""
    row = connection.execute(
        """
        SELECT coalesce(sum(count) FILTER (WHERE confidence <> 'measured'), 0)::int,
               coalesce(sum(count) FILTER (WHERE confidence = 'measured'), 0)::int
        FROM counted_report WHERE kind IN ('called', 'tallied') AND at < %(ended)s
            AND (%(began)s::timestamptz IS NULL OR at >= %(began)s)
        """,
        {"began": began, "ended": ended},
    ).fetchone()
    return CallsSoFar._make(row or (0, 0))


def by_chapter(connection: Connection[Any], began: datetime, ended: datetime) -> list[ChapterDay]:
    """A span by chapter, most calls first; empty where nobody belongs to a chapter."""
    rows = connection.execute(
        """
        WITH did AS (
            SELECT r.chapter_id,
                CASE r.kind WHEN 'tallied' THEN 'called' ELSE r.kind END AS what, r.count AS n
            FROM counted_report r WHERE r.kind IN ('called', 'tallied', 'aired')
                AND r.at >= %(began)s AND r.at < %(ended)s
            UNION ALL SELECT e.chapter_id, 'hosted', 1 FROM event e
                WHERE e.created_at >= %(began)s AND e.created_at < %(ended)s
            UNION ALL SELECT c.chapter_id, 'joined', 1 FROM contact c WHERE c.id IN (
                SELECT contact_id FROM consent WHERE act = 'opt_in' AND source NOT LIKE 'import%%'
                    AND at >= %(began)s AND at < %(ended)s)
            UNION ALL SELECT c.chapter_id, 'came', 1 FROM rsvp r JOIN contact c
                ON c.id = r.contact_id WHERE r.came = 'here'
                    AND r.came_at >= %(began)s AND r.came_at < %(ended)s
        )
        SELECT h.name, coalesce(sum(n) FILTER (WHERE what = 'joined'), 0)::int,
            coalesce(sum(n) FILTER (WHERE what = 'called'), 0)::int,
            coalesce(sum(n) FILTER (WHERE what = 'aired'), 0)::int,
            coalesce(sum(n) FILTER (WHERE what = 'hosted'), 0)::int,
            coalesce(sum(n) FILTER (WHERE what = 'came'), 0)::int
        FROM did LEFT JOIN chapter h ON h.id = did.chapter_id
        WHERE EXISTS (SELECT 1 FROM chapter) GROUP BY h.name ORDER BY 3 DESC, 2 DESC, 1
        """,
        {"began": began, "ended": ended},
    )
    return [ChapterDay._make(row) for row in rows]


def sent(connection: Connection[Any], began: datetime, ended: datetime) -> list[Sent]:
    """Broadcasts of which texts went out in a span, the largest first."""
    rows = connection.execute(
        """
        SELECT b.id, b.title, count(*)::int, count(*) FILTER (WHERE c.opted_out_at >= m.claimed_at
            AND c.opted_out_at >= %(began)s AND c.opted_out_at < %(ended)s)::int
        FROM message m JOIN broadcast b ON b.id = m.broadcast_id
            JOIN contact c ON c.id = m.contact_id
        WHERE m.kind = 'broadcast' AND m.claimed_at >= %(began)s AND m.claimed_at < %(ended)s
            AND m.created_at < %(ended)s
            AND m.state IN ('accepted', 'sent', 'delivered', 'undelivered')
        GROUP BY b.id, b.title ORDER BY 3 DESC, 1
        """,
        {"began": began, "ended": ended},
    )
    return [Sent._make(row) for row in rows]


def on_day(connection: Connection[Any], day: date) -> OnDay:
    """What is to happen on a day of people's own calendars."""
    row = connection.execute(
        """
        SELECT count(*) FILTER (WHERE NOT is_room)::int,
            coalesce(sum(going) FILTER (WHERE NOT is_room), 0)::int,
            count(*) FILTER (WHERE is_room)::int,
            coalesce(sum(going) FILTER (WHERE is_room), 0)::int
        FROM (SELECT e.kind = 'phone_bank' AS is_room, (SELECT coalesce(sum(party), 0) FROM rsvp r
                WHERE r.event_id = e.id AND r.state = 'going') AS going
            FROM event e WHERE e.day = %s AND e.state = 'open') found
        """,
        [day],
    ).fetchone()
    return OnDay._make(row or (0, 0, 0, 0))
