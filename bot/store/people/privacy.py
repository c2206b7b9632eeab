"""Queries of what is kept of a person in numbers, of who asks to be erased, and of the carrier's
copies of their texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

# A row's SID may come with a callback, after its person is gone.
_LATE_SIDS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much is kept of a person. `actions` are those they lead and go to; `lists` those of
    groups that call people, with their number on it."""

    joined_at: datetime | None
    texts: int
    calls: int
    actions: int
    lists: int = 0


def numbers(connection: Connection[Any], contact_id: int) -> Numbers:
    """How much is kept of a person."""
    row = connection.execute(
        """
        SELECT c.opted_in_at,
            (SELECT count(*) FROM message m WHERE m.contact_id = c.id),
            (SELECT coalesce(sum(count), 0) FROM counted_report r
             WHERE r.contact_id = c.id AND r.kind IN ('called', 'tallied')),
            (SELECT count(*) FROM event e WHERE e.host_id = c.id)
            + (SELECT count(*) FROM rsvp r WHERE r.contact_id = c.id AND r.state <> 'canceled'),
            (SELECT count(*) FROM listed_person p JOIN address a ON a.digest = p.digest
             WHERE a.contact_id = c.id)
        FROM contact c WHERE c.id = %s
        """,
        [contact_id],
    ).fetchone()
    return Numbers(row[0], *map(int, row[1:])) if row else Numbers(None, 0, 0, 0)


def ask(connection: Connection[Any], contact_id: int, now: datetime) -> None:
    """Note that a person has asked to be erased; the first time counts."""
    connection.execute(
        "INSERT INTO erasure_ask (contact_id, asked_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        [contact_id, now],
    )


def asked(connection: Connection[Any], before: datetime, at_last: datetime) -> list[int]:
    """Who asked before an instant and waits for no answer of ours that is still to go out; or
    asked before `at_last`, whatever waits."""
    rows = connection.execute(
        """
        SELECT a.contact_id FROM erasure_ask a WHERE a.asked_at < %s AND (a.asked_at < %s
            OR NOT EXISTS (SELECT 1 FROM message m WHERE m.contact_id = a.contact_id
                AND m.kind = 'reply' AND m.via = 'api' AND m.state IN ('planned', 'claimed')))
        ORDER BY a.asked_at LIMIT 100
        """,
        [before, at_last],
    )
    return [int(row[0]) for row in rows]


def note_copies(connection: Connection[Any], contact_id: int, now: datetime) -> None:
    """Note which texts of somebody the carrier has, to be deleted there."""
    connection.execute(
        "INSERT INTO carrier_copy (sid, erased_id, again_at, asked_at)"
        " SELECT sid, contact_id, %(now)s, %(now)s FROM message"
        " WHERE contact_id = %(id)s AND sid IS NOT NULL ON CONFLICT DO NOTHING",
        {"now": now, "id": contact_id},
    )


def note_late_copies(connection: Connection[Any], now: datetime) -> None:
    """Note texts of which the carrier told us only after their person was gone."""
    connection.execute(
        """
        INSERT INTO carrier_copy (sid, erased_id, again_at, asked_at)
        SELECT m.sid, m.contact_id, %(now)s, %(now)s FROM message m
        WHERE m.sid IS NOT NULL AND m.contact_id IN (
            SELECT DISTINCT erased_id FROM carrier_copy WHERE asked_at > %(since)s)
        ON CONFLICT DO NOTHING
        """,
        {"now": now, "since": now - _LATE_SIDS},
    )


@dataclass(frozen=True, slots=True)
class Copy:
    """A text that the carrier still has."""

    sid: str
    erased_id: int
    tries: int


def due_copies(
    connection: Connection[Any], now: datetime, hold: timedelta, limit: int
) -> list[Copy]:
    """Copies to be deleted now, held for so long so that nobody else takes them."""
    rows = connection.execute(
        """
        UPDATE carrier_copy SET again_at = %(until)s, tries = tries + 1
        WHERE sid IN (SELECT sid FROM carrier_copy WHERE outcome = 'waiting' AND again_at <= %(now)s
                      ORDER BY again_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
        RETURNING sid, erased_id, tries
        """,
        {"now": now, "until": now + hold, "limit": limit},
    )
    return [Copy(str(row[0]), int(row[1]), int(row[2])) for row in rows]


def settle_copy(connection: Connection[Any], sid: str, outcome: str) -> None:
    """What became of a copy."""
    connection.execute("UPDATE carrier_copy SET outcome = %s WHERE sid = %s", [outcome, sid])


def again(connection: Connection[Any], sid: str, at: datetime) -> None:
    """Try to delete a copy once more at an instant."""
    connection.execute("UPDATE carrier_copy SET again_at = %s WHERE sid = %s", [at, sid])


def outcomes(connection: Connection[Any], erased_id: int) -> dict[str, int]:
    """How many copies of somebody's texts came to what."""
    rows = connection.execute(
        "SELECT outcome, count(*)::int FROM carrier_copy WHERE erased_id = %s GROUP BY outcome",
        [erased_id],
    )
    return dict(rows.fetchall())


def outcomes_of_all(connection: Connection[Any]) -> list[tuple[int, datetime, dict[str, int]]]:
    """(id of who was erased, when, how many copies came to what), the newest first."""
    rows = connection.execute(
        "SELECT erased_id, min(at), jsonb_object_agg(outcome, n) FROM ("
        " SELECT erased_id, outcome, min(asked_at) AS at, count(*) AS n FROM carrier_copy"
        " GROUP BY erased_id, outcome) AS each GROUP BY erased_id ORDER BY 2 DESC LIMIT 200"
    )
    return [(int(row[0]), row[1], row[2]) for row in rows]
