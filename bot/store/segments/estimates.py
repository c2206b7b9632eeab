"""Queries for a quick look at a segment of a long list: everybody where they are few and found
fast, else those of some contacts drawn at random."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.errors import QueryCanceled

from bot.store.broadcasts.plans import REASON, talking

_MOST_DRAWN = 200_000  # ids, where most of them are of nobody


class Alike(NamedTuple):
    """People of a segment who read the same, live in the same state and may be texted or not; the
    first of them by id."""

    lang: str | None
    state: str | None
    reason: str | None
    people: int
    first_ids: Sequence[int] = ()


def find_few(
    connection: Connection[Any],
    condition: str,
    parameters: Mapping[str, Any],
    most: int,
    within_ms: int,
) -> list[int] | None:
    """The ids of everybody in a segment; None where they are more, or it takes longer."""
    try:
        with connection.transaction():
            connection.execute("SELECT set_config('statement_timeout', %s, true)", [str(within_ms)])
            rows = connection.execute(
                f"SELECT c.id FROM contact c WHERE {condition} LIMIT %(most)s",  # noqa: S608 - compiled
                {**parameters, "most": most + 1},
            ).fetchall()
            connection.execute("SELECT set_config('statement_timeout', '0', true)")
    except QueryCanceled:
        return None
    return [row[0] for row in rows] if len(rows) <= most else None


def draw(connection: Connection[Any], wanted: int, about: int) -> list[int]:
    """Ids of about so many contacts, drawn evenly; of a list of `about` people. The same ones until
    the list has grown by a hundredth, so that a figure does not jump between two looks."""
    row = connection.execute("SELECT min(id), max(id) FROM contact").fetchone()
    first, last = row if row and row[0] is not None else (1, 0)
    span = last - first + 1
    drawn = min(span, _MOST_DRAWN, wanted * max(1, round(span / max(1, about))))
    chance = random.Random(span // max(1, span // 100))  # noqa: S311 - a sample, no secret
    ids = chance.sample(range(first, last + 1), drawn)
    rows = connection.execute("SELECT id FROM contact WHERE id = ANY(%s)", [ids]).fetchall()
    return [found[0] for found in rows]


def survey(
    connection: Connection[Any],
    ids: Sequence[int],
    condition: str,
    parameters: Mapping[str, Any],
    now: datetime,
    most: int,
) -> list[Alike]:
    """Who of these contacts is in a segment, by language, state and why they may not be texted;
    the first `most` ids of each."""
    rows = connection.execute(
        f"""
        SELECT c.lang, c.state, {REASON} AS reason, count(*),
            (array_agg(c.id ORDER BY c.id))[1:%(most)s]
        FROM contact c CROSS JOIN LATERAL (
            SELECT min(x.id) FILTER (WHERE x.channel = 'sms'
                    AND x.reach NOT IN ('bad', 'landline', 'no_reply', 'reassigned')) AS good,
                count(*) FILTER (WHERE x.channel = 'sms') AS numbers, min(x.id) AS any_id
            FROM address x WHERE x.contact_id = c.id) a
        WHERE c.id = ANY(%(ids)s) AND a.any_id IS NOT NULL AND {condition}
        GROUP BY c.lang, c.state, reason
        """,  # noqa: S608 - constants, and a condition whose values are parameters
        {**parameters, **talking(now, is_asked=False), "ids": list(ids), "most": most},
    )
    return [Alike._make(row) for row in rows.fetchall()]
