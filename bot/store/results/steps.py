"""Where people are in each flow, and where they leave it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection


class StepCount(NamedTuple):
    """People at a step of a flow. `came` were told it in the span, `wrote` sent a text after it,
    `now` have it open at this moment, asked less than a day ago. The rest left there."""

    flow: str
    step: str
    came: int
    wrote: int
    now: int


def counts(
    connection: Connection[Any], began: datetime, ended: datetime, fresh: datetime
) -> list[StepCount]:
    """Every step that was told in a span, or that is open now. `fresh`: since when an open question
    counts as open."""
    rows = connection.execute(
        """
        WITH told AS (
            SELECT flow, step, contact_id, max(id) AS id FROM message
            WHERE kind IN ('reply', 'follow_up') AND flow IS NOT NULL AND step IS NOT NULL
                AND created_at >= %(began)s AND created_at < %(ended)s
            GROUP BY flow, step, contact_id
        ), at_it AS (
            SELECT flow, step, contact_id FROM session
            WHERE flow IS NOT NULL AND step IS NOT NULL AND updated_at >= %(fresh)s
        )
        SELECT flow, step, count(told.id), count(*) FILTER (WHERE EXISTS (
                SELECT 1 FROM message m WHERE m.contact_id = told.contact_id
                    AND m.kind = 'inbound' AND m.id > told.id)),
            count(at_it.contact_id)
        FROM told FULL JOIN at_it USING (flow, step, contact_id)
        GROUP BY flow, step ORDER BY flow, 3 DESC, step
        """,
        {"began": began, "ended": ended, "fresh": fresh},
    )
    return [StepCount._make(row) for row in rows]
