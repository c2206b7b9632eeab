"""Queries for hosts' pages: their secret links, who comes, and who was at the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

HOST = "host"


@dataclass(frozen=True, slots=True)
class PageRow:
    """A secret page of an event. `contact_id` is whose it is."""

    id: int
    event_id: int
    code: str
    contact_id: int | None
    at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class DoorRow:
    """A guest as the door's list has them; the name is sealed. `came`: here, no_show, or None."""

    contact_id: int
    name_sealed: bytes | None
    lang: str | None
    state: str
    party: int
    needs: list[str]
    is_in: bool
    came: str | None


_PAGE = "p.id, p.event_id, e.code, p.contact_id, p.at, p.revoked_at"


def add(
    connection: Connection[Any], event_id: int, digest: bytes, contact_id: int, now: datetime
) -> int:
    """A new link of somebody who leads an event; those they had end. Its row id."""
    connection.execute(
        "UPDATE event_page SET revoked_at = %s WHERE event_id = %s AND contact_id = %s"
        " AND kind = %s AND revoked_at IS NULL",
        [now, event_id, contact_id, HOST],
    )
    row = connection.execute(
        "INSERT INTO event_page (event_id, kind, token_digest, contact_id, at)"
        " VALUES (%s, %s, %s, %s, %s) RETURNING id",
        [event_id, HOST, digest, contact_id, now],
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def find(connection: Connection[Any], digest: bytes) -> PageRow | None:
    """The host's page of a token; None where there is none, or it was revoked."""
    row = connection.execute(
        f"SELECT {_PAGE} FROM event_page p JOIN event e ON e.id = p.event_id"  # noqa: S608 - constants
        " WHERE p.token_digest = %s AND p.kind = %s AND p.revoked_at IS NULL",
        [digest, HOST],
    ).fetchone()
    return None if row is None else PageRow(*row)


def working(connection: Connection[Any], event_id: int) -> list[PageRow]:
    """The host's links of an event that were not revoked, the newest first."""
    rows = connection.execute(
        f"SELECT {_PAGE} FROM event_page p JOIN event e ON e.id = p.event_id"  # noqa: S608 - constants
        " WHERE p.event_id = %s AND p.kind = %s AND p.revoked_at IS NULL ORDER BY p.id DESC",
        [event_id, HOST],
    )
    return [PageRow(*row) for row in rows]


def revoke(connection: Connection[Any], page_id: int, now: datetime) -> int | None:
    """End a link at once: the event's id, None where there is none that works."""
    row = connection.execute(
        "UPDATE event_page SET revoked_at = %s WHERE id = %s AND kind = %s AND revoked_at IS NULL"
        " RETURNING event_id",
        [now, page_id, HOST],
    ).fetchone()
    return None if row is None else int(row[0])


def door(connection: Connection[Any], event_id: int, but: Sequence[int]) -> list[DoorRow]:
    """Who goes, or waits, the first to sign up first; without who leads it."""
    rows = connection.execute(
        "SELECT r.contact_id, c.name_sealed, c.lang, r.state, r.party, r.needs,"
        " r.let_in_at IS NOT NULL, r.came FROM rsvp r JOIN contact c ON c.id = r.contact_id"
        " WHERE r.event_id = %s AND r.state IN ('going', 'offered', 'waiting')"
        " AND r.contact_id <> ALL(%s) ORDER BY r.state <> 'going', r.at, r.contact_id",
        [event_id, list(but)],
    )
    return [DoorRow(*row) for row in rows]


def mark(
    connection: Connection[Any], event_id: int, contact_id: int, came: str | None, now: datetime
) -> str | None:
    """Note whether a guest is there; what was known before. Raises: LookupError where they have
    not signed up."""
    row = connection.execute(
        "SELECT came FROM rsvp WHERE event_id = %s AND contact_id = %s"
        " AND state IN ('going', 'offered', 'waiting') FOR UPDATE",
        [event_id, contact_id],
    ).fetchone()
    if row is None:
        raise LookupError
    connection.execute(
        "UPDATE rsvp SET came = %s, came_at = %s, state = CASE WHEN %s = 'here' THEN 'going'"
        " ELSE state END WHERE event_id = %s AND contact_id = %s",
        [came, now if came else None, came or "", event_id, contact_id],
    )
    return None if row[0] is None else str(row[0])


def take_back_came(
    connection: Connection[Any], event_id: int, contact_id: int, now: datetime
) -> None:
    """It does not count any more that a guest was there."""
    connection.execute(
        "UPDATE report SET taken_back_at = %s WHERE event_id = %s AND contact_id = %s"
        " AND kind = 'came' AND taken_back_at IS NULL",
        [now, event_id, contact_id],
    )


def guest_counts(connection: Connection[Any], event_id: int) -> dict[str, int]:
    """How many people go, wait, were there and were not, parties counted; how many of who goes
    signed up themselves."""
    row = connection.execute(
        "SELECT coalesce(sum(party) FILTER (WHERE state = 'going'), 0),"
        " coalesce(sum(party) FILTER (WHERE state IN ('waiting', 'offered')), 0),"
        " coalesce(sum(party) FILTER (WHERE came = 'here'), 0),"
        " coalesce(sum(party) FILTER (WHERE came = 'no_show'), 0),"
        " count(*) FILTER (WHERE state = 'going') FROM rsvp WHERE event_id = %s",
        [event_id],
    ).fetchone()
    names = ("going", "waiting", "here", "no_show", "signed")
    return dict(zip(names, map(int, row or (0, 0, 0, 0, 0)), strict=True))
