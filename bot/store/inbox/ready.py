"""Queries for the team's own ready answers and for volunteers' links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A volunteer's link."""

    id: int
    task: str
    name: str
    lang: str | None
    most: int
    used: int
    until: datetime
    revoked_at: datetime | None
    event_id: int | None = None


_LINK = "id, task, name, lang, most, used, until, revoked_at, event_id"


def canned(connection: Connection[Any]) -> list[tuple[str, str, str]]:
    """The team's answers: name, language, words."""
    rows = connection.execute("SELECT name, lang, body FROM canned_answer ORDER BY name, lang")
    return [(str(name), str(lang), str(body)) for name, lang, body in rows]


def keep_canned(
    connection: Connection[Any], name: str, lang: str, body: str, by: int | None, now: datetime
) -> None:
    """Add one, or change its words."""
    connection.execute(
        """
        INSERT INTO canned_answer (name, lang, body, made_by, created_at)
        VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (name, lang) DO UPDATE SET body = excluded.body, made_by = excluded.made_by
        """,
        [name, lang, body, by, now],
    )


def drop_canned(connection: Connection[Any], name: str) -> int:
    """Delete one in every language. How many."""
    return connection.execute("DELETE FROM canned_answer WHERE name = %s", [name]).rowcount


def add_link(
    connection: Connection[Any],
    digest: bytes,
    task: str,
    name: str,
    lang: str | None,
    most: int,
    until: datetime,
    by: int | None,
    now: datetime,
    event_id: int | None = None,
) -> int:
    """Add a volunteer's link. Its id."""
    row = connection.execute(
        "INSERT INTO volunteer_link (token_digest, task, name, lang, most, until, made_by,"
        " created_at, event_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        [digest, task, name, lang, most, until, by, now, event_id],
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def find_link(connection: Connection[Any], digest: bytes) -> LinkRow | None:
    """The link of a token; None where there is none."""
    with connection.cursor(row_factory=class_row(LinkRow)) as cursor:
        cursor.execute(
            f"SELECT {_LINK} FROM volunteer_link WHERE token_digest = %s",  # noqa: S608 - ours
            [digest],
        )
        return cursor.fetchone()


def links(connection: Connection[Any], now: datetime) -> list[LinkRow]:
    """Links that still work, those that end first at the top."""
    with connection.cursor(row_factory=class_row(LinkRow)) as cursor:
        cursor.execute(
            f"SELECT {_LINK} FROM volunteer_link"  # noqa: S608 - ours
            " WHERE revoked_at IS NULL AND until > %s AND used < most ORDER BY until, id",
            [now],
        )
        return cursor.fetchall()


def use_link(connection: Connection[Any], link_id: int, now: datetime) -> bool:
    """Count one use; False where it has ended, is used up or was revoked."""
    found = connection.execute(
        "UPDATE volunteer_link SET used = used + 1 WHERE id = %s AND used < most"
        " AND until > %s AND revoked_at IS NULL",
        [link_id, now],
    )
    return found.rowcount > 0


def revoke_link(connection: Connection[Any], link_id: int, now: datetime) -> bool:
    """End a link at once; False where there is none that works."""
    found = connection.execute(
        "UPDATE volunteer_link SET revoked_at = %s WHERE id = %s AND revoked_at IS NULL",
        [now, link_id],
    )
    return found.rowcount > 0
