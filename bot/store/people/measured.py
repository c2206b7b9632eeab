"""Calls that were measured, in the ledger: written once, matched with what their caller says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from bot.store.events.rooms import ROOM_OF
from bot.store.people.following import CREDITED, FOLLOWS, OF_DJ

# A call that somebody tells within this of one of theirs that was measured is that same call.
SAME_CALL = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class NewMeasured:
    """A call for the ledger. `dj_id` and `broadcast_id` are those of the source that it came by;
    `contact_id` is None for a caller whom nobody knows."""

    kind: str
    confidence: str
    at: datetime
    contact_id: int | None
    line: str | None
    state: str | None
    source: str | None
    dj_id: int | None
    broadcast_id: int | None
    chapter_id: int | None
    call_id: int


_LAST_BROADCAST = """(SELECT m.broadcast_id FROM message m
    WHERE m.contact_id = %(contact_id)s AND m.kind = 'broadcast'
      AND m.state IN ('accepted', 'sent', 'delivered')
      AND m.claimed_at > %(at)s::timestamptz - interval '24 hours'
    ORDER BY m.id DESC LIMIT 1)"""
_ADD = f"""
    INSERT INTO report (contact_id, kind, count, at, line, state, source, chapter_id, broadcast_id,
                        event_id, airing_id, details, confidence, created_at)
    SELECT %(contact_id)s::bigint, %(kind)s, 1, %(at)s, %(line)s, w.state,
           coalesce(%(source)s, {CREDITED}), coalesce(%(chapter)s::bigint, c.chapter_id),
           coalesce(%(broadcast)s::bigint, {_LAST_BROADCAST}), {ROOM_OF},
           CASE WHEN %(dj)s::bigint IS NOT NULL THEN {OF_DJ.format(at="%(at)s", dj="%(dj)s")}
                WHEN %(source)s::varchar IS NULL
                THEN {FOLLOWS.format(at="%(at)s", state="w.state")} END,
           jsonb_build_object('call', %(call)s::bigint)
               || CASE WHEN %(source)s::varchar IS NULL THEN '{{}}'::jsonb
                       ELSE jsonb_build_object('by_source', true) END,
           %(confidence)s, %(now)s
    FROM (SELECT 1) one LEFT JOIN contact c ON c.id = %(contact_id)s
    CROSS JOIN LATERAL (SELECT coalesce(c.state, %(state)s::varchar) AS state) w
    RETURNING id
"""  # noqa: S608 - constants


def add(connection: Connection[Any], new: NewMeasured, now: datetime) -> int:
    """Write a call with what it follows. The row's id."""
    row = connection.execute(
        _ADD,
        {
            "contact_id": new.contact_id, "kind": new.kind, "at": new.at, "line": new.line,
            "state": new.state, "source": new.source, "chapter": new.chapter_id,
            "broadcast": new.broadcast_id, "dj": new.dj_id, "call": new.call_id,
            "confidence": new.confidence, "now": now,
        },
    ).fetchone()  # fmt: skip
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def take_told(connection: Connection[Any], contact_id: int, count: int, now: datetime) -> int:
    """How many of so many calls that somebody tells now are in the ledger as measured already, and
    were not told before; from now on they are told."""
    rows = connection.execute(
        "UPDATE report SET details = details || '{\"told\": true}' WHERE id IN ("
        " SELECT id FROM report WHERE contact_id = %s AND details ? 'call' AND kind = 'called'"
        "  AND NOT details ? 'told' AND taken_back_at IS NULL AND created_at > %s"
        "  ORDER BY id DESC LIMIT %s FOR UPDATE)",
        [contact_id, now - SAME_CALL, count],
    )
    return rows.rowcount
