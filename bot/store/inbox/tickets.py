"""Queries for tickets: opened, added to, answered, closed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class NewTicket:
    """Who needs a person, and why."""

    contact_id: int
    kind: str
    urgency: int
    topic: str | None = None
    lang: str | None = None
    message_id: int | None = None
    broadcast_id: int | None = None
    is_waiting: bool = True


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as stored."""

    id: int
    contact_id: int
    kind: str
    urgency: int
    topic: str | None
    lang: str | None
    state: str
    broadcast_id: int | None
    message_id: int | None
    flags: list[str]
    opened_at: datetime
    waiting_since: datetime | None
    answered_at: datetime | None
    answers: int
    claimed_by: int | None
    claimed_link: int | None
    claimed_until: datetime | None
    assigned_to: int | None
    promised_at: datetime | None
    late_told_at: datetime | None
    closed_at: datetime | None
    closed_by: int | None
    closed_why: str | None


_COLUMNS = ", ".join(TicketRow.__dataclass_fields__)


def open_ticket(connection: Connection[Any], new: NewTicket, now: datetime) -> tuple[int, bool]:
    """Open a ticket, or raise the one that is open to what is more urgent. Its id, and whether it
    is new."""
    row = connection.execute(
        """
        INSERT INTO ticket AS t (contact_id, kind, urgency, topic, lang, broadcast_id, message_id,
                                 opened_at, waiting_since)
        VALUES (%(contact_id)s, %(kind)s, %(urgency)s, %(topic)s, %(lang)s, %(broadcast_id)s,
                %(message_id)s, %(now)s, CASE WHEN %(is_waiting)s THEN %(now)s END)
        ON CONFLICT (contact_id) WHERE state = 'open' DO UPDATE SET
            kind = CASE WHEN excluded.urgency < t.urgency THEN excluded.kind ELSE t.kind END,
            topic = CASE WHEN excluded.urgency < t.urgency THEN excluded.topic ELSE t.topic END,
            urgency = LEAST(t.urgency, excluded.urgency),
            lang = COALESCE(excluded.lang, t.lang),
            waiting_since = COALESCE(t.waiting_since, excluded.waiting_since)
        RETURNING id, xmax = 0
        """,
        {
            "contact_id": new.contact_id,
            "kind": new.kind,
            "urgency": new.urgency,
            "topic": new.topic,
            "lang": new.lang,
            "broadcast_id": new.broadcast_id,
            "message_id": new.message_id,
            "is_waiting": new.is_waiting,
            "now": now,
        },
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0]), bool(row[1])


def find(connection: Connection[Any], ticket_id: int, *, lock: bool = False) -> TicketRow | None:
    """One ticket, locked if wanted; None where there is none."""
    with connection.cursor(row_factory=class_row(TicketRow)) as cursor:
        suffix = " FOR UPDATE" if lock else ""
        cursor.execute(
            f"SELECT {_COLUMNS} FROM ticket WHERE id = %s{suffix}",  # noqa: S608 - constants
            [ticket_id],
        )
        return cursor.fetchone()


def open_of(connection: Connection[Any], contact_id: int) -> TicketRow | None:
    """The ticket that is open for a person; None where none is."""
    with connection.cursor(row_factory=class_row(TicketRow)) as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM ticket"  # noqa: S608 - constants
            " WHERE contact_id = %s AND state = 'open'",
            [contact_id],
        )
        return cursor.fetchone()


def add_text(
    connection: Connection[Any], contact_id: int, now: datetime, flags: Sequence[str] = ()
) -> int | None:
    """A text that only a person can answer has come in: it waits from now, or already does. The
    open ticket's id."""
    row = connection.execute(
        """
        UPDATE ticket SET waiting_since = COALESCE(waiting_since, %(now)s),
            flags = (SELECT COALESCE(array_agg(DISTINCT f), '{}')
                     FROM unnest(flags || %(flags)s::varchar[]) AS f)
        WHERE contact_id = %(contact)s AND state = 'open' RETURNING id
        """,
        {"now": now, "contact": contact_id, "flags": list(flags)},
    ).fetchone()
    return None if row is None else int(row[0])


def note_promise(connection: Connection[Any], ticket_id: int, now: datetime, column: str) -> None:
    """They were told when somebody reads it: `promised_at`, or once more, `late_told_at`."""
    assert column in ("promised_at", "late_told_at")  # noqa: S101 - ours
    connection.execute(
        f"UPDATE ticket SET {column} = %s WHERE id = %s",  # noqa: S608 - one of two names
        [now, ticket_id],
    )


def note_answer(connection: Connection[Any], ticket_id: int, now: datetime) -> None:
    """A person has answered: nothing waits, and whoever claimed it has done their part."""
    connection.execute(
        """
        UPDATE ticket SET waiting_since = NULL, answered_at = %s, answers = answers + 1,
            late_told_at = NULL
        WHERE id = %s
        """,
        [now, ticket_id],
    )


