"""Queries for tasks: what an organizer will do about a person by a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task that is not done."""

    id: int
    contact_id: int
    owner_id: int | None
    what_sealed: bytes
    due_at: datetime


def add(
    connection: Connection[Any],
    contact_id: int,
    what_sealed: bytes,
    due_at: datetime,
    owner_id: int | None,
    made_by: int | None,
    now: datetime,
) -> int:
    """Add one. Its id."""
    row = connection.execute(
        "INSERT INTO task (contact_id, what_sealed, due_at, owner_id, made_by, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
        [contact_id, what_sealed, due_at, owner_id, made_by, now],
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def of(connection: Connection[Any], contact_id: int) -> list[TaskRow]:
    """Open tasks about a person, the next to come first."""
    return _rows(connection, "contact_id = %s", [contact_id])


def owned_by(connection: Connection[Any], owner_id: int, most: int) -> list[TaskRow]:
    """An organizer's open tasks, the next to come first."""
    return _rows(connection, "owner_id = %s", [owner_id])[:most]


def done(connection: Connection[Any], task_id: int, by: int | None, now: datetime) -> bool:
    """It is done; False where it was before, or there is none."""
    found = connection.execute(
        "UPDATE task SET done_at = %s, done_by = %s WHERE id = %s AND done_at IS NULL",
        [now, by, task_id],
    )
    return found.rowcount > 0


def _rows(connection: Connection[Any], where: str, values: list[Any]) -> list[TaskRow]:
    with connection.cursor(row_factory=class_row(TaskRow)) as cursor:
        cursor.execute(
            "SELECT id, contact_id, owner_id, what_sealed, due_at FROM task"  # noqa: S608 - ours
            f" WHERE done_at IS NULL AND {where} ORDER BY due_at, id",
            values,
        )
        return cursor.fetchall()
