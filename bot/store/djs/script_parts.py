"""Queries for texts that wait for the one before them to arrive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

# Whatever becomes of the one before, the next need not wait for it any longer.
_SETTLED = "('delivered', 'undelivered', 'failed', 'canceled', 'skipped')"


def add_part(
    connection: Connection[Any],
    *,
    contact_id: int,
    address_id: int,
    body: bytes,
    lang: str,
    parts: int,
    after_id: int,
    due_at: datetime,
    now: datetime,
) -> int:
    """Plan a text that goes when `after_id` has arrived, or at `due_at`. For the first one after
    a reply, `after_id` is the text that the reply answers. Its row id."""
    row = connection.execute(
        "INSERT INTO message (contact_id, address_id, kind, state, body_sealed, lang, parts,"
        " not_before, created_at) VALUES (%s, %s, 'reply', 'planned', %s, %s, %s, %s, %s)"
        " RETURNING id",
        [contact_id, address_id, body, lang, parts, due_at, now],
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    connection.execute(
        "INSERT INTO script_part (message_id, after_id, due_at) VALUES (%s, %s, %s)",
        [row[0], after_id, due_at],
    )
    return int(row[0])


def release_due(connection: Connection[Any], now: datetime) -> list[int]:
    """Let go every part whose predecessor has arrived (or never will), or whose time has come.
    The rows of those that were let go early; they may be sent at once."""
    rows = connection.execute(
        f"""
        WITH ready AS (
            DELETE FROM script_part sp USING message p
            WHERE p.id = sp.message_id AND (
                sp.due_at <= %(now)s OR p.state <> 'planned' OR EXISTS (
                    SELECT 1 FROM message m
                    WHERE m.contact_id = p.contact_id AND m.id >= sp.after_id
                      AND m.kind = 'reply' AND m.state IN {_SETTLED} AND (
                        m.id = sp.after_id OR (m.in_reply_to = sp.after_id))))
            RETURNING sp.message_id
        )
        UPDATE message m SET not_before = %(now)s FROM ready
        WHERE m.id = ready.message_id AND m.state = 'planned' RETURNING m.id
        """,  # noqa: S608 - a constant
        {"now": now},
    )
    return sorted(int(row[0]) for row in rows)