def close(
    connection: Connection[Any], contact_id: int, why: str, now: datetime, by: int | None = None
) -> int | None:
    """Close the open ticket of a person; the bot is alone with them again. Its id, if any."""
    row = connection.execute(
        """
        WITH given_back AS (UPDATE contact SET handed_off_at = NULL WHERE id = %(contact)s)
        UPDATE ticket SET state = 'closed', closed_at = %(now)s, closed_by = %(by)s,
            closed_why = %(why)s, claimed_by = NULL, claimed_link = NULL, claimed_until = NULL
        WHERE contact_id = %(contact)s AND state = 'open' RETURNING id
        """,
        {"contact": contact_id, "now": now, "by": by, "why": why},
    ).fetchone()
    return None if row is None else int(row[0])


def lower(connection: Connection[Any], ticket_id: int, kind: str, urgency: int) -> None:
    """What made it more urgent is over; what it was about before still waits."""
    connection.execute(
        "UPDATE ticket SET kind = %s, topic = NULL, urgency = %s WHERE id = %s",
        [kind, urgency, ticket_id],
    )


def add_event(
    connection: Connection[Any],
    ticket_id: int,
    act: str,
    now: datetime,
    *,
    organizer_id: int | None = None,
    link_id: int | None = None,
    message_id: int | None = None,
    note_sealed: bytes | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append what happened to a ticket."""
    connection.execute(
        """
        INSERT INTO ticket_event
            (ticket_id, organizer_id, link_id, act, message_id, note_sealed, detail, at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            ticket_id,
            organizer_id,
            link_id,
            act,
            message_id,
            note_sealed,
            json.dumps(detail or {}),
            now,
        ],
    )


def assign(connection: Connection[Any], ticket_id: int, organizer_id: int | None) -> None:
    """Say who should answer."""
    connection.execute(
        "UPDATE ticket SET assigned_to = %s WHERE id = %s", [organizer_id, ticket_id]
    )


def quiet_since(
    connection: Connection[Any], before: datetime, most: int, but: Sequence[int]
) -> list[int]:
    """People whose open ticket waits for nothing, was answered, and has been quiet since before
    an instant. A question nobody answered never ends by a clock."""
    rows = connection.execute(
        """
        SELECT t.contact_id FROM ticket t JOIN session s ON s.contact_id = t.contact_id
        WHERE t.state = 'open' AND t.waiting_since IS NULL AND t.answered_at < %(before)s
          AND (s.last_inbound_at IS NULL OR s.last_inbound_at < %(before)s)
          AND t.contact_id <> ALL(%(but)s)
        ORDER BY t.answered_at LIMIT %(most)s
        """,
        {"before": before, "most": most, "but": list(but)},
    )
    return [int(contact_id) for (contact_id,) in rows]


def overdue(
    connection: Connection[Any], before: datetime, most: int, but: Sequence[int]
) -> list[int]:
    """People who have waited since before an instant and were not told again that it is late."""
    rows = connection.execute(
        """
        SELECT contact_id FROM ticket
        WHERE state = 'open' AND waiting_since < %(before)s AND late_told_at IS NULL
          AND promised_at IS NOT NULL AND contact_id <> ALL(%(but)s)
        ORDER BY waiting_since LIMIT %(most)s
        """,
        {"before": before, "most": most, "but": list(but)},
    )
    return [int(contact_id) for (contact_id,) in rows]


def had_broadcast_since(
    connection: Connection[Any], contact_id: int, since: datetime
) -> int | None:
    """The last broadcast a person was sent since an instant; None where there was none."""
    row = connection.execute(
        """
        SELECT broadcast_id FROM message
        WHERE contact_id = %s AND broadcast_id IS NOT NULL AND created_at > %s
          AND state IN ('sent', 'delivered')
        ORDER BY id DESC LIMIT 1
        """,
        [contact_id, since],
    ).fetchone()
    return None if row is None else int(row[0])


def set_block(
    connection: Connection[Any],
    contact_id: int,
    kind: str,
    until: datetime,
    by: int | None,
    now: datetime,
) -> None:
    """Do not answer somebody until a day."""
    connection.execute(
        """
        INSERT INTO block (contact_id, kind, until, made_by, created_at)
        VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (contact_id) DO UPDATE SET
            kind = excluded.kind, until = excluded.until, made_by = excluded.made_by
        """,
        [contact_id, kind, until, by, now],
    )


def lift_block(connection: Connection[Any], contact_id: int) -> bool:
    """Answer somebody again; whether they were blocked."""
    found = connection.execute("DELETE FROM block WHERE contact_id = %s", [contact_id])
    return found.rowcount > 0
