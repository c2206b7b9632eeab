"""The list of the inbox and one person's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class Listed:
    """An open ticket in the list. `last_sealed` is the newest text they wrote."""

    id: int
    contact_id: int
    kind: str
    urgency: int
    topic: str | None
    lang: str | None
    city: str | None
    state_name: str | None
    name_sealed: bytes | None
    flags: list[str]
    opened_at: datetime
    waiting_since: datetime | None
    answered_at: datetime | None
    claimed_by: int | None
    claimed_link: int | None
    claimed_until: datetime | None
    assigned_to: int | None
    last_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the list is wanted; an empty one is everything that is open."""

    kind: str = ""
    lang: str = ""
    mine: int | None = None
    is_waiting: bool = False
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One text of a thread, or one thing that happened to its tickets."""

    at: datetime
    id: int
    what: str
    body_sealed: bytes | None
    state: str | None
    flow: str | None
    step: str | None
    organizer_id: int | None
    link_id: int | None
    detail: Mapping[str, Any] | None
    media: list[str] | None


def list_open(
    connection: Connection[Any], wanted: Filter, most: int, ids: Sequence[int] | None = None
) -> list[Listed]:
    """Open tickets, most urgent first: those that wait before those that are answered."""
    with connection.cursor(row_factory=class_row(Listed)) as cursor:
        cursor.execute(
            """
            SELECT t.id, t.contact_id, t.kind, t.urgency, t.topic, COALESCE(c.lang, t.lang) AS lang,
                   c.city, c.state AS state_name, c.name_sealed, t.flags, t.opened_at,
                   t.waiting_since, t.answered_at, t.claimed_by, t.claimed_link, t.claimed_until,
                   t.assigned_to,
                   (SELECT m.body_sealed FROM message m
                    WHERE m.contact_id = t.contact_id AND m.kind = 'inbound'
                    ORDER BY m.id DESC LIMIT 1) AS last_sealed
            FROM ticket t JOIN contact c ON c.id = t.contact_id
            WHERE t.state = 'open'
              AND (%(kind)s = '' OR t.kind = %(kind)s)
              AND (%(lang)s = '' OR COALESCE(c.lang, t.lang) = %(lang)s)
              AND (%(mine)s::bigint IS NULL OR t.assigned_to = %(mine)s OR t.claimed_by = %(mine)s)
              AND (NOT %(is_waiting)s OR t.waiting_since IS NOT NULL)
              AND (%(flag)s = '' OR %(flag)s = ANY(t.flags))
              AND (%(ids)s::bigint[] IS NULL OR t.id = ANY(%(ids)s))
            ORDER BY t.waiting_since IS NULL, t.urgency, t.waiting_since, t.id LIMIT %(most)s
            """,
            {
                "kind": wanted.kind,
                "lang": wanted.lang,
                "mine": wanted.mine,
                "is_waiting": wanted.is_waiting,
                "flag": wanted.flag,
                "ids": None if ids is None else list(ids),
                "most": most,
            },
        )
        return cursor.fetchall()


def count_open(connection: Connection[Any]) -> dict[str, int]:
    """How many wait, by kind."""
    rows = connection.execute(
        "SELECT kind, count(*)::int FROM ticket"
        " WHERE state = 'open' AND waiting_since IS NOT NULL GROUP BY kind"
    )
    return {str(kind): int(count) for kind, count in rows}


def oldest_waiting(connection: Connection[Any]) -> datetime | None:
    """Since when the one who has waited longest does."""
    row = connection.execute(
        "SELECT min(waiting_since) FROM ticket WHERE state = 'open'"
    ).fetchone()
    return row[0] if row else None


def thread(connection: Connection[Any], contact_id: int, most: int) -> list[Line]:
    """What a person wrote and got, and what the team did between, oldest first; the newest
    `most` of it."""
    with connection.cursor(row_factory=class_row(Line)) as cursor:
        cursor.execute(
            """
            SELECT * FROM (
                (SELECT m.created_at AS at, m.id, m.kind AS what, m.body_sealed, m.state, m.flow,
                        m.step, NULL::bigint AS organizer_id, NULL::bigint AS link_id,
                        NULL::jsonb AS detail, m.media
                 FROM message m WHERE m.contact_id = %(contact)s ORDER BY m.id DESC LIMIT %(most)s)
                UNION ALL
                (SELECT e.at, e.id, 'ticket:' || e.act, e.note_sealed, NULL, NULL, NULL,
                        e.organizer_id, e.link_id, e.detail, NULL
                 FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id
                 WHERE t.contact_id = %(contact)s AND e.act NOT IN ('answered')
                 ORDER BY e.id DESC LIMIT %(most)s)
                UNION ALL
                (SELECT r.at, r.id, 'report:' || r.kind, NULL, NULL, r.flow, NULL, NULL, NULL,
                        jsonb_build_object('count', r.count, 'held', r.held,
                                           'taken_back', r.taken_back_at IS NOT NULL), NULL
                 FROM report r WHERE r.contact_id = %(contact)s
                 ORDER BY r.id DESC LIMIT %(most)s)
                UNION ALL
                (SELECT k.at, k.id, 'consent:' || k.act, NULL, NULL, NULL, NULL, NULL, NULL,
                        jsonb_build_object('source', k.source), NULL
                 FROM consent k WHERE k.contact_id = %(contact)s
                 ORDER BY k.id DESC LIMIT %(most)s)
            ) AS lines ORDER BY at DESC, id DESC LIMIT %(most)s
            """,
            {"contact": contact_id, "most": most},
        )
        return list(reversed(cursor.fetchall()))


def answered_by(connection: Connection[Any], contact_id: int) -> dict[int, int | None]:
    """Which organizer wrote which text of a thread, by the text's id."""
    rows = connection.execute(
        """
        SELECT e.message_id, e.organizer_id FROM ticket_event e
        JOIN ticket t ON t.id = e.ticket_id
        WHERE t.contact_id = %s AND e.act = 'answered' AND e.message_id IS NOT NULL
        """,
        [contact_id],
    )
    return {int(message): organizer for message, organizer in rows}


def stops_after_answers(
    connection: Connection[Any], since: datetime, fewest: int
) -> list[tuple[int, int, int]]:
    """Organizers whose answers made people stop: organizer id, people answered, people who stopped
    within an hour of an answer; those with at least `fewest` stops, the most first."""
    rows = connection.execute(
        """
        SELECT e.organizer_id, count(DISTINCT t.contact_id)::int,
               count(DISTINCT k.contact_id)::int AS stopped
        FROM ticket_event e
        JOIN ticket t ON t.id = e.ticket_id
        LEFT JOIN consent k ON k.contact_id = t.contact_id AND k.act = 'opt_out'
            AND k.source <> 'organizer' AND k.at BETWEEN e.at AND e.at + interval '1 hour'
        WHERE e.act = 'answered' AND e.organizer_id IS NOT NULL AND e.at > %s
        GROUP BY e.organizer_id HAVING count(DISTINCT k.contact_id) >= %s
        ORDER BY stopped DESC
        """,
        [since, fewest],
    )
    return [(int(who), int(people), int(stops)) for who, people, stops in rows]
