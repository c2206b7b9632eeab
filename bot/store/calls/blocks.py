"""Numbers whose calls are not served for now, by keyed digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A number that is not served until an instant; `ends_in` its last two digits."""

    id: int
    ends_in: str
    why: str | None
    until: datetime
    made_by: int | None
    created_at: datetime


def is_blocked(connection: Connection[Any], digests: Sequence[bytes], now: datetime) -> bool:
    """Whether a number is on the list, or its person is not answered by anybody for now."""
    row = connection.execute(
        "SELECT 1 FROM call_block WHERE digest = ANY(%(digests)s) AND until > %(now)s"
        " UNION ALL SELECT 1 FROM block b JOIN address a ON a.contact_id = b.contact_id"
        " WHERE a.digest = ANY(%(digests)s) AND b.kind = 'block' AND b.until > %(now)s LIMIT 1",
        {"digests": list(digests), "now": now},
    ).fetchone()
    return row is not None


def block(
    connection: Connection[Any],
    digest: bytes,
    *,
    ends_in: str,
    why: str | None,
    until: datetime,
    made_by: int | None,
    now: datetime,
) -> int:
    """Put a number on the list, or give it another day. Its id there."""
    row = connection.execute(
        "INSERT INTO call_block (digest, ends_in, why, until, made_by, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (digest) DO UPDATE SET why = excluded.why,"
        " until = excluded.until, made_by = excluded.made_by RETURNING id",
        [digest, ends_in, why, until, made_by, now],
    ).fetchone()
    assert row is not None  # noqa: S101 - an upsert always gives a row
    return int(row[0])


def lift(connection: Connection[Any], block_id: int) -> bool:
    """Take a number off the list. False where it was not on it."""
    return connection.execute("DELETE FROM call_block WHERE id = %s", [block_id]).rowcount > 0


def listed(connection: Connection[Any], now: datetime) -> list[BlockRow]:
    """Numbers that are not served now, whose day comes first."""
    with connection.cursor(row_factory=class_row(BlockRow)) as cursor:
        cursor.execute(
            "SELECT id, ends_in, why, until, made_by, created_at FROM call_block"
            " WHERE until > %s ORDER BY until, id",
            [now],
        )
        return cursor.fetchall()
