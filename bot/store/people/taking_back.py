"""Queries that take many reports back at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from psycopg import Connection

from bot.store.people.following import follow_anew

# By whom or what: a person, or where people came from.
_WHERE: dict[str, LiteralString] = {
    "person": "contact_id = %(what)s",
    "source": "source = %(what)s",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the ledger of a kind: reports, and what those that are not held add up to."""

    kind: str
    reports: int
    counted: int


def standing(connection: Connection[Any], by: str, what: int | str) -> list[Standing]:
    """Reports that count or wait, by "person" (an id) or "source" (a name), for each kind."""
    rows = connection.execute(
        "SELECT kind, count(*)::int, coalesce(sum(count) FILTER (WHERE held IS NULL), 0)::bigint"  # noqa: S608 - a constant
        f" FROM report WHERE {_WHERE[by]} AND taken_back_at IS NULL GROUP BY kind ORDER BY kind",
        {"what": what},
    )
    return [Standing(*row) for row in rows]


def take_back(connection: Connection[Any], by: str, what: int | str, now: datetime) -> None:
    """Count all of them no more; calls follow none of the airings among them any longer."""
    rows = connection.execute(
        f"UPDATE report SET taken_back_at = %(now)s WHERE {_WHERE[by]}"  # noqa: S608 - a constant
        " AND taken_back_at IS NULL RETURNING id, kind",
        {"what": what, "now": now},
    )
    aired = [int(row[0]) for row in rows if row[1] == "aired"]
    if aired:
        follow_anew(connection, aired)


def settle_review(
    connection: Connection[Any], event_id: int, now: datetime, *, counts: bool
) -> None:
    """An organizer has looked at an action: what its host reported of it counts, or does not."""
    connection.execute(
        "UPDATE report SET held = CASE WHEN %(counts)s THEN NULL ELSE held END,"
        " confidence = CASE WHEN %(counts)s THEN 'checked' ELSE confidence END,"
        " taken_back_at = CASE WHEN %(counts)s THEN NULL ELSE %(now)s END"
        " WHERE event_id = %(event)s AND held = 'review' AND taken_back_at IS NULL",
        {"event": event_id, "now": now, "counts": counts},
    )


def sources(connection: Connection[Any], limit: int) -> Sequence[tuple[str, int, int]]:
    """Where reports came from: the source, reports, and what they count for; the most first."""
    return connection.execute(
        "SELECT source, count(*)::int, coalesce(sum(count) FILTER (WHERE held IS NULL), 0)::bigint"
        " FROM report WHERE source IS NOT NULL AND taken_back_at IS NULL"
        " GROUP BY source ORDER BY 3 DESC, 1 LIMIT %s",
        [limit],
    ).fetchall()
