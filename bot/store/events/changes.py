"""Queries for what changed about an action, and which texts told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class HeldChange:
    """A change that guests hear of only by an organizer's yes: it is soon, and they may not be
    texted at this hour. `held` texts wait, `told` have gone or go by themselves."""

    id: int
    code: str
    what: str
    day: date
    starts_at: time | None
    at: datetime
    told: int
    held: int


def note_text(
    connection: Connection[Any], message_id: int, event_id: int, change_id: int | None = None
) -> None:
    """A planned text tells of an action, and of what changed about it."""
    connection.execute(
        "INSERT INTO event_text (message_id, event_id, change_id) VALUES (%s, %s, %s)"
        " ON CONFLICT (message_id) DO UPDATE SET change_id = excluded.change_id",
        [message_id, event_id, change_id],
    )


def add(
    connection: Connection[Any],
    event_id: int,
    what: str,
    now: datetime,
    *,
    by_contact: int | None = None,
    by_organizer: int | None = None,
) -> int:
    """Write down that something of an action changed. Its row id."""
    row = connection.execute(
        "INSERT INTO event_change (event_id, what, by_contact, by_organizer, at)"
        " VALUES (%s, %s, %s, %s, %s) RETURNING id",
        [event_id, what, by_contact, by_organizer, now],
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def count_since(
    connection: Connection[Any], event_id: int, what: Sequence[str], since: datetime
) -> int:
    """How many such changes there were since."""
    row = connection.execute(
        "SELECT count(*) FROM event_change WHERE event_id = %s AND what = ANY(%s) AND at > %s",
        [event_id, list(what), since],
    ).fetchone()
    return int(row[0]) if row else 0


def set_told(connection: Connection[Any], change_id: int, told: int, held: int) -> None:
    """How many guests are told of a change, and how many of them once an organizer says so."""
    connection.execute(
        "UPDATE event_change SET told = %s, held = %s WHERE id = %s", [told, held, change_id]
    )


def hold(
    connection: Connection[Any], message_id: int, not_after: datetime | None, reason: str
) -> None:
    """A planned text waits for an organizer; past `not_after` it is no use."""
    connection.execute(
        "UPDATE message SET state = 'held', reason = %s, not_after = %s WHERE id = %s",
        [reason, not_after, message_id],
    )


def use_until(connection: Connection[Any], message_id: int, not_after: datetime) -> None:
    """A planned text is no use after an instant."""
    connection.execute("UPDATE message SET not_after = %s WHERE id = %s", [not_after, message_id])


def held(connection: Connection[Any], now: datetime, limit: int) -> list[HeldChange]:
    """Changes of which texts wait for an organizer and are still of use, the oldest first."""
    rows = connection.execute(
        """
        SELECT k.id, e.code, k.what, e.day, e.starts_at, k.at, coalesce(k.told, 0), count(m.id)
        FROM event_change k JOIN event e ON e.id = k.event_id
        JOIN event_text x ON x.change_id = k.id
        JOIN message m ON m.id = x.message_id AND m.kind = 'follow_up'
            AND m.state IN ('held', 'planned') AND (m.not_after IS NULL OR m.not_after > %s)
        WHERE k.approved_at IS NULL AND k.held > 0
        GROUP BY k.id, e.id ORDER BY k.id LIMIT %s
        """,
        [now, limit],
    )
    return [HeldChange(*row) for row in rows]


def approve(
    connection: Connection[Any], change_id: int, by: int | None, why: str, now: datetime
) -> list[int]:
    """What waits of a change goes at this minute, whatever the hour: the ids of its texts. None
    where it was approved before."""
    row = connection.execute(
        "UPDATE event_change SET approved_by = %s, approved_at = %s, approved_why = %s"
        " WHERE id = %s AND approved_at IS NULL RETURNING id",
        [by, now, why, change_id],
    ).fetchone()
    if row is None:
        return []
    rows = connection.execute(
        "UPDATE message m SET kind = 'notice', state = 'planned', reason = NULL, not_before = %s"
        " FROM event_text x WHERE x.message_id = m.id AND x.change_id = %s"
        " AND m.kind = 'follow_up' AND m.state IN ('held', 'planned')"
        " AND (m.not_after IS NULL OR m.not_after > %s) RETURNING m.id",
        [now, change_id, now],
    )
    return [int(row[0]) for row in rows]


@dataclass(frozen=True, slots=True)
class ToTell:
    """A guest or host to be told: where they are, as far as texting hours ask."""

    contact_id: int
    zones: list[str]
    state: str | None
    area_states: list[str]


def to_tell(connection: Connection[Any], event_id: int, but: Sequence[int]) -> list[ToTell]:
    """Everybody who goes to an action or waits for it, and may be texted; without some."""
    rows = connection.execute(
        "SELECT c.id, c.zones, c.state, c.area_states FROM rsvp r"
        " JOIN contact c ON c.id = r.contact_id WHERE r.event_id = %s AND r.state <> 'canceled'"
        " AND c.opted_out_at IS NULL AND c.id <> ALL(%s) ORDER BY r.at, c.id",
        [event_id, list(but)],
    )
    return [ToTell(*row) for row in rows]


def people(connection: Connection[Any], contact_ids: Sequence[int]) -> list[ToTell]:
    """The same of people by id."""
    rows = connection.execute(
        "SELECT id, zones, state, area_states FROM contact WHERE id = ANY(%s)"
        " AND opted_out_at IS NULL ORDER BY id",
        [list(contact_ids)],
    )
    return [ToTell(*row) for row in rows]
