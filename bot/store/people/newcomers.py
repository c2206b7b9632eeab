"""Making a contact: whoever texts first, or is brought in by a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

_MAKE_CONTACT = """
WITH c AS (
    INSERT INTO contact (zones, state, area_states, code, source, opted_out_at, created_at)
    VALUES (%(zones)s, %(state)s, %(area_states)s, %(code)s, %(source)s, %(stopped)s, %(now)s)
    ON CONFLICT (code) DO NOTHING
    RETURNING id
), a AS (
    INSERT INTO address (contact_id, channel, value_sealed, digest, reach, created_at)
    SELECT id, %(channel)s, %(value)s, %(digest)s, %(reach)s, %(now)s FROM c
), s AS (
    INSERT INTO session (contact_id, updated_at) SELECT id, %(now)s FROM c
)
SELECT id FROM c
"""


def is_new(connection: Connection[Any], digests: Sequence[bytes]) -> bool:
    """Whether nobody has an address with any of these digests."""
    row = connection.execute(
        "SELECT 1 FROM address WHERE digest = ANY(%s) LIMIT 1", [list(digests)]
    ).fetchone()
    return row is None


def part(connection: Connection[Any], address_id: int, message_id: int | None) -> None:
    """Take a number, and the text that just came from it, off whoever had it: somebody else has it
    now, and is somebody new. What the old one did stays with them, without a number."""
    connection.execute("DELETE FROM message WHERE id = %s", [message_id])
    connection.execute("DELETE FROM address WHERE id = %s", [address_id])


def make_contact(
    connection: Connection[Any],
    *,
    channel: str,
    value_sealed: bytes,
    digest: bytes,
    reach: str,
    zones: Sequence[str],
    state: str | None,
    area_states: Sequence[str],
    new_code: Callable[[], str],
    source: str,
    now: datetime,
    stopped_since: datetime | None = None,
) -> int | None:
    """Make a contact with one address. None when somebody else has just made it. `new_code` is
    asked again where somebody has the code already. `stopped_since`: whoever had the address
    before them, or they themselves, stopped.

    An advisory lock on the digest keeps two first texts at once from making two people.
    """
    key = int.from_bytes(digest[:8], "big", signed=True)
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [key])
    if connection.execute("SELECT 1 FROM address WHERE digest = %s", [digest]).fetchone():
        return None
    parameters = {
        "zones": list(zones),
        "state": state,
        "area_states": list(area_states),
        "source": source,
        "channel": channel,
        "value": value_sealed,
        "digest": digest,
        "reach": reach,
        "now": now,
        "stopped": stopped_since,
    }
    made = None
    while made is None:
        made = connection.execute(_MAKE_CONTACT, parameters | {"code": new_code()}).fetchone()
    return int(made[0])
