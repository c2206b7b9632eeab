"""Queries for airings: when a DJ read a script, and the calls around it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from bot.store.people.following import CREDITED

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Airing:
    """An airing as it was told."""

    at: datetime
    details: Mapping[str, Any]


def add_airing(
    connection: Connection[Any],
    *,
    contact_id: int,
    at: datetime,
    details: Mapping[str, Any],
    details_sealed: bytes | None,
    message_id: int | None,
    held: str | None,
    now: datetime,
) -> bool:
    """Write an airing into the ledger, credited to whoever recruited the DJ; `held` says why it
    does not count yet. Told twice, it is written once. Whether it was written."""
    done = connection.execute(
        f"""
        INSERT INTO report (contact_id, kind, count, at, state, source, chapter_id, credit_id,
                            message_id, details, details_sealed, held, created_at)
        SELECT c.id, 'aired', 1, %(at)s, c.state, {CREDITED}, c.chapter_id, d.recruited_by,
               %(message)s, %(details)s, %(sealed)s, %(held)s, %(now)s
        FROM contact c JOIN dj d ON d.contact_id = c.id
        WHERE c.id = %(contact)s AND NOT EXISTS (
            SELECT 1 FROM report r WHERE r.contact_id = c.id AND r.kind = 'aired'
            AND r.taken_back_at IS NULL
            AND date_trunc('minute', r.at) = date_trunc('minute', %(at)s::timestamptz))
        """,  # noqa: S608 - a constant
        {
            "at": at,
            "message": message_id,
            "held": held,
            "details": json.dumps(dict(details)),
            "sealed": details_sealed,
            "now": now,
            "contact": contact_id,
        },
    )
    return done.rowcount == 1


def count_logged(connection: Connection[Any], contact_id: int, since: datetime) -> tuple[int, bool]:
    """How many airings a DJ has logged since, held or not, and whether an organizer has approved
    the DJ."""
    row = connection.execute(
        "SELECT (SELECT count(*)::int FROM report WHERE contact_id = d.contact_id"
        " AND kind = 'aired' AND created_at > %s AND taken_back_at IS NULL),"
        " d.state = 'approved' AND d.decided_by IS NOT NULL FROM dj d WHERE d.contact_id = %s",
        [since, contact_id],
    ).fetchone()
    return (int(row[0]), bool(row[1])) if row else (0, False)


def settle_held(
    connection: Connection[Any], contact_id: int, *, is_right: bool, now: datetime
) -> int:
    """A DJ's word on their airings that are held: they count, or are taken back. How many."""
    done = connection.execute(
        "UPDATE report SET taken_back_at = CASE WHEN %(right)s THEN NULL ELSE %(now)s END,"
        " held = CASE WHEN %(right)s THEN NULL ELSE held END"
        " WHERE contact_id = %(contact)s AND kind = 'aired' AND held = 'early'"
        " AND taken_back_at IS NULL",
        {"right": is_right, "now": now, "contact": contact_id},
    )
    return done.rowcount


def drop_guess(connection: Connection[Any], contact_id: int, since: datetime) -> None:
    """Take back an airing that was told without a time, now that the time is told."""
    connection.execute(
        "DELETE FROM report WHERE contact_id = %s AND kind = 'aired' AND created_at > %s"
        " AND (details ->> 'guessed')::boolean",
        [contact_id, since],
    )


def list_airings(connection: Connection[Any], contact_id: int, limit: int) -> list[Airing]:
    """A DJ's airings, the newest first."""
    rows = connection.execute(
        "SELECT at, details FROM counted_report WHERE contact_id = %s AND kind = 'aired'"
        " ORDER BY at DESC, id DESC LIMIT %s",
        [contact_id, limit],
    )
    return [Airing(*row) for row in rows]


def calls_around(connection: Connection[Any], at: datetime, state: str | None) -> tuple[int, int]:
    """Calls reported in the hour before an instant and in the hour after it: in one US state, or
    everywhere where it is None."""
    row = connection.execute(
        """
        SELECT coalesce(sum(count) FILTER (WHERE at < %(at)s), 0),
               coalesce(sum(count) FILTER (WHERE at >= %(at)s), 0)
        FROM counted_report
        WHERE kind IN ('called', 'tallied') AND at >= %(from)s AND at < %(until)s
          AND (%(state)s::text IS NULL OR state = %(state)s)
        """,
        {"at": at, "from": at - _HOUR, "until": at + _HOUR, "state": state},
    ).fetchone()
    assert row is not None  # noqa: S101 - a SELECT of sums gives one row
    return int(row[0]), int(row[1])
