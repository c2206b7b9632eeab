"""Queries that find people: by keyed digests of what is sealed, by what stands in clear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A person in a list; the number and the name sealed."""

    id: int
    name_sealed: bytes | None
    value_sealed: bytes | None
    lang: str | None
    city: str | None
    state: str | None
    tags: list[str]
    opted_in_at: datetime | None
    opted_out_at: datetime | None
    held_at: datetime | None


_COLUMNS = """
SELECT c.id, c.name_sealed, (SELECT a.value_sealed FROM address a WHERE a.contact_id = c.id
                             ORDER BY a.id LIMIT 1) AS value_sealed,
       c.lang, c.city, c.state, c.tags, c.opted_in_at, c.opted_out_at, c.held_at
FROM contact c
"""
# What each kind looks at; `%(values)s` is a list.
_WHERE: Mapping[str, str] = {
    "id": "id = ANY(%(values)s::bigint[])",
    "number": "id IN (SELECT contact_id FROM address WHERE digest = ANY(%(values)s::bytea[]))",
    "code": "id IN (SELECT id FROM contact WHERE code = ANY(%(values)s::text[])"
    " UNION SELECT kept_id FROM merged_contact WHERE code = ANY(%(values)s::text[]))",
    "tag": "tags && %(values)s::varchar[]",
    "keyword": "source = ANY(%(values)s::text[])",
}


def use_indexes(connection: Connection[Any]) -> None:
    """For the rest of the transaction: a list cut at its first rows is read from an index, never
    from the whole table on the chance that they come soon."""
    connection.execute("SELECT set_config('enable_seqscan', 'off', true)")


def ids_by(connection: Connection[Any], kind: str, values: Sequence[Any], most: int) -> list[int]:
    """Contacts by a kind of `_WHERE`, at most so many."""
    rows = connection.execute(
        f"SELECT id FROM contact WHERE {_WHERE[kind]} LIMIT %(most)s",  # noqa: S608 - a constant
        {"values": list(values), "most": most},
    )
    return [int(row[0]) for row in rows]


def ids_by_zip(connection: Connection[Any], state: str, zip_code: str, most: int) -> list[int]:
    """Contacts by ZIP, through the state it is in."""
    rows = connection.execute(
        "SELECT id FROM contact WHERE state = %s AND zip = %s LIMIT %s", [state, zip_code, most]
    )
    return [int(row[0]) for row in rows]


def ids_by_keys(
    connection: Connection[Any], wanted: Sequence[Sequence[int]], most: int
) -> list[int]:
    """Contacts who have all keys of one of the lists (one for each data key)."""
    found: list[int] = []
    for keys in wanted:
        rows = connection.execute(
            "SELECT contact_id FROM contact_key WHERE keys @> %s::bigint[] LIMIT %s",
            [list(keys), most],
        )
        found += [int(row[0]) for row in rows]
    return list(dict.fromkeys(found))[:most]


def names_of(connection: Connection[Any], ids: Sequence[int]) -> list[tuple[int, bytes | None]]:
    """The names of contacts, sealed."""
    return connection.execute(
        "SELECT id, name_sealed FROM contact WHERE id = ANY(%s)", [list(ids)]
    ).fetchall()


def rows_of(connection: Connection[Any], ids: Sequence[int]) -> list[FoundRow]:
    """Contacts as a list shows them, the newest first."""
    with connection.cursor(row_factory=class_row(FoundRow)) as cursor:
        cursor.execute(f"{_COLUMNS} WHERE c.id = ANY(%s) ORDER BY c.id DESC", [list(ids)])
        return cursor.fetchall()


def merged_into(connection: Connection[Any], contact_id: int) -> int | None:
    """Who somebody that is no more became part of."""
    row = connection.execute(
        "SELECT kept_id FROM merged_contact WHERE id = %s", [contact_id]
    ).fetchone()
    return int(row[0]) if row else None


# --- the keys ------------------------------------------------------------------------------------


def without_keys(
    connection: Connection[Any], most: int
) -> list[tuple[int, bytes | None, list[bytes]]]:
    """Contacts whose keys are not worked out, locked: id, name and numbers, sealed."""
    return connection.execute(
        """
        SELECT c.id, c.name_sealed,
               ARRAY(SELECT a.value_sealed FROM address a
                     WHERE a.contact_id = c.id AND a.channel IN ('sms', 'whatsapp'))
        FROM contact_key k JOIN contact c ON c.id = k.contact_id
        WHERE k.keys IS NULL ORDER BY k.contact_id LIMIT %s FOR UPDATE OF k SKIP LOCKED
        """,
        [most],
    ).fetchall()


def set_keys(connection: Connection[Any], keys: Mapping[int, Sequence[int]]) -> None:
    """Write the keys of contacts, by id."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE contact_key SET keys = %s WHERE contact_id = %s",
            [(list(found), contact_id) for contact_id, found in keys.items()],
        )


def count_without_keys(connection: Connection[Any]) -> int:
    """How many wait for their keys."""
    row = connection.execute("SELECT count(*) FROM contact_key WHERE keys IS NULL").fetchone()
    return int(row[0]) if row else 0
