"""Notes for organizers: the audit table, and texts to the phones they linked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg import Connection


def note(
    connection: Connection[Any],
    *,
    act: str,
    object_name: str,
    object_id: int | None,
    detail: Mapping[str, Any],
    now: datetime,
    organizer_id: int | None = None,
) -> None:
    """Append to the audit table. `detail` holds ids and counts only."""
    connection.execute(
        "INSERT INTO audit (organizer_id, act, object, object_id, detail, at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        [organizer_id, act, object_name, object_id, json.dumps(dict(detail)), now],
    )


def linked_phones(connection: Connection[Any], limit: int) -> list[tuple[int, int]]:
    """Contact and address ids of active organizers who linked a phone that is not stopped."""
    rows = connection.execute(
        """
        SELECT c.id, min(a.id) FROM organizer o
        JOIN contact c ON c.id = o.contact_id AND c.opted_out_at IS NULL
        JOIN address a ON a.contact_id = c.id AND a.channel = 'sms'
        WHERE o.active GROUP BY c.id ORDER BY c.id LIMIT %s
        """,
        [limit],
    )
    return [(int(contact), int(address)) for contact, address in rows]


def add_notice(
    connection: Connection[Any],
    *,
    contact_id: int,
    address_id: int,
    body: bytes,
    parts: int,
    now: datetime,
) -> int:
    """Plan a text to an organizer. Its row id."""
    row = connection.execute(
        "INSERT INTO message (contact_id, address_id, kind, state, body_sealed, parts, not_before,"
        " created_at) VALUES (%s, %s, 'notice', 'planned', %s, %s, %s, %s) RETURNING id",
        [contact_id, address_id, body, parts, now, now],
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])
