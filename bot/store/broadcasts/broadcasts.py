"""Broadcasts in the record: made, claimed when due, planned in one statement, counted, ended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from bot.errors import NotFound
from bot.sentences import Sentence, kept, recalled, say

_COLUMNS = (
    "id, title, segment, texts_sealed, texts_b_sealed, media, state, state_reason, due_at,"
    " local_at, zone, repeat, lateness_s, line, recipients, rate_per_s, settings, audience_hash,"
    " parent_id, chapter_id, created_by, approved_by, created_at, planned_at, first_sent_at,"
    " done_at, updated_at"
)


@dataclass(frozen=True, slots=True)
class BroadcastRow:
    """A broadcast as it is stored (tables_broadcasts.py)."""

    id: int
    title: str
    segment: str
    texts_sealed: bytes
    texts_b_sealed: bytes | None
    media: list[str] | None
    state: str
    state_reason: str | None
    due_at: datetime | None
    local_at: datetime | None
    zone: str | None
    repeat: dict[str, Any] | None
    lateness_s: int
    line: str | None
    recipients: int | None
    rate_per_s: float | None
    settings: dict[str, Any]
    audience_hash: str | None
    parent_id: int | None
    chapter_id: int | None
    created_by: int | None
    approved_by: int | None
    created_at: datetime
    planned_at: datetime | None
    first_sent_at: datetime | None
    done_at: datetime | None
    updated_at: datetime


def _broadcast(row: Sequence[Any]) -> BroadcastRow:
    found = BroadcastRow(*row)
    return replace(found, state_reason=recalled(found.state_reason))


def load(connection: Connection[Any], broadcast_id: int, *, lock: bool = False) -> BroadcastRow:
    """One broadcast. Raises: NotFound."""
    suffix = " FOR UPDATE" if lock else ""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM broadcast WHERE id = %s{suffix}",  # noqa: S608 - constants
        [broadcast_id],
    ).fetchone()
    if row is None:
        raise NotFound(
            say(
                "There is no broadcast %(id)s. `clarion broadcast list` shows them.",
                id=broadcast_id,
            )
        )
    return _broadcast(row)


def newest(connection: Connection[Any], limit: int) -> list[BroadcastRow]:
    """The newest broadcasts."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM broadcast ORDER BY id DESC LIMIT %s",  # noqa: S608 - constants
        [limit],
    )
    return [_broadcast(row) for row in rows.fetchall()]


def insert(connection: Connection[Any], values: Mapping[str, Any]) -> int:
    """Store a new broadcast; keys are column names. Its id."""
    held = {key: _held(value) for key, value in values.items()}
    names = ", ".join(held)
    places = ", ".join(f"%({name})s" for name in held)
    row = connection.execute(
        f"INSERT INTO broadcast ({names}) VALUES ({places}) RETURNING id",  # noqa: S608 - our own keys
        held,
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def _held(value: Any) -> Any:
    if isinstance(value, Sentence):
        return kept(value)
    return json.dumps(value) if isinstance(value, dict) else value


def update(connection: Connection[Any], broadcast_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a broadcast."""
    held = {key: _held(value) for key, value in values.items()}
    sets = ", ".join(f"{name} = %({name})s" for name in held)
    connection.execute(
        f"UPDATE broadcast SET {sets} WHERE id = %(broadcast_id)s",  # noqa: S608 - our own keys
        {**held, "broadcast_id": broadcast_id},
    )


def change_state(
    connection: Connection[Any],
    broadcast_id: int,
    state: str,
    *,
    among: Sequence[str],
    now: datetime,
    reason: str | None = None,
) -> bool:
    """Compare and set: whether the broadcast was in one of `among` and now is in `state`."""
    done = connection.execute(
        "UPDATE broadcast SET state = %s, state_reason = %s, updated_at = %s,"
        " done_at = CASE WHEN %s IN ('done', 'canceled') THEN %s ELSE done_at END"
        " WHERE id = %s AND state = ANY(%s)",
        [state, kept(reason) if reason else None, now, state, now, broadcast_id, list(among)],
    )
    return done.rowcount == 1


def lock_due(
    connection: Connection[Any], until: datetime, but: Sequence[int] = ()
) -> BroadcastRow | None:
    """The next broadcast whose time comes by `until`, locked; another clock's are passed over, and
    those in `but`."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM broadcast"  # noqa: S608 - constants
        " WHERE state IN ('scheduled', 'approved') AND due_at <= %s AND id <> ALL(%s)"
        " ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED",
        [until, list(but)],
    ).fetchone()
    return _broadcast(row) if row else None


def beat(connection: Connection[Any], broadcast_id: int, now: datetime) -> None:
    """A run is moving this broadcast; the first one notes when it began."""
    connection.execute(
        "UPDATE broadcast SET updated_at = %s, first_sent_at = coalesce(first_sent_at, %s)"
        " WHERE id = %s AND state = 'sending'",
        [now, now, broadcast_id],
    )


def recent(connection: Connection[Any], but: int, since: datetime) -> list[int]:
    """Other broadcasts planned since, for the caps."""
    rows = connection.execute(
        "SELECT id FROM broadcast WHERE planned_at > %s AND id <> %s", [since, but]
    )
    return [row[0] for row in rows.fetchall()]


class OpenBroadcast(NamedTuple):
    """A broadcast that is being sent, and whether anything is to be done for it now."""

    id: int
    updated_at: datetime
    lateness_s: int
    due_since: datetime | None
    has_open: bool


def sending(connection: Connection[Any], now: datetime) -> list[OpenBroadcast]:
    """Broadcasts in state sending, with the hour of their first row that is due."""
    rows = connection.execute(
        """
        SELECT b.id, b.updated_at, b.lateness_s,
            (SELECT m.not_before FROM message m WHERE m.broadcast_id = b.id
                AND m.state = 'planned' AND m.not_before <= %s
                ORDER BY m.not_before, m.id LIMIT 1),
            EXISTS (SELECT 1 FROM message m WHERE m.broadcast_id = b.id AND m.state = 'planned')
            OR EXISTS (SELECT 1 FROM message m WHERE m.broadcast_id = b.id
                AND m.state IN ('claimed', 'unknown') AND m.lease_until IS NOT NULL)
            OR EXISTS (SELECT 1 FROM message m WHERE m.broadcast_id = b.id AND m.state = 'held')
        FROM broadcast b WHERE b.state = 'sending' ORDER BY b.id
        """,
        [now],
    )
    return [OpenBroadcast._make(row) for row in rows.fetchall()]


_HAS_OPEN = "state IN ('planned', 'held', 'claimed', 'unknown')"


def finish(connection: Connection[Any], broadcast_id: int, now: datetime) -> bool:
    """Set done, if no row is open. Whether it was set now."""
    done = connection.execute(
        "UPDATE broadcast b SET state = 'done', done_at = %s, updated_at = %s"  # noqa: S608 - constants
        " WHERE b.id = %s AND b.state = 'sending' AND NOT EXISTS"
        f" (SELECT 1 FROM message m WHERE m.broadcast_id = b.id AND m.{_HAS_OPEN})",
        [now, now, broadcast_id],
    )
    return done.rowcount == 1


def cancel_rows(connection: Connection[Any], broadcast_id: int) -> int:
    """Take back every row that was not sent. How many."""
    done = connection.execute(
        "UPDATE message SET state = 'canceled', reason = 'canceled'"
        " WHERE broadcast_id = %s AND state IN ('planned', 'held')",
        [broadcast_id],
    )
    return done.rowcount
