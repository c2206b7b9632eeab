"""Queries that take a person out of the record, and remember only what the law wants kept.

What becomes of each table's rows is told by bot/store/tables/kept.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from psycopg import Connection, sql

from bot.store.kept import Erasing, tables

# Of whom the ledger says nothing, it says this: no list brings them back.
_REMEMBER = """
INSERT INTO consent (contact_id, address_digest, key_id, act, source, at)
SELECT a.contact_id, a.digest, substring(a.value_sealed FROM 2 FOR 4), 'erased', 'erasure', %s
FROM address a WHERE a.contact_id = %s
    AND NOT EXISTS (SELECT 1 FROM consent k WHERE k.address_digest = a.digest AND k.scope = 'all')
"""
# Values on their way to be sealed, of a row that is the person or a report of theirs.
_TO_SEAL = """
DELETE FROM to_seal WHERE (kind IN ('contact', 'dj') AND row_id = %(id)s)
    OR (kind = 'report' AND row_id IN (SELECT id FROM report WHERE contact_id = %(id)s))
    OR (kind = 'station_ask'
        AND row_id IN (SELECT id FROM station_ask WHERE contact_id = %(id)s))
"""
# Rows that were left out of lists that brought or changed the person: the person's may be there.
_FILES = """
DELETE FROM import_file WHERE kind = 'left_out' AND import_id IN (
    SELECT import_id FROM contact WHERE id = %(id)s
    UNION SELECT import_id FROM import_change WHERE contact_id = %(id)s
    UNION SELECT import_id FROM consent WHERE contact_id = %(id)s)
"""
_LINES = """
DELETE FROM line_type WHERE digest IN (SELECT digest FROM address WHERE contact_id = %(id)s)
"""
# Calls of theirs from before anybody knew who they were.
_CALLS = """
UPDATE call SET caller_digest = NULL, sid = NULL
WHERE caller_digest IN (SELECT digest FROM address WHERE contact_id = %(id)s)
"""
# On lists to be called: people there are known by their number alone.
_LISTED = """
DELETE FROM listed_person
WHERE digest IN (SELECT digest FROM address WHERE contact_id = %(id)s)
"""
_WAITING = """
UPDATE message SET state = 'skipped', reason = 'erased'
WHERE contact_id = %(id)s AND state IN ('planned', 'held')
"""


def lock(connection: Connection[Any], contact_id: int) -> bool:
    """Lock a contact and where they are in a conversation. False when there is no such contact."""
    found = connection.execute("SELECT 1 FROM contact WHERE id = %s FOR UPDATE", [contact_id])
    if found.fetchone() is None:
        return False
    connection.execute("SELECT 1 FROM session WHERE contact_id = %s FOR UPDATE", [contact_id])
    return True


def addresses(connection: Connection[Any], contact_id: int) -> list[tuple[str, bytes, bytes]]:
    """(channel, value as sealed, digest) of each address of a contact."""
    rows = connection.execute(
        "SELECT channel, value_sealed, digest FROM address WHERE contact_id = %s ORDER BY id",
        [contact_id],
    )
    return rows.fetchall()


def erase(connection: Connection[Any], contact_id: int, now: datetime) -> None:
    """Delete a contact, locked, with all that is theirs; what only counts points at nobody.

    The consent ledger keeps the digest of the address with its dates, and a stop stays on the list
    of suppressed addresses (texting-facts 7.6).
    """
    connection.execute(_REMEMBER, [now, contact_id])
    take_out(connection, contact_id)


def take_out(connection: Connection[Any], contact_id: int) -> None:
    """`erase`, and the ledger is told nothing: for somebody who never was."""
    person = {"id": contact_id}
    connection.execute(_WAITING, person)
    connection.execute(_TO_SEAL, person)
    connection.execute(_FILES, person)
    connection.execute(_LINES, person)
    connection.execute(_CALLS, person)
    connection.execute(_LISTED, person)
    rules = [(name, one.erase) for name, one in tables().items() if one.erase is not None]
    for name, rule in sorted(rules, key=lambda pair: pair[0] == "contact"):  # the contact is last
        _apply(connection, name, rule, contact_id)


def _apply(connection: Connection[Any], table: str, rule: Erasing, contact_id: int) -> None:
    if rule.empty:
        _set_null(connection, table, rule.empty, rule.of, contact_id)
    for column in rule.unlink:
        _set_null(connection, table, [column], column, contact_id)
    if rule.row:
        connection.execute(
            sql.SQL("DELETE FROM {} WHERE {} = %s").format(
                sql.Identifier(table), sql.Identifier(rule.row)
            ),
            [contact_id],
        )


def _set_null(
    connection: Connection[Any], table: str, columns: Iterable[str], of: str, contact_id: int
) -> None:
    connection.execute(
        sql.SQL("UPDATE {} SET {} WHERE {} = %s").format(
            sql.Identifier(table),
            sql.SQL(", ").join(
                sql.SQL("{} = NULL").format(sql.Identifier(column)) for column in columns
            ),
            sql.Identifier(of),
        ),
        [contact_id],
    )


# --- after a restore -----------------------------------------------------------------------------


def remember(connection: Connection[Any], erased: Iterable[tuple[bytes, datetime]]) -> None:
    """Note digests of addresses of people who were erased, and when last."""
    found = list(erased)
    connection.execute(
        "INSERT INTO erased (digest, at) SELECT * FROM unnest(%s::bytea[], %s::timestamptz[])"
        " ON CONFLICT (digest) DO UPDATE SET at = greatest(erased.at, excluded.at)",
        [[digest for digest, _ in found], [at for _, at in found]],
    )


def remembered(connection: Connection[Any]) -> list[tuple[bytes, datetime]]:
    """Every digest of somebody who was erased, and when."""
    return connection.execute("SELECT digest, at FROM erased ORDER BY at, digest").fetchall()


def come_back(connection: Connection[Any]) -> list[int]:
    """People who are in the record though they were erased after they came into it: a backup
    brought them back. Whoever came anew after it is left alone."""
    rows = connection.execute(
        "SELECT DISTINCT c.id FROM erased e JOIN address a ON a.digest = e.digest"
        " JOIN contact c ON c.id = a.contact_id WHERE c.created_at < e.at ORDER BY c.id"
    )
    return [int(row[0]) for row in rows]
