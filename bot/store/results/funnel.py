"""The funnel: who texted, and what each of them came to do. Counts people, once a stage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

# By what people are told apart. What belongs to no part stands under None, so that parts sum to
# the whole.
PARTS: Mapping[str, str] = {
    "source": "c.source",
    "keyword": "CASE WHEN c.source LIKE 'keyword:%%' THEN substr(c.source, 9) END",
    "recruiter": "CASE WHEN c.source LIKE 'code:%%' THEN substr(c.source, 6) END",
    "city": "c.city || ', ' || c.state",
    "state": "c.state",
    "chapter": "h.name",
    "language": "c.lang",
    "day": "to_char(f.at AT TIME ZONE %(zone)s, 'YYYY-MM-DD')",
}

# Who did what, each person once a stage: `contact_id`, `stage`.
_DID = """
    SELECT contact_id, 'joined' AS stage FROM consent
        WHERE act = 'opt_in' AND source NOT LIKE 'import%%' AND contact_id IS NOT NULL
    UNION SELECT host_id, CASE kind WHEN 'phone_bank' THEN 'phone_bank' ELSE 'hosted' END FROM event
        WHERE state NOT IN ('declined', 'merged')
    UNION SELECT o.contact_id, CASE e.kind WHEN 'phone_bank' THEN 'phone_bank' ELSE 'hosted' END
        FROM event_host o JOIN event e ON e.id = o.event_id
        WHERE o.accepted_at IS NOT NULL AND e.state NOT IN ('declined', 'merged')
    UNION SELECT r.contact_id, 'phone_bank' FROM rsvp r JOIN event e ON e.id = r.event_id
        WHERE e.kind = 'phone_bank' AND (r.state = 'going' OR r.came = 'here')
    UNION SELECT contact_id, 'came' FROM rsvp WHERE came = 'here'
    UNION SELECT contact_id, 'dj' FROM dj WHERE state <> 'declined'
    UNION SELECT contact_id, CASE kind WHEN 'tallied' THEN 'called' WHEN 'asked' THEN 'friend'
            WHEN 'brought' THEN 'friend' ELSE kind END
        FROM counted_report WHERE contact_id IS NOT NULL
            AND kind IN ('called', 'tallied', 'aired', 'came', 'asked', 'brought')
"""


class Stages(NamedTuple):
    """People who texted, and how many of them did each thing; none of it takes another before.

    `hosted` leads an action, `phone_bank` leads one or takes part, `friend` asked friends or
    brought one.
    """

    texted: int
    joined: int
    hosted: int
    phone_bank: int
    dj: int
    friend: int
    called: int
    aired: int
    came: int


_COUNTS = ", ".join(
    f"count(DISTINCT p.id) FILTER (WHERE d.stage = '{stage}')" for stage in Stages._fields[1:]
)


def by_part(
    connection: Connection[Any], part: str, began: datetime, ended: datetime, zone: str
) -> dict[str | None, Stages]:
    """The funnel of those who first texted in a span, by a part of `PARTS`; most people first."""
    rows = connection.execute(
        f"""
        WITH p AS MATERIALIZED (
            SELECT c.id, {PARTS[part]} AS part
            FROM contact c LEFT JOIN chapter h ON h.id = c.chapter_id
            CROSS JOIN LATERAL (
                SELECT m.created_at AS at FROM message m
                WHERE m.contact_id = c.id AND m.kind = 'inbound' ORDER BY m.id LIMIT 1
            ) f WHERE f.at >= %(began)s AND f.at < %(ended)s
        ), d AS ({_DID})
        SELECT p.part, count(DISTINCT p.id), {_COUNTS}
        FROM p LEFT JOIN d ON d.contact_id = p.id
        GROUP BY p.part ORDER BY 2 DESC, 1
        """,  # noqa: S608 - constants of this module
        {"began": began, "ended": ended, "zone": zone},
    )
    return {row[0]: Stages._make(int(n) for n in row[1:]) for row in rows}
