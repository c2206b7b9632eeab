"""Queries that take a person out of the record, and remember only what the law wants kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

# Rows that name the contact and say nothing without it.
_DELETED = ("timer", "station_ask")
# Rows that counts need: they stay, and point at nobody.
_EMPTIED = ("report", "script_share")

# Of whom the ledger says nothing, it says this: no list brings them back.
_REMEMBER = """
INSERT INTO consent (address_digest, act, source, at)
SELECT a.digest, 'erased', 'erasure', %s FROM address a WHERE a.contact_id = %s
    AND NOT EXISTS (SELECT 1 FROM consent k WHERE k.address_digest = a.digest)
"""


def erase(connection: Connection[Any], contact_id: int, now: datetime) -> bool:
    """Delete a contact, their addresses, session, sign-ups and the bodies of their texts.

    The consent ledger keeps the digest of the address with its dates, and a stop stays on the list
    of suppressed addresses (texting-facts 7.6). False when there is no such contact.
    """
    if not connection.execute(
        "SELECT 1 FROM contact WHERE id = %s FOR UPDATE", [contact_id]
    ).fetchone():
        return False
    connection.execute(_REMEMBER, [now, contact_id])
    connection.execute("UPDATE consent SET contact_id = NULL WHERE contact_id = %s", [contact_id])
    connection.execute(
        "UPDATE message SET body_sealed = NULL, media = NULL,"
        " state = CASE WHEN state IN ('planned', 'held') THEN 'skipped' ELSE state END,"
        " reason = CASE WHEN state IN ('planned', 'held') THEN 'erased' ELSE reason END"
        " WHERE contact_id = %s",
        [contact_id],
    )
    for table in _DELETED:
        connection.execute(
            f"DELETE FROM {table} WHERE contact_id = %s",  # noqa: S608 - a constant of this module
            [contact_id],
        )
    for table in _EMPTIED:
        connection.execute(
            f"UPDATE {table} SET contact_id = NULL WHERE contact_id = %s",  # noqa: S608 - as above
            [contact_id],
        )
    connection.execute("UPDATE organizer SET contact_id = NULL WHERE contact_id = %s", [contact_id])
    connection.execute("DELETE FROM contact WHERE id = %s", [contact_id])
    return True
