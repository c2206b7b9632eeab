"""Queries for asking guests whether they come: never two volunteers with one guest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

# After so long somebody who was not reached, or has not answered, may be asked again.
NOT_REACHED_FOR = timedelta(hours=2)
ASKED_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class GuestRow:
    """A guest to be asked; the name is sealed."""

    contact_id: int
    name_sealed: bytes | None
    lang: str | None


def claim(
    connection: Connection[Any],
    event_id: int,
    link_id: int,
    lang: str | None,
    most: int,
    now: datetime,
    until: datetime,
) -> None:
    """Give a link guests to ask, up to `most` with those it has: who goes, may be texted, reads the
    language (any where it is None) and has said nothing yet; those never asked first."""
    connection.execute(
        """
        WITH next AS (
            SELECT r.contact_id FROM rsvp r JOIN contact c ON c.id = r.contact_id
            WHERE r.event_id = %(event)s AND r.state = 'going' AND c.opted_out_at IS NULL
              AND c.held_at IS NULL AND (%(lang)s::text IS NULL OR c.lang IS NULL
                                         OR c.lang = %(lang)s)
              AND (r.claimed_until IS NULL OR r.claimed_until <= %(now)s)
              AND (r.checked_as IS NULL
                   OR (r.checked_as = 'not_reached' AND r.checked_at <= %(not_reached)s)
                   OR (r.checked_as = 'asked' AND r.checked_at <= %(asked)s))
            ORDER BY r.checked_at NULLS FIRST, r.at, r.contact_id
            LIMIT GREATEST(0, %(most)s - (
                SELECT count(*) FROM rsvp m WHERE m.event_id = %(event)s
                  AND m.claimed_link = %(link)s AND m.claimed_until > %(now)s))
            FOR UPDATE OF r SKIP LOCKED
        )
        UPDATE rsvp SET claimed_link = %(link)s, claimed_until = %(until)s
        WHERE event_id = %(event)s AND contact_id IN (SELECT contact_id FROM next)
        """,
        {
            "event": event_id, "link": link_id, "lang": lang, "most": most, "now": now,
            "until": until, "not_reached": now - NOT_REACHED_FOR, "asked": now - ASKED_FOR,
        },
    )  # fmt: skip


def held(
    connection: Connection[Any], event_id: int, link_id: int, now: datetime
) -> Sequence[GuestRow]:
    """The guests a link has now, without those who stopped meanwhile."""
    with connection.cursor(row_factory=class_row(GuestRow)) as cursor:
        cursor.execute(
            "SELECT r.contact_id, c.name_sealed, c.lang FROM rsvp r"
            " JOIN contact c ON c.id = r.contact_id"
            " WHERE r.event_id = %s AND r.claimed_link = %s AND r.claimed_until > %s"
            " AND r.state = 'going' AND c.opted_out_at IS NULL AND c.held_at IS NULL"
            " ORDER BY r.at, r.contact_id",
            [event_id, link_id, now],
        )
        return cursor.fetchall()


def mark(
    connection: Connection[Any], event_id: int, contact_id: int, heard: str, now: datetime
) -> None:
    """Note what was heard; nobody has the guest any more."""
    connection.execute(
        "UPDATE rsvp SET checked_as = %s, checked_at = %s, claimed_link = NULL,"
        " claimed_until = NULL WHERE event_id = %s AND contact_id = %s",
        [heard, now, event_id, contact_id],
    )


def confirm(connection: Connection[Any], event_id: int, contact_id: int, now: datetime) -> None:
    """A guest who was asked has signed up once more: they come."""
    connection.execute(
        "UPDATE rsvp SET checked_as = 'comes', checked_at = %s"
        " WHERE event_id = %s AND contact_id = %s AND checked_as IS NOT NULL",
        [now, event_id, contact_id],
    )


def release(connection: Connection[Any], link_id: int) -> None:
    """Nobody that a link had is taken any more."""
    connection.execute(
        "UPDATE rsvp SET claimed_link = NULL, claimed_until = NULL WHERE claimed_link = %s",
        [link_id],
    )


def said_yes(connection: Connection[Any], event_ids: Sequence[int]) -> dict[int, int]:
    """For how many people of each action it was said that they come; one without is left out."""
    rows = connection.execute(
        "SELECT event_id, sum(party) FROM rsvp WHERE event_id = ANY(%s) AND state = 'going'"
        " AND checked_as = 'comes' GROUP BY event_id",
        [list(event_ids)],
    )
    return {int(row[0]): int(row[1]) for row in rows}
