"""One batch of an act on a segment, and of undoing it: how many people it went through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg import Connection

_BATCH = """
WITH due AS (
    SELECT contact_id FROM bulk_person WHERE bulk_id = %(bulk)s AND {which}
    ORDER BY contact_id LIMIT %(most)s FOR UPDATE
)"""
_TAGGED = "ARRAY(SELECT DISTINCT t FROM unnest(c.tags || ARRAY[%(tag)s]::varchar[]) t ORDER BY t)"
_UNTAGGED = "array_remove(c.tags, %(tag)s::varchar)"
_FRESH, _HAD_EFFECT = "done_at IS NULL", "done_at IS NOT NULL AND failed IS NULL"


def tag(
    connection: Connection[Any], bulk_id: int, tag: str, *, is_on: bool, now: datetime, most: int
) -> int:
    """Put a tag on the next people, or take it off; who has it so already is passed over."""
    return _change_tags(connection, bulk_id, tag, is_on, _FRESH, now, most)


def untag_again(
    connection: Connection[Any], bulk_id: int, tag: str, *, is_on: bool, now: datetime, most: int
) -> int:
    """Undo `tag` for those whom it really changed."""
    return _change_tags(connection, bulk_id, tag, not is_on, _HAD_EFFECT, now, most)


def _change_tags(
    connection: Connection[Any],
    bulk_id: int,
    tag: str,
    is_on: bool,
    which: str,
    now: datetime,
    most: int,
) -> int:
    has = "%(tag)s = ANY(c.tags)"
    outcome = "'undone'" if which == _HAD_EFFECT else _FAILED
    done = connection.execute(
        f"""{_BATCH.format(which=which)}, changed AS (
            UPDATE contact c SET tags = {_TAGGED if is_on else _UNTAGGED}
            FROM due WHERE c.id = due.contact_id AND {"NOT " if is_on else ""}{has}
            RETURNING c.id
        )
        UPDATE bulk_person p SET done_at = %(now)s, failed = {outcome}
        FROM due LEFT JOIN changed ON changed.id = due.contact_id
        WHERE p.bulk_id = %(bulk)s AND p.contact_id = due.contact_id
        """,  # noqa: S608 - constants
        {"bulk": bulk_id, "tag": tag, "now": now, "most": most},
    )
    return done.rowcount


_FAILED = "CASE WHEN changed.id IS NULL THEN 'unchanged' END"


def assign(
    connection: Connection[Any], bulk_id: int, task: Mapping[str, Any], now: datetime, most: int
) -> int:
    """Make a task about each of the next people: `what` (sealed), `due_at`, `owner`, `by`."""
    done = connection.execute(
        f"""{_BATCH.format(which=_FRESH)}, made AS (
            INSERT INTO task (contact_id, what_sealed, due_at, owner_id, made_by, created_at)
            SELECT contact_id, %(what)s, %(due_at)s, %(owner)s, %(by)s, %(now)s FROM due
            RETURNING id, contact_id
        )
        UPDATE bulk_person p SET done_at = %(now)s, task_id = made.id FROM made
        WHERE p.bulk_id = %(bulk)s AND p.contact_id = made.contact_id
        """,  # noqa: S608 - constants
        {**task, "bulk": bulk_id, "now": now, "most": most},
    )
    return done.rowcount


def unassign(connection: Connection[Any], bulk_id: int, most: int) -> int:
    """Take the tasks back that nobody has done."""
    done = connection.execute(
        f"""{_BATCH.format(which=_HAD_EFFECT)}, gone AS (
            DELETE FROM task t USING bulk_person q, due
            WHERE q.bulk_id = %(bulk)s AND q.contact_id = due.contact_id AND t.id = q.task_id
              AND t.done_at IS NULL RETURNING t.id
        )
        UPDATE bulk_person p SET failed = 'undone' FROM due
        WHERE p.bulk_id = %(bulk)s AND p.contact_id = due.contact_id
        """,  # noqa: S608 - constants
        {"bulk": bulk_id, "most": most},
    )
    return done.rowcount
