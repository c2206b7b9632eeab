"""Switches that stop things for everyone at once. A missing row means on."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from bot.sentences import kept, recalled


class SwitchRow(NamedTuple):
    """How a switch stands."""

    is_on: bool
    reason: str | None
    changed_at: datetime | None


def turn(
    connection: Connection[Any],
    name: str,
    *,
    is_on: bool,
    by: int | None,
    reason: str,
    now: datetime,
) -> None:
    """Turn a switch on or off."""
    connection.execute(
        "INSERT INTO switch (name, is_on, reason, changed_by, changed_at)"
        " VALUES (%(name)s, %(is_on)s, %(reason)s, %(by)s, %(now)s)"
        " ON CONFLICT (name) DO UPDATE SET is_on = excluded.is_on, reason = excluded.reason,"
        " changed_by = excluded.changed_by, changed_at = excluded.changed_at",
        {"name": name, "is_on": is_on, "reason": kept(reason), "by": by, "now": now},
    )


def read(connection: Connection[Any], name: str) -> SwitchRow:
    """How a switch stands now."""
    row = connection.execute(
        "SELECT is_on, reason, changed_at FROM switch WHERE name = %s", [name]
    ).fetchone()
    return (
        SwitchRow(row[0], recalled(row[1] or "") or None, row[2])
        if row
        else SwitchRow(True, None, None)
    )
