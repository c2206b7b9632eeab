"""Queries for the ladder: who came, who led, and how many came to what they led."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class LeaderRow:
    """Somebody who led actions that are over: how many, and how many people came; name sealed."""

    contact_id: int
    name_sealed: bytes | None
    led: int
    people: int


def leaders(
    connection: Connection[Any], before: date, least_people: int, least_led: int, limit: int
) -> list[LeaderRow]:
    """Who led actions that are over before a day, open ones alone: with so many people, or so many
    actions; who brought the most people first. Where nobody said who came, who signed up counts."""
    rows = connection.execute(
        """
        WITH led AS (
            SELECT e.id, e.host_id AS contact_id FROM event e
            WHERE e.state = 'open' AND e.day < %(before)s
            UNION SELECT e.id, h.contact_id FROM event e JOIN event_host h ON h.event_id = e.id
            WHERE e.state = 'open' AND e.day < %(before)s AND h.accepted_at IS NOT NULL
        ), crowd AS (
            SELECT r.event_id, CASE WHEN bool_or(r.came IS NOT NULL)
                    THEN coalesce(sum(r.party) FILTER (WHERE r.came = 'here'), 0)
                    ELSE sum(r.party) END AS people
            FROM rsvp r WHERE r.state = 'going' AND r.event_id IN (SELECT id FROM led)
            GROUP BY r.event_id
        )
        SELECT c.id, c.name_sealed, count(*)::int, coalesce(sum(w.people), 0)::int
        FROM led l JOIN contact c ON c.id = l.contact_id AND c.opted_out_at IS NULL
        LEFT JOIN crowd w ON w.event_id = l.id
        GROUP BY c.id
        HAVING coalesce(sum(w.people), 0) >= %(people)s
            OR (count(*) >= %(led)s AND coalesce(sum(w.people), 0) > 0)
        ORDER BY 4 DESC, 3 DESC, c.id LIMIT %(limit)s
        """,
        {"before": before, "people": least_people, "led": least_led, "limit": limit},
    )
    return [LeaderRow(*row) for row in rows]
