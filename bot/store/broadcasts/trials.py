"""Test texts, and the texts of recent broadcasts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

from bot.errors import NotFound
from bot.sentences import say


def add_test(
    connection: Connection[Any],
    *,
    contact_id: int,
    body: bytes,
    lang: str,
    media: list[str] | None,
    now: datetime,
) -> int:
    """Plan a test text to a contact's first number. Its id. Raises: NotFound without a number."""
    row = connection.execute(
        "INSERT INTO message (contact_id, address_id, kind, via, state, body_sealed, lang, media,"
        " not_before, created_at)"
        " SELECT contact_id, id, 'test', 'api', 'planned', %s, %s, %s, %s, %s FROM address"
        " WHERE contact_id = %s AND channel = 'sms' ORDER BY id LIMIT 1 RETURNING id",
        [body, lang, media, now, now, contact_id],
    ).fetchone()
    if row is None:
        raise NotFound(
            say(
                "Contact %(contact_id)s has no phone number. Choose somebody who has one.",
                contact_id=contact_id,
            )
        )
    return int(row[0])


def recent_texts(connection: Connection[Any], since: datetime) -> list[tuple[str, bytes]]:
    """Titles and sealed texts of broadcasts that began since, newest first."""
    rows = connection.execute(
        "SELECT title, texts_sealed FROM broadcast WHERE planned_at > %s ORDER BY id DESC LIMIT 50",
        [since],
    )
    return [(row[0], bytes(row[1])) for row in rows.fetchall()]
