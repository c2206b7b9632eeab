"""Queries of what a new data key changes beside what is sealed: digests, and the keys themselves.

`DIGESTS` says of each digest what becomes of it; a test fails for one that it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import Connection, sql

from bot.store.rotation import places

# Every digest of a table, and what a new key makes of it.
DIGESTS = {
    ("address", "digest"): "worked out anew",
    ("answer", "value_key"): "worked out anew",
    ("call", "caller_digest"): "looked up under every key, and gone with the texts",
    ("call_block", "digest"): "looked up under every key, until its day",
    ("audit_link", "hash"): "no data key is in it",
    ("contact", "field_keys"): "worked out anew",
    ("contact_key", "keys"): "worked out anew, by the clock",
    ("dj", "station_key"): "worked out anew",
    ("dj", "market_key"): "worked out anew",
    ("station_ask", "station_digest"): "worked out anew",
    ("suppression", "digest"): "put under the new key",
    ("suppression", "key_id"): "which key that is",
    ("consent", "address_digest"): "put under the new key",
    ("consent", "key_id"): "which key that is",
    ("consent", "previous"): "no key is in it",
    ("consent", "hash"): "no key is in it",
    ("consent", "binding"): "no key is in it",
    ("consent", "proof"): "no key is in it",
    ("data_key", "id"): "names a key",
    ("erased", "digest"): "for backups from before, with the keys of their time",
    ("listed_person", "digest"): "worked out anew",
    ("line_type", "digest"): "looked up again, as it is after a while",
    ("volunteer_link", "token_digest"): "no data key is in it",
    ("event_page", "token_digest"): "no data key is in it",
}
# Digests that outlive what they are of: the table, the digest.
# Hashes of somebody else's list are under the list's own key, and stay so.
_OURS = {
    "suppression": sql.SQL("key_id NOT IN (SELECT id FROM data_key WHERE is_list)"),
    "consent": sql.SQL("true"),
}
WRAPPED = (("suppression", "digest"), ("consent", "address_digest"))


def forget_search_keys(connection: Connection[Any], contacts: Sequence[int]) -> None:
    """What people are found by is worked out anew, by the clock or the next search."""
    connection.execute(
        "UPDATE contact_key SET keys = NULL WHERE contact_id = ANY(%s)", [list(contacts)]
    )


def taken_digests(connection: Connection[Any], digests: Sequence[bytes]) -> set[bytes]:
    """Which of these digests an address has already."""
    rows = connection.execute(
        "SELECT digest FROM address WHERE digest = ANY(%s)", [list(digests)]
    ).fetchall()
    return {bytes(row[0]) for row in rows}


def contact_of(connection: Connection[Any], digest: bytes) -> int:
    """Whose address this is."""
    row = connection.execute(
        "SELECT contact_id FROM address WHERE digest = %s", [digest]
    ).fetchone()
    assert row is not None  # noqa: S101 - it was just found
    return int(row[0])


def any_stopped(connection: Connection[Any], contacts: Sequence[int]) -> bool:
    """Whether one of these people has stopped."""
    row = connection.execute(
        "SELECT 1 FROM contact WHERE id = ANY(%s) AND opted_out_at IS NOT NULL LIMIT 1",
        [list(contacts)],
    ).fetchone()
    return row is not None


def keep_stops(connection: Connection[Any], addresses: Sequence[int]) -> None:
    """Addresses of whoever stopped are on the list by their new digest, too."""
    connection.execute(
        "INSERT INTO suppression (digest, key_id, since)"
        " SELECT a.digest, substring(a.value_sealed FROM 2 FOR 4), c.opted_out_at"
        " FROM address a JOIN contact c ON c.id = a.contact_id"
        " WHERE a.id = ANY(%s) AND c.opted_out_at IS NOT NULL ON CONFLICT DO NOTHING",
        [list(addresses)],
    )


def to_wrap(
    connection: Connection[Any], table: str, column: str, key: bytes, limit: int
) -> list[bytes]:
    """Digests that are not under the newest key, each once."""
    rows = connection.execute(
        sql.SQL(
            "SELECT DISTINCT {c} FROM (SELECT {c} FROM {t} WHERE key_id IS DISTINCT FROM %s"
            " AND {c} IS NOT NULL AND {ours} LIMIT %s) AS waiting"
        ).format(c=sql.Identifier(column), t=sql.Identifier(table), ours=_OURS[table]),
        [key, limit],
    )
    return [bytes(row[0]) for row in rows.fetchall()]


def wrap(
    connection: Connection[Any],
    table: str,
    column: str,
    key: bytes,
    wrapped: Sequence[tuple[bytes, bytes]],
) -> None:
    """Put digests (before, after) under the newest key."""
    with connection.cursor() as cursor:
        cursor.executemany(
            sql.SQL(
                "UPDATE {t} SET {c} = %s, key_id = %s WHERE {c} = %s AND key_id IS DISTINCT FROM %s"
            ).format(t=sql.Identifier(table), c=sql.Identifier(column)),
            [(after, key, before, key) for before, after in wrapped],
        )


def begin(connection: Connection[Any], keys: Sequence[bytes]) -> None:
    """See that every key at hand is known, the oldest first."""
    for one in keys:
        connection.execute("INSERT INTO data_key (id) VALUES (%s) ON CONFLICT DO NOTHING", [one])


def retire(connection: Connection[Any], key: bytes, lookup_sealed: bytes) -> None:
    """Keep the lookup key of a data key that may go."""
    connection.execute(
        "UPDATE data_key SET lookup_sealed = %s WHERE id = %s AND lookup_sealed IS NULL",
        [lookup_sealed, key],
    )


def needed(connection: Connection[Any]) -> Iterator[tuple[bytes, str, int]]:
    """What each key is needed for: its id, where, and by how many values."""
    for place in places(connection):
        for column in place.columns:
            rows = connection.execute(
                sql.SQL(
                    "SELECT substring({c} FROM 2 FOR 4), count(*) FROM {t}"
                    " WHERE {c} IS NOT NULL GROUP BY 1"
                ).format(c=sql.Identifier(column), t=sql.Identifier(place.table))
            )
            for found, count in rows.fetchall():
                yield bytes(found), f"{place.table}.{column}", int(count)
    for table, column in WRAPPED:
        rows = connection.execute(
            sql.SQL(
                "SELECT coalesce(key_id, ''::bytea), count(*) FROM {} WHERE {} IS NOT NULL"
                " AND {} GROUP BY 1"
            ).format(sql.Identifier(table), sql.Identifier(column), _OURS[table])
        )
        for found, count in rows.fetchall():
            yield bytes(found), f"{table}.{column}", int(count)
