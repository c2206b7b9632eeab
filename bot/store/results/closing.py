"""What the closing report asks the record: sums over everything, nobody by name."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from psycopg import Connection


class Sums(NamedTuple):
    """Counts over all days. `held` actions took place (their day is over, nobody called them off),
    `rooms` phone banks did; `room_calls` were made in them. `came` are people who were at one, as
    they or their hosts said. `markets` of radio in which somebody read."""

    texted: int
    joined: int
    in_spanish: int
    held: int
    came: int
    rooms: int
    room_calls: int
    airings: int
    readers: int
    markets: int
    texts: int


def sums(connection: Connection[Any], today: date) -> Sums:
    """Everything up to today."""
    row = connection.execute(
        """
        WITH joined AS (SELECT DISTINCT contact_id FROM consent
            WHERE act = 'opt_in' AND source NOT LIKE 'import%%' AND contact_id IS NOT NULL),
        happened AS (SELECT id, kind FROM event WHERE day <= %(today)s AND state = 'open'),
        read AS (SELECT r.contact_id, r.count, d.market_key FROM counted_report r
            LEFT JOIN dj d ON d.contact_id = r.contact_id WHERE r.kind = 'aired')
        SELECT (SELECT count(*) FROM session WHERE last_inbound_at IS NOT NULL),
            (SELECT count(*) FROM joined),
            (SELECT count(*) FROM joined JOIN contact c ON c.id = contact_id WHERE c.lang = 'es'),
            (SELECT count(*) FROM happened WHERE kind <> 'phone_bank'),
            (SELECT count(DISTINCT contact_id) FROM (
                SELECT contact_id FROM rsvp WHERE came = 'here'
                UNION SELECT contact_id FROM counted_report WHERE kind = 'came') there),
            (SELECT count(*) FROM happened WHERE kind = 'phone_bank'),
            (SELECT coalesce(sum(r.count), 0) FROM counted_report r JOIN event e
                ON e.id = r.event_id AND e.kind = 'phone_bank'
                WHERE r.kind IN ('called', 'tallied')),
            (SELECT coalesce(sum(count), 0) FROM read),
            (SELECT count(DISTINCT contact_id) FROM read),
            (SELECT count(DISTINCT market_key) FROM read),
            (SELECT count(*) FROM message WHERE kind <> 'inbound'
                AND state IN ('accepted', 'sent', 'delivered', 'undelivered'))
        """,
        {"today": today},
    ).fetchone()
    return Sums._make(int(n) for n in row or (0,) * len(Sums._fields))


def calls_by_day(connection: Connection[Any], zone: str) -> dict[date, tuple[int, int]]:
    """Calls on each day of a zone that has any: as people said, as the phone line measured."""
    rows = connection.execute(
        """
        SELECT (at AT TIME ZONE %s)::date,
            coalesce(sum(count) FILTER (WHERE confidence <> 'measured'), 0)::int,
            coalesce(sum(count) FILTER (WHERE confidence = 'measured'), 0)::int
        FROM counted_report WHERE kind IN ('called', 'tallied') GROUP BY 1 ORDER BY 1
        """,
        [zone],
    )
    return {day: (said, measured) for day, said, measured in rows}
