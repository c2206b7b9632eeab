"""Queries of who was asked whether they want to join, and has not said."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection


class Ask(NamedTuple):
    """Somebody was asked: by which way ("web form", "text"), in which language, with which words
    of the campaign, after which text of theirs, when last, how often, and by which source's link
    they came to the page."""

    way: str
    lang: str
    words: str
    message_id: int | None
    at: datetime
    times: int
    source_id: int | None = None


class Asked(NamedTuple):
    """A contact that may be asked: whether nothing may be, for they are in, out or held."""

    is_in: bool
    ask: Ask | None

    @property
    def times(self) -> int:
        """How often they were asked."""
        return self.ask.times if self.ask else 0


_COLUMNS = "way, lang, words, message_id, at, times, source_id"


def lock(connection: Connection[Any], contact_id: int) -> Asked:
    """Lock a contact, and see what they were asked."""
    row = connection.execute(
        "SELECT opted_in_at IS NOT NULL OR opted_out_at IS NOT NULL OR held_at IS NOT NULL"
        " FROM contact WHERE id = %s FOR UPDATE",
        [contact_id],
    ).fetchone()
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM join_ask WHERE contact_id = %s",  # noqa: S608 - constants
        [contact_id],
    ).fetchone()
    return Asked(bool(row and row[0]), Ask._make(found) if found else None)


def find(connection: Connection[Any], contact_id: int, since: datetime) -> Ask | None:
    """What somebody was asked since then."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM join_ask WHERE contact_id = %s AND at > %s",  # noqa: S608 - constants
        [contact_id, since],
    ).fetchone()
    return Ask._make(row) if row else None


def put(connection: Connection[Any], contact_id: int, ask: Ask) -> None:
    """They are asked; a newer question replaces the older."""
    connection.execute(
        f"INSERT INTO join_ask (contact_id, {_COLUMNS})"  # noqa: S608 - constants
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (contact_id) DO UPDATE SET"
        " way = excluded.way, lang = excluded.lang, words = excluded.words,"
        " message_id = excluded.message_id, at = excluded.at, times = excluded.times,"
        " source_id = excluded.source_id",
        [contact_id, *ask],
    )


def answered(connection: Connection[Any], contact_id: int) -> None:
    """They have said."""
    connection.execute("DELETE FROM join_ask WHERE contact_id = %s", [contact_id])


def body(connection: Connection[Any], message_id: int) -> bytes | None:
    """The text after which somebody was asked, sealed; None once it is forgotten."""
    row = connection.execute(
        "SELECT body_sealed FROM message WHERE id = %s", [message_id]
    ).fetchone()
    return bytes(row[0]) if row and row[0] is not None else None


def forget(connection: Connection[Any], until: datetime, limit: int) -> int:
    """Take out whom a page brought and who has never written, and questions that are over; the
    number of such a text stays as long as texts do. How many people."""
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT c.id FROM contact c WHERE c.id IN (SELECT contact_id FROM join_ask"
            " WHERE at < %s UNION SELECT contact_id FROM event_ask WHERE at < %s UNION SELECT"
            "  contact_id FROM call WHERE place = 'confirm' AND created_at < %s)"
            " AND NOT EXISTS (SELECT 1 FROM join_ask j WHERE j.contact_id = c.id AND j.at >= %s)"
            " AND NOT EXISTS (SELECT 1 FROM event_ask e WHERE e.contact_id = c.id AND e.at >= %s)"
            " AND c.source = 'web form' AND c.opted_in_at IS NULL"
            " AND c.opted_out_at IS NULL AND c.held_at IS NULL AND NOT EXISTS ("
            "   SELECT 1 FROM message m WHERE m.contact_id = c.id AND m.kind = 'inbound')"
            " AND NOT EXISTS (SELECT 1 FROM consent k WHERE k.contact_id = c.id)"
            " AND NOT EXISTS (SELECT 1 FROM organizer o WHERE o.contact_id = c.id)"
            " ORDER BY c.id LIMIT %s FOR UPDATE OF c SKIP LOCKED",
            [until, until, until, until, until, limit],
        ).fetchall()
    ]
    connection.execute(
        "UPDATE message SET body_sealed = NULL,"
        " state = CASE WHEN state IN ('planned', 'held') THEN 'skipped' ELSE state END,"
        " reason = CASE WHEN state IN ('planned', 'held') THEN 'erased' ELSE reason END"
        " WHERE contact_id = ANY(%s)",
        [ids],
    )
    connection.execute("DELETE FROM contact WHERE id = ANY(%s)", [ids])
    return len(ids)
