"""Random splits in the record: which way each person was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection


def keep(
    connection: Connection[Any], contact_id: int, flow: str, step: str, branch: str, now: datetime
) -> None:
    """Keep the way a person was sent; where they come again the same way, the first time stays."""
    connection.execute(
        """
        INSERT INTO split_taken (contact_id, flow, step, branch, at)
        VALUES (%(contact)s, %(flow)s, %(step)s, %(branch)s, %(now)s)
        ON CONFLICT (contact_id, flow, step) DO UPDATE
            SET branch = excluded.branch, at = excluded.at
            WHERE split_taken.branch <> excluded.branch
        """,
        {"contact": contact_id, "flow": flow, "step": step, "branch": branch, "now": now},
    )


def counts(connection: Connection[Any]) -> list[tuple[str, str, str, int]]:
    """(flow, step, branch, people), the branches of one step together."""
    return connection.execute(
        "SELECT flow, step, branch, count(*)::int FROM split_taken"
        " GROUP BY flow, step, branch ORDER BY flow, step, branch"
    ).fetchall()
