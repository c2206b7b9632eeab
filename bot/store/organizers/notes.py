"""Notes for organizers: the audit table, and texts to the phones they linked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg import Connection

from bot.sentences import kept


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
    held = {name: kept(value) for name, value in detail.items()}
    connection.execute(
        "INSERT INTO audit (organizer_id, act, object, object_id, detail, at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        [
            organizer_id,
            act,
            object_name,
            object_id,
            json.dumps(held),
            now,
        ],
    )


def linked_phones(
    connection: Connection[Any], limit: int, *, on_duty: bool = False
) -> list[tuple[int, int, str | None]]:
    """Contact and address ids, and the language where it is known, of active organizers who linked
    a phone that is not stopped. `on_duty`: of those on duty; of all where nobody is."""
    rows = connection.execute(
        """
        SELECT c.id, min(a.id), coalesce(min(o.lang), c.lang) FROM organizer o
        JOIN contact c ON c.id = o.contact_id AND c.opted_out_at IS NULL
        JOIN address a ON a.contact_id = c.id AND a.channel = 'sms'
        WHERE o.active AND (NOT %s OR o.off_duty_at IS NULL OR NOT EXISTS (
            SELECT 1 FROM organizer d JOIN contact p ON p.id = d.contact_id
            WHERE d.active AND d.off_duty_at IS NULL AND p.opted_out_at IS NULL))
        GROUP BY c.id ORDER BY c.id LIMIT %s
        """,
        [on_duty, limit],
    )
    return [(int(contact), int(address), lang) for contact, address, lang in rows]


def phone_of(connection: Connection[Any], organizer_id: int) -> tuple[int, int, str | None] | None:
    """Contact and address id and language of the phone an organizer linked, if it may be texted."""
    row = connection.execute(
        """
        SELECT c.id, a.id, coalesce(o.lang, c.lang) FROM organizer o
        JOIN contact c ON c.id = o.contact_id AND c.opted_out_at IS NULL
        JOIN address a ON a.contact_id = c.id AND a.channel = 'sms'
        WHERE o.id = %s ORDER BY a.id LIMIT 1
        """,
        [organizer_id],
    ).fetchone()
    return (int(row[0]), int(row[1]), row[2]) if row else None


def notices_since(connection: Connection[Any], contact_id: int, since: datetime) -> int:
    """How many notices a linked phone has had since an instant."""
    row = connection.execute(
        "SELECT count(*)::int FROM message WHERE contact_id = %s AND kind = 'notice'"
        " AND created_at > %s",
        [contact_id, since],
    ).fetchone()
    return int(row[0]) if row else 0


def reachable(
    connection: Connection[Any], contact_id: int
) -> tuple[int, str | None, bytes | None] | None:
    """Address id, chosen language and sealed fields of a contact who may be texted; None if they
    stopped or have none."""
    row = connection.execute(
        """
        SELECT a.id, c.lang, c.fields_sealed
        FROM contact c JOIN address a ON a.contact_id = c.id
        WHERE c.id = %s AND c.opted_out_at IS NULL
            AND a.reach NOT IN ('bad', 'no_reply', 'reassigned')
        ORDER BY a.id LIMIT 1
        """,
        [contact_id],
    ).fetchone()
    return None if row is None else (int(row[0]), row[1], row[2])


def add_text(
    connection: Connection[Any],
    *,
    contact_id: int,
    address_id: int,
    kind: str,
    body: bytes,
    lang: str | None,
    parts: int,
    now: datetime,
) -> int:
    """Plan a text to somebody else than the person of this turn: a notice to an organizer, a
    follow-up to a guest. The outbox sends it. Its row id."""
    row = connection.execute(
        "INSERT INTO message (contact_id, address_id, kind, state, body_sealed, lang, parts,"
        " not_before, created_at) VALUES (%s, %s, %s, 'planned', %s, %s, %s, %s, %s) RETURNING id",
        [contact_id, address_id, kind, body, lang, parts, now, now],
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])
