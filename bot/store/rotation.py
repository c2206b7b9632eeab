"""Queries that seal everything anew under the newest data key, a small transaction at a time.

bot/store/tables/kept.yaml names every column that holds something sealed. What such a value is
found by is worked out anew by bot/people/rekeying.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from psycopg import Connection, sql

from bot.store.kept import tables
from bot.store.sealing import Purpose


class Place(NamedTuple):
    """A table, the columns its rows are known by, and what is sealed in it (kept.yaml)."""

    table: str
    key: tuple[str, ...]
    columns: Mapping[str, Purpose]
    also: tuple[str, ...] = ()  # read as well: what digests are worked out from


# What digests are worked out from, beside what is sealed.
_ALSO = {"address": ("channel", "contact_id")}
# Sealed within JSON: table, the column, the name in it, how it is written.
IN_JSON = (
    ("timer", "args", "sealed", "base64", Purpose.WEBHOOK_ARGS),
    ("bulk_act", "detail", "what", "hex", Purpose.TASK_WHAT),
)


def places(connection: Connection[Any]) -> list[Place]:
    """Every table with something sealed. Addresses come first: from then on who stopped is known
    under the new key; texts, of which there are most, come last."""
    keys: dict[str, list[str]] = {}
    for table, column in connection.execute(_PRIMARY_KEYS).fetchall():
        keys.setdefault(table, []).append(column)
    found = [
        Place(name, tuple(keys[name]), one.purposes, _ALSO.get(name, ()))
        for name, one in tables().items()
        if one.purposes
    ]
    return sorted(found, key=lambda one: (one.table != "address", one.table == "message"))


_PRIMARY_KEYS = """
SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = 'public'
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
WHERE i.indisprimary ORDER BY c.relname, array_position(i.indkey::smallint[], a.attnum)
"""


class Row(NamedTuple):
    """A row to seal anew: what it is known by, its sealed values, and what else was asked for."""

    key: tuple[Any, ...]
    values: Mapping[str, bytes | None]
    also: Mapping[str, Any]


def _old(columns: Sequence[str]) -> sql.Composed:
    """Whether any of these columns is sealed with another key than %(key)s."""
    return sql.SQL(" OR ").join(
        sql.SQL("substring({} FROM 2 FOR 4) <> %(key)s").format(sql.Identifier(one))
        for one in columns
    )


def remaining(connection: Connection[Any], place: Place, key: bytes) -> int:
    """How many rows of a place wait."""
    statement = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(
        sql.Identifier(place.table), _old(list(place.columns))
    )
    row = connection.execute(statement, {"key": key}).fetchone()
    return int(row[0]) if row else 0


def some(
    connection: Connection[Any], place: Place, key: bytes, after: tuple[Any, ...] | None, limit: int
) -> list[Row]:
    """Rows of a place that wait, behind `after` in order, locked; those that somebody else has
    are passed over."""
    key_columns = sql.SQL(", ").join(map(sql.Identifier, place.key))
    wanted = [*place.key, *place.columns, *place.also]
    behind = (
        sql.SQL("true")
        if after is None
        else sql.SQL("({}) > ({})").format(
            key_columns, sql.SQL(", ").join(sql.Placeholder(f"k{n}") for n in range(len(after)))
        )
    )
    statement = sql.SQL(
        "SELECT {} FROM {} WHERE ({}) AND {} ORDER BY {} LIMIT %(limit)s FOR UPDATE SKIP LOCKED"
    ).format(
        sql.SQL(", ").join(map(sql.Identifier, wanted)),
        sql.Identifier(place.table),
        _old(list(place.columns)),
        behind,
        key_columns,
    )
    values = {"key": key, "limit": limit, **{f"k{n}": one for n, one in enumerate(after or ())}}
    return [_row(place, row) for row in connection.execute(statement, values).fetchall()]


def _row(place: Place, row: tuple[Any, ...]) -> Row:
    first, second = len(place.key), len(place.key) + len(place.columns)
    sealed = [None if one is None else bytes(one) for one in row[first:second]]
    return Row(
        tuple(row[:first]),
        dict(zip(place.columns, sealed, strict=True)),
        dict(zip(place.also, row[second:], strict=True)),
    )


def put(
    connection: Connection[Any],
    place: Place,
    rows: Sequence[tuple[tuple[Any, ...], Mapping[str, Any]]],
) -> None:
    """Write columns of rows, each known by its key. Dicts become JSON."""
    groups: dict[tuple[str, ...], list[list[Any]]] = {}
    for key, columns in rows:
        values = [json.dumps(one) if isinstance(one, dict) else one for one in columns.values()]
        groups.setdefault(tuple(columns), []).append([*values, *key])
    for names, changed in groups.items():
        statement = sql.SQL("UPDATE {} SET {} WHERE {}").format(
            sql.Identifier(place.table),
            sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in names),
            sql.SQL(" AND ").join(sql.SQL("{} = %s").format(sql.Identifier(n)) for n in place.key),
        )
        with connection.cursor() as cursor:
            cursor.executemany(statement, changed)


def in_json(
    connection: Connection[Any], table: str, column: str, name: str
) -> list[tuple[int, str]]:
    """Every sealed value within JSON: the row's id, and the value as it is written; locked."""
    rows = connection.execute(
        sql.SQL("SELECT id, {c} ->> %s FROM {t} WHERE {c} ? %s ORDER BY id FOR UPDATE").format(
            c=sql.Identifier(column), t=sql.Identifier(table)
        ),
        [name, name],
    )
    return [(row[0], row[1]) for row in rows.fetchall()]


def put_in_json(
    connection: Connection[Any], table: str, column: str, name: str, row_id: int, value: str
) -> None:
    """Write a sealed value back into JSON."""
    connection.execute(
        sql.SQL("UPDATE {t} SET {c} = jsonb_set({c}, ARRAY[%s], to_jsonb(%s::text)) WHERE id = %s")
        .format(c=sql.Identifier(column), t=sql.Identifier(table)),
        [name, value, row_id],
    )  # fmt: skip
