"""Queries of who must not be texted, of the keys that is kept under, and of its journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection


class Kept(NamedTuple):
    """A line of the list. `key_id` says which data key the digest was made with in the end."""

    digest: bytes
    key_id: bytes
    since: datetime


def since(connection: Connection[Any], traces: Sequence[bytes]) -> datetime | None:
    """Since when an address with any of these digests has been stopped; None where it is not."""
    row = connection.execute(
        "SELECT min(since) FROM suppression WHERE digest = ANY(%s)", [list(traces)]
    ).fetchone()
    return row[0] if row else None


def count(connection: Connection[Any]) -> int:
    """How many addresses have stopped."""
    row = connection.execute("SELECT count(*) FROM suppression").fetchone()
    return int(row[0]) if row else 0


def lift(connection: Connection[Any], traces: Sequence[bytes]) -> None:
    """Take an address off the list."""
    connection.execute("DELETE FROM suppression WHERE digest = ANY(%s)", [list(traces)])


def addresses(connection: Connection[Any], contact_id: int) -> list[tuple[str, bytes]]:
    """The channel and sealed value of each address of a contact."""
    rows = connection.execute(
        "SELECT channel, value_sealed FROM address WHERE contact_id = %s ORDER BY id", [contact_id]
    )
    return [(row[0], bytes(row[1])) for row in rows.fetchall()]


def data_keys(connection: Connection[Any]) -> list[tuple[bytes, bytes | None]]:
    """Every data key that was ever used, the oldest first, and the sealed lookup key of those that
    are retired."""
    rows = connection.execute("SELECT id, lookup_sealed FROM data_key ORDER BY n").fetchall()
    return [(bytes(row[0]), bytes(row[1]) if row[1] else None) for row in rows]


def journaled_up_to(connection: Connection[Any], name: str) -> int:
    """How many bytes of a journal are in the record; its row is locked."""
    connection.execute(
        "INSERT INTO stop_journal (name, done) VALUES (%s, 0) ON CONFLICT DO NOTHING", [name]
    )
    row = connection.execute(
        "SELECT done FROM stop_journal WHERE name = %s FOR UPDATE", [name]
    ).fetchone()
    return int(row[0]) if row else 0


def read_back(connection: Connection[Any], name: str, done: int) -> None:
    """So many bytes of a journal are in the record now."""
    connection.execute("UPDATE stop_journal SET done = %s WHERE name = %s", [done, name])


def not_journaled(connection: Connection[Any], limit: int) -> list[Kept]:
    """Lines that are in no journal, locked."""
    rows = connection.execute(
        "SELECT digest, key_id, since FROM suppression WHERE NOT is_journaled"
        " ORDER BY since LIMIT %s FOR UPDATE SKIP LOCKED",
        [limit],
    )
    return [Kept(bytes(row[0]), bytes(row[1]), row[2]) for row in rows.fetchall()]


def note_journaled(connection: Connection[Any], digests: Sequence[bytes]) -> None:
    """These are in a journal."""
    connection.execute(
        "UPDATE suppression SET is_journaled = true WHERE digest = ANY(%s)", [list(digests)]
    )


def restore(connection: Connection[Any], found: Sequence[Kept]) -> list[int]:
    """Put lines of a journal back, but for whoever has agreed again since. The contacts that are
    stopped by them and do not know yet, locked."""
    values = {
        "digests": [one.digest for one in found],
        "keys": [one.key_id for one in found],
        "since": [one.since for one in found],
    }
    connection.execute(
        """
        WITH given AS (
            SELECT DISTINCT ON (digest) digest, key_id, since
            FROM unnest(%(digests)s::bytea[], %(keys)s::bytea[], %(since)s::timestamptz[])
                AS g(digest, key_id, since) ORDER BY digest, since DESC
        ), k AS (
            INSERT INTO data_key (id) SELECT DISTINCT key_id FROM given ON CONFLICT DO NOTHING
        )
        INSERT INTO suppression (digest, key_id, since, is_journaled)
        SELECT digest, key_id, since, true FROM given
        WHERE NOT EXISTS (SELECT 1 FROM address a JOIN contact c ON c.id = a.contact_id
                          WHERE a.digest = given.digest AND c.opted_in_at > given.since)
        ON CONFLICT DO NOTHING
        """,
        values,
    )
    rows = connection.execute(
        "SELECT c.id FROM contact c WHERE c.opted_out_at IS NULL AND EXISTS (SELECT 1"
        " FROM address a JOIN suppression s ON s.digest = a.digest WHERE a.contact_id = c.id"
        " AND a.digest = ANY(%(digests)s)) ORDER BY c.id FOR UPDATE",
        values,
    )
    return [row[0] for row in rows.fetchall()]


def lift_known(connection: Connection[Any], contact_id: int) -> None:
    """Take what a contact is found by now off the list."""
    connection.execute(
        "DELETE FROM suppression WHERE digest IN"
        " (SELECT digest FROM address WHERE contact_id = %s)",
        [contact_id],
    )


# --- lists of others -----------------------------------------------------------------------------


def keep_list(
    connection: Connection[Any],
    key_id: bytes,
    lookup_sealed: bytes,
    digests: Sequence[bytes],
    origin: str,
    now: datetime,
) -> None:
    """Keep hashes of somebody else's list, and the key that finds numbers in it. They are in no
    journal: the list can be brought again."""
    connection.execute(
        "INSERT INTO data_key (id, lookup_sealed, is_list) VALUES (%s, %s, true)"
        " ON CONFLICT DO NOTHING",
        [key_id, lookup_sealed],
    )
    connection.execute(
        "INSERT INTO suppression (digest, key_id, origin, since, is_journaled)"
        " SELECT digest, %s, %s, %s, true FROM unnest(%s::bytea[]) digest ON CONFLICT DO NOTHING",
        [key_id, origin, now, list(digests)],
    )


def put(
    connection: Connection[Any], digest: bytes, key_id: bytes, origin: str, now: datetime
) -> None:
    """Put an address on the list, by whose list it came."""
    connection.execute(
        "INSERT INTO suppression (digest, key_id, origin, since) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [digest, key_id, origin, now],
    )


def people_of(connection: Connection[Any], digests: Sequence[bytes]) -> list[int]:
    """Contacts with any of these addresses, locked."""
    rows = connection.execute(
        "SELECT id FROM contact WHERE id IN (SELECT contact_id FROM address"
        " WHERE digest = ANY(%s)) ORDER BY id FOR UPDATE",
        [list(digests)],
    )
    return [row[0] for row in rows.fetchall()]


def numbers(
    connection: Connection[Any], after: int, limit: int, *, stopped_only: bool
) -> list[tuple[int, int, bytes]]:
    """Addresses that take texts: id, whose, and the sealed number; by id, behind `after`."""
    rows = connection.execute(
        "SELECT a.id, a.contact_id, a.value_sealed FROM address a"
        " JOIN contact c ON c.id = a.contact_id WHERE a.channel = 'sms' AND a.id > %s"
        " AND (NOT %s OR c.opted_out_at IS NOT NULL) ORDER BY a.id LIMIT %s",
        [after, stopped_only, limit],
    )
    return [(row[0], row[1], bytes(row[2])) for row in rows.fetchall()]
