"""Queries of what was spent of budgets, by the hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection


def spend(
    connection: Connection[Any], budget: str, subject: str, now: datetime, count: int = 1
) -> None:
    """Count something that was done against a budget."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    connection.execute(
        "INSERT INTO spent AS s (budget, subject, hour, count) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (budget, subject, hour) DO UPDATE SET count = s.count + excluded.count",
        [budget, subject, hour, count],
    )


def spent_since(
    connection: Connection[Any], budgets: Sequence[str], subject: str, since: datetime
) -> dict[str, int]:
    """How much of each budget a subject has spent since; those without any are left out. To the
    hour: what was done in the hour of `since` counts."""
    hour = since.replace(minute=0, second=0, microsecond=0)
    rows = connection.execute(
        "SELECT budget, sum(count)::bigint FROM spent"
        " WHERE budget = ANY(%s) AND subject = %s AND hour >= %s GROUP BY budget",
        [list(budgets), subject, hour],
    )
    return {budget: int(count) for budget, count in rows}


def by_subject(connection: Connection[Any], budget: str, since: datetime) -> dict[str, int]:
    """How much of a budget each subject has spent since, to the hour."""
    hour = since.replace(minute=0, second=0, microsecond=0)
    rows = connection.execute(
        "SELECT subject, sum(count)::bigint FROM spent WHERE budget = %s AND hour >= %s"
        " GROUP BY subject",
        [budget, hour],
    )
    return {subject: int(count) for subject, count in rows}


def any_of(connection: Connection[Any], budget: str) -> bool:
    """Whether anything of a budget was spent."""
    row = connection.execute("SELECT 1 FROM spent WHERE budget = %s LIMIT 1", [budget]).fetchone()
    return row is not None


def take_back(connection: Connection[Any], budget: str) -> dict[str, int]:
    """How much of a budget each subject has spent, which now is nothing any more."""
    rows = connection.execute(
        "WITH gone AS (DELETE FROM spent WHERE budget = %s RETURNING subject, count)"
        " SELECT subject, sum(count)::bigint FROM gone GROUP BY subject",
        [budget],
    )
    return {subject: int(count) for subject, count in rows}
