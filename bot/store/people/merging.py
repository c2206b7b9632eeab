"""Queries that make two contacts one: what moves, what gives way where only one may be.

`MOVES` and `LEFT` name every column that points at a contact; a test walks the tables and
fails for one that they do not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

# (table, column): on what, beside the contact, rows are unique. Where both have one of the same,
# the kept person's stays and the other's goes.
MOVES: Mapping[tuple[str, str], tuple[str, ...] | None] = {
    ("message", "contact_id"): None,
    ("consent", "contact_id"): None,
    ("report", "contact_id"): None,
    ("report", "credit_id"): None,
    ("rsvp", "contact_id"): ("event_id",),
    ("rsvp", "brought_by"): None,
    ("event", "host_id"): None,
    ("host_word", "contact_id"): None,
    ("event_host", "contact_id"): ("event_id",),
    ("event_page", "contact_id"): None,
    ("event_wish", "contact_id"): (),
    ("room_text", "contact_id"): ("event_id", "what"),
    ("station_ask", "contact_id"): None,
    ("station_ask", "dj_id"): None,
    ("dj", "contact_id"): (),
    ("dj", "recruited_by"): None,
    ("source", "dj_id"): None,
    ("source_text", "contact_id"): ("source_id",),
    ("script_share", "contact_id"): None,
    ("script_correction", "contact_id"): ("script", "version"),
    ("split_taken", "contact_id"): ("flow", "step"),
    ("answer", "contact_id"): ("flow", "step"),
    ("series_sent", "contact_id"): ("series", "name", "anchor"),
    ("timer", "contact_id"): ("name",),
    ("ticket", "contact_id"): None,
    ("task", "contact_id"): None,
    ("block", "contact_id"): (),
    ("join_ask", "contact_id"): (),
    ("event_ask", "contact_id"): (),
    ("erasure_ask", "contact_id"): (),
    ("misunderstood", "contact_id"): None,
    ("contact_change", "contact_id"): None,
    ("merged_contact", "kept_id"): None,
    ("bulk_person", "contact_id"): ("bulk_id",),
    ("list_caller", "contact_id"): ("list_id",),
    ("list_call", "caller_id"): None,
    ("organizer", "contact_id"): None,
    ("order_lock", "contact_id"): (),
    ("texted_order", "contact_id"): None,
    ("call", "contact_id"): None,
}
# What is made anew, moved by itself, or goes with the contact that is no more.
LEFT = {
    ("session", "contact_id"): "the kept person's conversation goes on, the other's ends",
    ("contact_key", "contact_id"): "worked out anew",
    (
        "import_change",
        "contact_id",
    ): "what a list changed about the other is not undone on this one",
    ("address", "contact_id"): "moved by itself, behind the kept person's own",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, as far as a merge asks; name and private fields sealed."""

    id: int
    name_sealed: bytes | None
    lang: str | None
    zip: str | None
    city: str | None
    state: str | None
    zones: list[str]
    fields_sealed: bytes | None
    private_sealed: bytes | None
    tags: list[str]
    code: str
    source: str | None
    opted_in_at: datetime | None
    opted_out_at: datetime | None
    held_at: datetime | None
    handed_off_at: datetime | None
    created_at: datetime


def lock(connection: Connection[Any], first: int, second: int) -> dict[int, Side]:
    """Both contacts with their sessions, locked in the order of their ids. Those that exist."""
    found = {}
    for one in sorted((first, second)):
        row = connection.execute(
            "SELECT id, name_sealed, lang, zip, city, state, zones, fields_sealed, private_sealed,"
            " tags, code, source, opted_in_at, opted_out_at, held_at, handed_off_at, created_at"
            " FROM contact WHERE id = %s FOR UPDATE",
            [one],
        ).fetchone()
        if row is not None:
            connection.execute("SELECT 1 FROM session WHERE contact_id = %s FOR UPDATE", [one])
            found[one] = Side(*row)
    return found


def counts(connection: Connection[Any], gone_id: int) -> dict[str, int]:
    """How much would move, by table; those with nothing left out."""
    found: dict[str, int] = {}
    for table, column in [*MOVES, ("address", "contact_id")]:
        row = connection.execute(
            f"SELECT count(*) FROM {table} WHERE {column} = %s",  # noqa: S608 - constants
            [gone_id],
        ).fetchone()
        if row and row[0]:
            found[table] = found.get(table, 0) + int(row[0])
    return found


