"""Queries that look for words in every column of every table, sealed or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from psycopg import Connection, sql

_COLUMNS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
ORDER BY c.table_name, c.ordinal_position
"""
# Of the largest table only what is as young as the words.
_YOUNG = {"message": "created_at"}


@dataclass(frozen=True, slots=True)
class Place:
    """A column in which words stand that can be read."""

    table: str
    column: str
    word: str
    rows: int


def columns(connection: Connection[Any]) -> dict[str, list[str]]:
    """Every table of the record with its columns."""
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(_COLUMNS):
        found.setdefault(table, []).append(column)
    return found


def find(
    connection: Connection[Any], words: dict[str, Sequence[str]], since: datetime | None = None
) -> Iterator[Place]:
    """Where any of these words can be read. `words` has each with the forms it may stand in; bytes
    are looked at in hexadecimal, so that a form of them is one, too. With `since`, of the table
    of texts only what came since then."""
    every = {form for forms in words.values() for form in forms}
    for table, names in columns(connection).items():
        young = _young(table, since)
        there = _read(connection, table, sql.SQL("t"), list(every), young)
        likely = [word for word, forms in words.items() if not there.isdisjoint(forms)]
        for name, word in product(names, likely):
            column = sql.SQL("t.{}").format(sql.Identifier(name))
            rows = _count(connection, table, column, words[word], young)
            if rows:
                yield Place(table, name, word, rows)


def _young(table: str, since: datetime | None) -> sql.Composable:
    if since is None or table not in _YOUNG:
        return sql.SQL("true")
    return sql.SQL("t.{} >= {}").format(sql.Identifier(_YOUNG[table]), sql.Literal(since))


def _read(
    connection: Connection[Any],
    table: str,
    what: sql.Composable,
    forms: Sequence[str],
    young: sql.Composable,
) -> set[str]:
    """Which of these forms stand anywhere in a table. OFFSET keeps PostgreSQL from writing each
    row out anew for each form."""
    found = connection.execute(
        sql.SQL(
            "SELECT DISTINCT f FROM (SELECT lower({}::text) AS x FROM {} AS t WHERE {} OFFSET 0) r,"
            " unnest(%s::text[]) AS f WHERE strpos(x, f) > 0"
        ).format(what, sql.Identifier(table), young),
        [list(forms)],
    )
    return {form for (form,) in found}


def _count(
    connection: Connection[Any],
    table: str,
    what: sql.Composable,
    forms: Sequence[str],
    young: sql.Composable,
) -> int:
    row = connection.execute(
        sql.SQL(
            "SELECT count(*)::int FROM {} AS t WHERE {} AND EXISTS ("
            " SELECT 1 FROM unnest(%s::text[]) AS f WHERE strpos(lower({}::text), f) > 0)"
        ).format(sql.Identifier(table), young, what),
        [list(forms)],
    ).fetchone()
    return int(row[0]) if row else 0


def contact_of(connection: Connection[Any], digests: Sequence[bytes]) -> int | None:
    """Whose address has one of these digests."""
    row = connection.execute(
        "SELECT contact_id FROM address WHERE digest = ANY(%s)", [list(digests)]
    ).fetchone()
    return None if row is None else int(row[0])


def remove(connection: Connection[Any], contact_id: int) -> None:
    """Delete what taking out would leave of somebody who never was: texts and reports."""
    for table in ("report", "script_share", "message"):
        connection.execute(
            sql.SQL("DELETE FROM {} WHERE contact_id = %s").format(sql.Identifier(table)),
            [contact_id],
        )
