"""The rows of a broadcast, one after the other, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from bot.store.broadcasts import broadcasts
from bot.store.record import Record


class ResultRow(NamedTuple):
    """What became of one person's text."""

    contact_id: int
    lang: str | None
    state: str
    reason: str | None
    error_code: int | None
    parts: int | None
    not_before: datetime | None
    claimed_at: datetime | None
    status_at: datetime | None


def rows(record: Record, broadcast_id: int) -> Iterator[ResultRow]:
    """Every row of a broadcast, by contact. Raises: NotFound, RecordAway."""
    with record.transaction() as connection:
        broadcasts.load(connection, broadcast_id)
        with connection.cursor(name="results") as cursor:
            cursor.itersize = 5000
            cursor.execute(
                "SELECT contact_id, lang, state, reason, error_code, parts, not_before,"
                " claimed_at, status_at FROM message WHERE broadcast_id = %s ORDER BY contact_id",
                [broadcast_id],
            )
            for row in cursor:
                yield ResultRow._make(row)
