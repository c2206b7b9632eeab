"""Queries of what a migration took out of columns in clear, until it is sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from psycopg import Connection, sql


class Left(NamedTuple):
    """Values in clear of one row. `kind` is contact, report, dj or station_ask."""

    id: int
    kind: str
    row_id: int
    told: dict[str, Any]


_SEALED = {
    "contact": "fields_sealed",
    "report": "details_sealed",
    "dj": "station_sealed",
    "station_ask": "station_sealed",
}
_KEYS = {"contact": "id", "report": "id", "dj": "contact_id", "station_ask": "id"}


def some(connection: Connection[Any], limit: int) -> list[Left]:
    """Values that wait, locked; none that somebody else has in hand."""
    rows = connection.execute(
        "SELECT id, kind, row_id, told FROM to_seal ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
        [limit],
    )
    return [Left._make(row) for row in rows]


def sealed_since(connection: Connection[Any], kind: str, row_id: int) -> tuple[bytes | None, bool]:
    """What a row has been told since, sealed, and whether it is there at all; locked."""
    row = connection.execute(
        sql.SQL("SELECT {} FROM {} WHERE {} = %s FOR UPDATE").format(
            sql.Identifier(_SEALED[kind]), sql.Identifier(kind), sql.Identifier(_KEYS[kind])
        ),
        [row_id],
    ).fetchone()
    return (None, False) if row is None else (row[0], True)


def put(connection: Connection[Any], kind: str, row_id: int, columns: Mapping[str, object]) -> None:
    """Write sealed values into the row they belong to."""
    values = {
        name: json.dumps(value) if isinstance(value, dict) else value
        for name, value in columns.items()
    }
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values
    )
    statement = sql.SQL("UPDATE {} SET {} WHERE {} = {}").format(
        sql.Identifier(kind), assignments, sql.Identifier(_KEYS[kind]), sql.Placeholder("row_id")
    )
    connection.execute(statement, {**values, "row_id": row_id})


def drop_later_asks(connection: Connection[Any], ask_id: int, digest: bytes) -> None:
    """Whoever asked a station first has it: a row of the same station made meanwhile goes."""
    connection.execute(
        "DELETE FROM station_ask WHERE station_digest = %s AND id <> %s", [digest, ask_id]
    )


def done(connection: Connection[Any], ids: list[int]) -> None:
    """Delete what is sealed."""
    connection.execute("DELETE FROM to_seal WHERE id = ANY(%s)", [ids])
