"""Which contact is an organizer's own phone, in the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from psycopg import Connection


class Phone(NamedTuple):
    """A phone's contact and address, and whether its person texted STOP."""

    contact_id: int
    address_id: int
    has_stopped: bool
    reach: str


def by_digests(connection: Connection[Any], digests: Sequence[bytes]) -> Phone | None:
    """The phone with any of these digests."""
    row = connection.execute(
        "SELECT c.id, a.id, c.opted_out_at IS NOT NULL, a.reach FROM address a"
        " JOIN contact c ON c.id = a.contact_id WHERE a.digest = ANY(%s) ORDER BY a.id LIMIT 1",
        [list(digests)],
    ).fetchone()
    return Phone._make(row) if row else None


def value_of(connection: Connection[Any], contact_id: int) -> bytes | None:
    """The sealed number of a contact."""
    row = connection.execute(
        "SELECT value_sealed FROM address WHERE contact_id = %s AND channel = 'sms'"
        " ORDER BY id LIMIT 1",
        [contact_id],
    ).fetchone()
    return bytes(row[0]) if row else None


def link(connection: Connection[Any], organizer_id: int, contact_id: int | None) -> None:
    """Say which contact an organizer is; none takes the phone off. Orders by text from a phone that
    is linked anew are no longer locked."""
    connection.execute(
        "UPDATE organizer SET contact_id = %s WHERE id = %s", [contact_id, organizer_id]
    )
    connection.execute("DELETE FROM order_lock WHERE contact_id = %s", [contact_id])
