"""The lists themselves: their rows, their files while they last, how far each has come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from bot.store.sending.outbox import DISCLOSES


class ListRow(NamedTuple):
    """An import as it stands (bot/store/tables/imports.py)."""

    id: int
    state: str
    name_sealed: bytes
    source: str
    calling_list_id: int | None
    made_by: int | None
    settings: dict[str, Any]
    proof_sealed: bytes | None
    preview_sealed: bytes | None
    counts: dict[str, Any]
    fault: str | None
    rows_total: int
    rows_done: int
    beat_at: datetime | None
    done_at: datetime | None
    series_started_at: datetime | None
    undone_at: datetime | None
    created_at: datetime


_SELECT = f"SELECT {', '.join(ListRow._fields)} FROM people_import"  # noqa: S608 - constants
_CHANGEABLE = frozenset(
    {"state", "settings", "proof_sealed", "preview_sealed", "counts", "fault", "rows_total",
     "rows_done", "beat_at", "done_at", "series_started_at", "undone_at"}
)  # fmt: skip


def add(
    connection: Connection[Any],
    *,
    state: str,
    name_sealed: bytes,
    source: str,
    made_by: int | None,
    calling_list_id: int | None,
    now: datetime,
) -> int:
    """Begin one. Its id."""
    row = connection.execute(
        "INSERT INTO people_import (state, name_sealed, source, made_by, calling_list_id, beat_at,"
        " created_at) VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
        [state, name_sealed, source, made_by, calling_list_id, now, now],
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def find(connection: Connection[Any], import_id: int, *, lock: bool = False) -> ListRow | None:
    """One, kept from changing until the transaction ends if asked for."""
    row = connection.execute(
        f"{_SELECT} WHERE id = %s{' FOR UPDATE' if lock else ''}", [import_id]
    ).fetchone()
    return None if row is None else ListRow._make(row)


def newest(connection: Connection[Any], limit: int) -> list[ListRow]:
    """The newest, without previews that nobody went on with."""
    rows = connection.execute(
        f"{_SELECT} WHERE state <> 'dropped' ORDER BY id DESC LIMIT %s", [limit]
    )
    return [ListRow._make(row) for row in rows.fetchall()]


def change(connection: Connection[Any], import_id: int, **changes: Any) -> None:
    """Set columns. Raises: KeyError on one not open to it."""
    unknown = set(changes) - _CHANGEABLE
    if unknown:
        raise KeyError(f"people_import.{min(unknown)} may not be changed")
    values = {
        name: json.dumps(value) if isinstance(value, dict) else value
        for name, value in changes.items()
    }
    assigned = ", ".join(f"{name} = %({name})s" for name in values)
    connection.execute(
        f"UPDATE people_import SET {assigned} WHERE id = %(id)s",  # noqa: S608 - names of _CHANGEABLE
        {**values, "id": import_id},
    )


def waiting(connection: Connection[Any], quiet_since: datetime) -> list[int]:
    """Imports that should be worked on and whom nobody has touched since an instant."""
    rows = connection.execute(
        "SELECT id FROM people_import WHERE state IN ('reading', 'writing')"
        " AND (beat_at IS NULL OR beat_at < %s) ORDER BY id",
        [quiet_since],
    )
    return [int(row[0]) for row in rows.fetchall()]


def put_file(
    connection: Connection[Any], import_id: int, kind: str, parts: Iterable[bytes], now: datetime
) -> None:
    """Keep a file's sealed pieces in place of what was there."""
    drop_file(connection, import_id, kind)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO import_file (import_id, kind, part, body_sealed, created_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            [(import_id, kind, part, body, now) for part, body in enumerate(parts)],
        )


def file_parts(connection: Connection[Any], import_id: int, kind: str) -> list[bytes]:
    """A file's sealed pieces in order; none where it is gone."""
    rows = connection.execute(
        "SELECT body_sealed FROM import_file WHERE import_id = %s AND kind = %s ORDER BY part",
        [import_id, kind],
    )
    return [bytes(row[0]) for row in rows.fetchall()]


def drop_file(connection: Connection[Any], import_id: int, kind: str) -> None:
    """Take a file away."""
    connection.execute(
        "DELETE FROM import_file WHERE import_id = %s AND kind = %s", [import_id, kind]
    )


def forget(connection: Connection[Any], shown_before: datetime, left_before: datetime) -> int:
    """Drop files and previews that nobody went on with, and old left-out rows. How many."""
    done = connection.execute(
        "UPDATE people_import SET state = 'dropped', preview_sealed = NULL, proof_sealed = NULL"
        " WHERE state IN ('shown', 'failed') AND created_at < %s"
        " AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.import_id = people_import.id)"
        " AND NOT EXISTS (SELECT 1 FROM listed_person p WHERE p.import_id = people_import.id)",
        [shown_before],
    ).rowcount
    connection.execute(
        "DELETE FROM import_file f USING people_import i WHERE i.id = f.import_id AND ("
        " (f.kind = 'file' AND i.state IN ('dropped', 'done', 'undone'))"
        " OR f.created_at < %s)",
        [left_before],
    )
    return done


def first_text(connection: Connection[Any], import_id: int) -> bool:
    """Whether anybody of an import has been texted, or is being texted now, other than in answer
    to what they wrote themselves."""
    row = connection.execute(
        """
        SELECT EXISTS (
            SELECT 1 FROM contact c JOIN message m ON m.contact_id = c.id
            WHERE (c.import_id = %(id)s OR c.series_import_id = %(id)s)
              AND m.kind <> 'reply' AND m.created_at >= (
                SELECT created_at FROM people_import WHERE id = %(id)s)
              AND m.state IN ('claimed', 'unknown', 'accepted', 'sent', 'delivered',
                              'undelivered', 'failed'))
        """,
        {"id": import_id},
    ).fetchone()
    return bool(row and row[0])


def owed_disclosure(
    connection: Connection[Any], condition: str, parameters: Mapping[str, Any]
) -> int:
    """How many of a segment (a compiled condition over `contact c`) came by a list and get their
    first text, with the disclosure."""
    row = connection.execute(
        "SELECT count(*) FROM contact c WHERE c.series_import_id IS NOT NULL"  # noqa: S608 - condition is compiled
        f" AND c.opted_out_at IS NULL AND {DISCLOSES} AND ({condition})",
        parameters,
    ).fetchone()
    return int(row[0]) if row else 0


def reached(connection: Connection[Any], import_id: int) -> Mapping[str, int]:
    """How many an import brought, how many it opted in, and how many of those may be texted."""
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE import_id = %(id)s),"
        " count(*) FILTER (WHERE series_import_id = %(id)s),"
        " count(*) FILTER (WHERE series_import_id = %(id)s AND opted_out_at IS NULL"
        " AND held_at IS NULL) FROM contact"
        " WHERE import_id = %(id)s OR series_import_id = %(id)s",
        {"id": import_id},
    ).fetchone()
    brought, opted_in, reachable = row or (0, 0, 0)
    return {"brought": brought, "opted_in": opted_in, "reachable": reachable}
