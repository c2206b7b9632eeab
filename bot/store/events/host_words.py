"""Queries for the words of hosts that guests would read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class HostWordRow:
    """Words of a host; sealed. `kind`: text, note, place."""

    id: int
    code: str
    contact_id: int
    kind: str
    words_sealed: bytes
    at: datetime


def add(
    connection: Connection[Any],
    event_id: int,
    contact_id: int,
    kind: str,
    words_sealed: bytes,
    now: datetime,
    *,
    state: str = "waiting",
    told: int | None = None,
) -> int:
    """Keep words; of a note or a place, the ones before that nobody has looked at give way."""
    if kind != "text":
        connection.execute(
            "UPDATE host_word SET state = 'replaced', decided_at = %s"
            " WHERE event_id = %s AND kind = %s AND state = 'waiting'",
            [now, event_id, kind],
        )
    row = connection.execute(
        "INSERT INTO host_word (event_id, contact_id, kind, words_sealed, state, at, told)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
        [event_id, contact_id, kind, words_sealed, state, now, told],
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def count_texts(connection: Connection[Any], event_id: int, since: datetime) -> int:
    """How many texts to all the hosts of an action have handed in since, but refused ones."""
    row = connection.execute(
        "SELECT count(*) FROM host_word WHERE event_id = %s AND kind = 'text'"
        " AND state <> 'refused' AND at > %s",
        [event_id, since],
    ).fetchone()
    return int(row[0]) if row else 0


def waiting(connection: Connection[Any], limit: int) -> list[HostWordRow]:
    """Words that nobody has looked at, of actions that are not over or called off, the oldest
    first."""
    rows = connection.execute(
        "SELECT w.id, e.code, w.contact_id, w.kind, w.words_sealed, w.at FROM host_word w"
        " JOIN event e ON e.id = w.event_id AND e.state IN ('open', 'pending', 'changes')"
        " WHERE w.state = 'waiting' ORDER BY w.id LIMIT %s",
        [limit],
    )
    return [HostWordRow(*row) for row in rows]


def take(connection: Connection[Any], word_id: int) -> HostWordRow | None:
    """Words that wait, locked; None where somebody has decided."""
    row = connection.execute(
        "SELECT w.id, e.code, w.contact_id, w.kind, w.words_sealed, w.at FROM host_word w"
        " JOIN event e ON e.id = w.event_id WHERE w.id = %s AND w.state = 'waiting'"
        " FOR UPDATE OF w",
        [word_id],
    ).fetchone()
    return None if row is None else HostWordRow(*row)


def decide(
    connection: Connection[Any], word_id: int, state: str, by: int | None, now: datetime, told: int
) -> None:
    """What somebody of the team said to words."""
    connection.execute(
        "UPDATE host_word SET state = %s, decided_by = %s, decided_at = %s, told = %s"
        " WHERE id = %s",
        [state, by, now, told, word_id],
    )
