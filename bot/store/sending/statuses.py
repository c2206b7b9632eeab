"""Status callbacks in the record: one statement, forward only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.errors import UniqueViolation

from bot.store.patience import IMPATIENT, patience

SidTaken = UniqueViolation

# A row without a SID that we had given up, or planned again, was taken by the carrier after all.
_ADVANCE = f"""
UPDATE message SET
    state = %(state)s, status_at = %(now)s, sid = coalesce(sid, %(sid)s),
    error_code = coalesce(%(code)s, error_code),
    claimed_at = coalesce(claimed_at, %(now)s), lease_until = NULL,
    reason = CASE WHEN sid IS NULL THEN NULL ELSE reason END
FROM {IMPATIENT}
WHERE id = %(id)s AND kind <> 'inbound' AND (
    (state = ANY(%(lower)s) AND (sid IS NULL OR sid = %(sid)s))
    OR (sid IS NULL AND state IN ('held', 'failed', 'skipped', 'canceled')))
RETURNING id
"""  # noqa: S608 - constants


class Known(NamedTuple):
    """What is stored about a message already."""

    state: str
    sid: str | None


def advance(
    connection: Connection[Any],
    message_id: int,
    *,
    sid: str,
    state: str,
    lower: Sequence[str],
    error_code: int | None,
    now: datetime,
) -> bool:
    """Move a row on to `state` from any of the `lower` ones. Whether it moved.

    Raises: SidTaken, where another row has this SID.
    """
    values = {
        "id": message_id,
        "sid": sid,
        "state": state,
        "lower": list(lower),
        "code": error_code,
        "now": now,
    }
    with patience() as waits:
        row = connection.execute(_ADVANCE, values | {"patience": waits}, prepare=True).fetchone()
    return row is not None


def keep_unknown(
    connection: Connection[Any], message_id: int, *, sid: str, status: str, now: datetime
) -> bool:
    """Keep a status nobody knows, beside the state, which stays. Whether there is such a row."""
    done = connection.execute(
        "UPDATE message SET carrier_status = %s, status_at = %s, sid = coalesce(sid, %s),"
        " state = CASE WHEN state IN ('claimed', 'unknown', 'planned', 'held') THEN 'accepted'"
        " ELSE state END, reason = CASE WHEN state = 'held' THEN NULL ELSE reason END,"
        " lease_until = NULL"
        " WHERE id = %s AND kind <> 'inbound' AND (sid IS NULL OR sid = %s)",
        [status, now, sid, message_id, sid],
    )
    return done.rowcount == 1


def find(connection: Connection[Any], message_id: int) -> Known | None:
    """What is stored about a message; None where there is no such row."""
    row = connection.execute(
        "SELECT state, sid FROM message WHERE id = %s", [message_id]
    ).fetchone()
    return Known._make(row) if row else None


class Whose(NamedTuple):
    """Whom a message was for."""

    contact_id: int
    address_id: int
    broadcast_id: int | None
    kind: str


def whose(connection: Connection[Any], message_id: int) -> Whose | None:
    """Whom a message was for."""
    row = connection.execute(
        "SELECT contact_id, address_id, broadcast_id, kind FROM message WHERE id = %s",
        [message_id],
    ).fetchone()
    return Whose._make(row) if row else None


def mark_address(connection: Connection[Any], address_id: int, reach: str) -> None:
    """What an address has turned out to be: "bad", "landline"."""
    connection.execute(
        "UPDATE address SET reach = %s WHERE id = %s AND reach <> 'no_reply'",
        [reach, address_id],
    )


class Answered(NamedTuple):
    """Texts of a broadcast to people of one language (null: not known) that the carrier answered
    for with one code (null: none), and how many of them failed."""

    lang: str | None
    error_code: int | None
    taken: int
    failed: int


def answered(
    connection: Connection[Any], broadcast_id: int, since: datetime | None = None
) -> list[Answered]:
    """How a broadcast fares with carriers: all of it, or what was claimed `since`."""
    rows = connection.execute(
        """
        SELECT lang, error_code, count(*),
            count(*) FILTER (WHERE state IN ('failed', 'undelivered'))
        FROM message WHERE broadcast_id = %(broadcast)s AND state NOT IN ('planned', 'held',
            'claimed', 'unknown', 'skipped', 'canceled')
            AND (%(since)s::timestamptz IS NULL OR claimed_at >= %(since)s)
        GROUP BY lang, error_code
        """,
        {"broadcast": broadcast_id, "since": since},
    )
    return [Answered._make(row) for row in rows.fetchall()]
