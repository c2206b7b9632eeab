"""Queries of everything that is known about one person, and of what organizers changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from psycopg import Connection
from psycopg.rows import class_row

_MOST = 200  # of each kind
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A contact, whole; name and private fields sealed."""

    id: int
    lang: str | None
    name_sealed: bytes | None
    zip: str | None
    city: str | None
    state: str | None
    zones: list[str]
    area_states: list[str] | None
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
    last_inbound_at: datetime | None
    flow: str | None
    ticket_id: int | None


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One way to reach somebody."""

    id: int
    channel: str
    value_sealed: bytes
    reach: str


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A line of the consent ledger. `words_hash` is of the words shown."""

    id: int
    at: datetime
    act: str
    source: str
    words_hash: str | None
    message_id: int | None
    answered_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report of theirs."""

    id: int
    at: datetime
    kind: str
    count: int
    held: str | None
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action they go to, or lead (`stands` is "hosting")."""

    id: int
    code: str
    kind: str
    day: date
    state: str
    stands: str


@dataclass(frozen=True, slots=True)
class BroadcastRow:
    """A broadcast they were sent, or were left out of."""

    id: int
    title: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What an organizer changed; before and after, sealed."""

    at: datetime
    organizer_id: int | None
    what: str
    before_sealed: bytes | None
    after_sealed: bytes | None


def person(connection: Connection[Any], contact_id: int) -> PersonRow | None:
    """A contact, whole."""
    found = _all(
        connection, PersonRow,
        """
        SELECT c.id, c.lang, c.name_sealed, c.zip, c.city, c.state, c.zones, c.area_states,
               c.fields_sealed, c.private_sealed, c.tags, c.code, c.source, c.opted_in_at,
               c.opted_out_at, c.held_at, c.handed_off_at, c.created_at, s.last_inbound_at, s.flow,
               (SELECT id FROM ticket t WHERE t.contact_id = c.id ORDER BY t.id DESC LIMIT 1)
               AS ticket_id
        FROM contact c LEFT JOIN session s ON s.contact_id = c.id WHERE c.id = %(id)s
        """,
        contact_id,
    )  # fmt: skip
    return found[0] if found else None


def addresses(connection: Connection[Any], contact_id: int) -> list[AddressRow]:
    """Their numbers; texts go to the first that takes them."""
    return _all(
        connection, AddressRow,
        "SELECT id, channel, value_sealed, reach FROM address WHERE contact_id = %(id)s"
        " ORDER BY id",
        contact_id,
    )  # fmt: skip


def consents(connection: Connection[Any], contact_id: int) -> list[ConsentRow]:
    """Their lines of the consent ledger, the newest first, with the text that answered what they
    agreed by, where it is still kept: it holds the words they were shown."""
    return _all(
        connection, ConsentRow,
        """
        SELECT k.id, k.at, k.act, k.source, k.wording AS words_hash, k.message_id,
               (SELECT m.body_sealed FROM message m
                WHERE m.contact_id = %(id)s AND k.message_id IS NOT NULL
                  AND m.in_reply_to = k.message_id ORDER BY m.id LIMIT 1) AS answered_sealed
        FROM consent k WHERE k.contact_id = %(id)s ORDER BY k.id DESC LIMIT %(most)s
        """,
        contact_id,
    )  # fmt: skip


def reports(connection: Connection[Any], contact_id: int) -> list[ReportRow]:
    """What they reported, airings among it, the newest first."""
    return _all(
        connection, ReportRow,
        "SELECT id, at, kind, count, held, taken_back_at FROM report WHERE contact_id = %(id)s"
        " ORDER BY id DESC LIMIT %(most)s",
        contact_id,
    )  # fmt: skip


def actions(connection: Connection[Any], contact_id: int) -> list[ActionRow]:
    """Actions they signed up for and lead, the last day first."""
    return _all(
        connection, ActionRow,
        """
        SELECT e.id, e.code, e.kind, e.day, e.state, r.state AS stands
        FROM rsvp r JOIN event e ON e.id = r.event_id WHERE r.contact_id = %(id)s
        UNION ALL
        SELECT id, code, kind, day, state, 'hosting' FROM event WHERE host_id = %(id)s
        ORDER BY day DESC, id DESC LIMIT %(most)s
        """,
        contact_id,
    )  # fmt: skip


def broadcasts(connection: Connection[Any], contact_id: int) -> list[BroadcastRow]:
    """Broadcasts that were planned for them, the newest first."""
    return _all(
        connection, BroadcastRow,
        """
        SELECT b.id, b.title, m.state, coalesce(m.status_at, m.claimed_at, m.created_at) AS at
        FROM message m JOIN broadcast b ON b.id = m.broadcast_id
        WHERE m.contact_id = %(id)s AND m.kind = 'broadcast' ORDER BY m.id DESC LIMIT %(most)s
        """,
        contact_id,
    )  # fmt: skip


def changes(connection: Connection[Any], contact_id: int) -> list[ChangeRow]:
    """What organizers changed about them, the newest first."""
    return _all(
        connection, ChangeRow,
        "SELECT at, organizer_id, what, before_sealed, after_sealed FROM contact_change"
        " WHERE contact_id = %(id)s ORDER BY id DESC LIMIT %(most)s",
        contact_id,
    )  # fmt: skip


def brought(connection: Connection[Any], contact_id: int) -> tuple[list[int], int]:
    """Who came by their code (or by that of somebody who became part of them): the newest ids, and
    how many in all."""
    rows = connection.execute(
        """
        SELECT b.id, count(*) OVER () FROM contact b WHERE b.source = ANY(ARRAY(
            SELECT 'code:' || code FROM contact WHERE id = %(id)s
            UNION ALL SELECT 'code:' || code FROM merged_contact WHERE kept_id = %(id)s))
        ORDER BY b.id DESC LIMIT 50
        """,
        {"id": contact_id},
    ).fetchall()
    return [int(row[0]) for row in rows], int(rows[0][1]) if rows else 0


def add_change(
    connection: Connection[Any],
    contact_id: int,
    organizer_id: int | None,
    what: str,
    values: tuple[bytes | None, bytes | None],
    now: datetime,
) -> None:
    """Keep what somebody changed: before and after, sealed."""
    connection.execute(
        "INSERT INTO contact_change (contact_id, organizer_id, what, before_sealed, after_sealed,"
        " at) VALUES (%s, %s, %s, %s, %s, %s)",
        [contact_id, organizer_id, what, *values, now],
    )


def _all(
    connection: Connection[Any], made: type[_Row], statement: str, contact_id: int
) -> list[_Row]:
    with connection.cursor(row_factory=class_row(made)) as cursor:
        cursor.execute(statement, {"id": contact_id, "most": _MOST})
        return cursor.fetchall()