def move(connection: Connection[Any], gone_id: int, kept_id: int, now: datetime) -> None:
    """Everything of one contact becomes the other's; then it is no more.

    A broadcast that both were sent keeps both its rows, or its numbers would not add up: the
    second row stays with the id that is no more, without its words, and does not go out.
    """
    both = {"gone": gone_id, "kept": kept_id, "now": now}
    _close_second_ticket(connection, both)
    _prefer_going(connection, both)
    _leave_broadcasts_twice(connection, both)
    for (table, column), unique in MOVES.items():
        if unique is not None:
            _drop_twice(connection, table, column, unique, both)
        others = "" if table != "message" else _NOT_TWICE
        connection.execute(
            f"UPDATE {table} SET {column} = %(kept)s WHERE {column} = %(gone)s {others}",  # noqa: S608 - constants
            both,
        )
    connection.execute(
        "INSERT INTO merged_contact (id, kept_id, code, at)"
        " SELECT id, %(kept)s, code, %(now)s FROM contact WHERE id = %(gone)s",
        both,
    )
    _move_addresses(connection, both)
    connection.execute("DELETE FROM contact WHERE id = %(gone)s", both)
    connection.execute("UPDATE contact_key SET keys = NULL WHERE contact_id = %(kept)s", both)


def stop_addresses(connection: Connection[Any], contact_id: int, now: datetime) -> None:
    """A line "stopped" in the ledger for each address of a contact whose last word was another."""
    connection.execute(
        """
        INSERT INTO consent (contact_id, address_digest, key_id, act, source, at)
        SELECT a.contact_id, a.digest, substring(a.value_sealed FROM 2 FOR 4), 'opt_out', 'merge',
            %(now)s FROM address a
        WHERE a.contact_id = %(contact)s AND coalesce(
            (SELECT k.act FROM consent k WHERE k.address_digest = a.digest AND k.scope = 'all'
             ORDER BY k.id DESC LIMIT 1), '') <> 'opt_out'
        ORDER BY a.id
        """,
        {"contact": contact_id, "now": now},
    )


_NOT_TWICE = """AND NOT (kind = 'broadcast' AND EXISTS (
    SELECT 1 FROM message k WHERE k.broadcast_id = message.broadcast_id
      AND k.contact_id = %(kept)s AND k.kind = 'broadcast'))"""


def _leave_broadcasts_twice(connection: Connection[Any], both: Mapping[str, Any]) -> None:
    connection.execute(
        """
        UPDATE message m SET body_sealed = NULL, media = NULL,
            state = CASE WHEN m.state IN ('planned', 'held') THEN 'skipped' ELSE m.state END,
            reason = CASE WHEN m.state IN ('planned', 'held') THEN 'merged' ELSE m.reason END
        FROM message k
        WHERE m.contact_id = %(gone)s AND m.kind = 'broadcast' AND k.kind = 'broadcast'
          AND k.broadcast_id = m.broadcast_id AND k.contact_id = %(kept)s
        """,
        both,
    )


def _close_second_ticket(connection: Connection[Any], both: Mapping[str, Any]) -> None:
    """One conversation at a time: the one that waits stays open, else the kept person's."""
    connection.execute(
        """
        UPDATE ticket SET state = 'closed', closed_at = %(now)s, closed_why = 'merged',
            claimed_by = NULL, claimed_link = NULL, claimed_until = NULL
        WHERE id IN (SELECT id FROM ticket
                     WHERE contact_id IN (%(gone)s, %(kept)s) AND state = 'open'
                     ORDER BY waiting_since IS NULL, urgency, waiting_since,
                              contact_id = %(kept)s DESC OFFSET 1)
        """,
        both,
    )


def _prefer_going(connection: Connection[Any], both: Mapping[str, Any]) -> None:
    """Where both signed up for an action, whoever goes is who counts."""
    connection.execute(
        """
        UPDATE rsvp k SET state = g.state, at = g.at, party = g.party, seat_until = g.seat_until
        FROM rsvp g
        WHERE k.contact_id = %(kept)s AND g.contact_id = %(gone)s AND g.event_id = k.event_id
          AND array_position(ARRAY['going', 'offered', 'waiting', 'canceled'], g.state::text)
            < array_position(ARRAY['going', 'offered', 'waiting', 'canceled'], k.state::text)
        """,
        both,
    )


def _drop_twice(
    connection: Connection[Any],
    table: str,
    column: str,
    unique: tuple[str, ...],
    both: Mapping[str, Any],
) -> None:
    same = "".join(f" AND k.{name} = g.{name}" for name in unique)
    connection.execute(
        f"DELETE FROM {table} g USING {table} k"  # noqa: S608 - constants
        f" WHERE g.{column} = %(gone)s AND k.{column} = %(kept)s{same}",
        both,
    )


def _move_addresses(connection: Connection[Any], both: Mapping[str, Any]) -> None:
    """The other's numbers come behind the kept person's own: texts go to the first."""
    connection.execute(
        """
        WITH gone AS (
            DELETE FROM address WHERE contact_id = %(gone)s
            RETURNING id, channel, value_sealed, digest, reach, created_at
        ), here AS (
            INSERT INTO address (contact_id, channel, value_sealed, digest, reach, created_at)
            SELECT %(kept)s, channel, value_sealed, digest, reach, created_at FROM gone
            ORDER BY id RETURNING id, digest
        )
        UPDATE message m SET address_id = here.id FROM gone JOIN here USING (digest)
        WHERE m.contact_id = %(kept)s AND m.address_id = gone.id
        """,
        both,
    )
