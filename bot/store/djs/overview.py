"""Queries for organizers: DJs, who has which script, airings by day and market, who recruits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class StationRow:
    """A DJ as organizers see one: no number. Words of theirs are sealed as stored. `received`
    scripts and `aired` are by language, "" where none is known."""

    contact_id: int
    name_sealed: bytes | None
    station_sealed: bytes | None
    market_sealed: bytes | None
    langs: list[str]
    slot: str | None
    state: str
    created_at: datetime
    received: dict[str, int]
    aired: dict[str, int]
    last_aired_at: datetime | None
    recruiter_code: str | None


@dataclass(frozen=True, slots=True)
class HolderRow:
    """The newest version of a script that a DJ was given."""

    contact_id: int
    station_sealed: bytes | None
    market_sealed: bytes | None
    version: int
    given_at: datetime
    aired: int


@dataclass(frozen=True, slots=True)
class Steps:
    """The funnel: stations asked, DJs signed up, those who received a script, those who aired."""

    asked: int
    signed_up: int
    received: int
    aired: int


@dataclass(frozen=True, slots=True)
class RecruiterRow:
    """A volunteer who asks stations. The name is sealed as stored."""

    contact_id: int
    name_sealed: bytes | None
    code: str
    asked: int
    signed_up: int
    airings: int


def stations(connection: Connection[Any], state: str | None = None) -> list[StationRow]:
    """Every DJ, or those in a state."""
    rows = connection.execute(
        """
        SELECT d.contact_id, c.name_sealed, d.station_sealed, d.market_sealed, d.langs,
               coalesce(d.slots, d.slot), d.state,
               d.created_at,
               coalesce(s.received, '{}'), coalesce(a.aired, '{}'), a.last_at, r.code
        FROM dj d JOIN contact c ON c.id = d.contact_id
        LEFT JOIN (SELECT contact_id, jsonb_object_agg(lang, n) AS received FROM (
                       SELECT contact_id, coalesce(lang, '') AS lang, count(*) AS n
                       FROM script_share WHERE contact_id IS NOT NULL GROUP BY 1, 2) AS each
                   GROUP BY contact_id) s ON s.contact_id = d.contact_id
        LEFT JOIN (SELECT contact_id, jsonb_object_agg(lang, n) AS aired, max(at) AS last_at FROM (
                       SELECT contact_id, coalesce(details ->> 'lang', '') AS lang,
                              sum(count)::int AS n, max(at) AS at
                       FROM counted_report WHERE kind = 'aired' AND contact_id IS NOT NULL
                       GROUP BY 1, 2) AS each
                   GROUP BY contact_id) a ON a.contact_id = d.contact_id
        LEFT JOIN contact r ON r.id = d.recruited_by
        WHERE %s::text IS NULL OR d.state = %s
        ORDER BY d.contact_id
        """,
        [state, state],
    )
    return [StationRow(*row) for row in rows]


def holders(connection: Connection[Any], script: str) -> list[HolderRow]:
    """Which DJ has which version of a script, the newest first."""
    rows = connection.execute(
        """
        SELECT d.contact_id, d.station_sealed, d.market_sealed, max(s.version), max(s.created_at),
               (SELECT coalesce(sum(count), 0) FROM counted_report r
                WHERE r.contact_id = d.contact_id
                AND r.kind = 'aired' AND r.details ->> 'script' = %(script)s)
        FROM script_share s JOIN dj d ON d.contact_id = s.contact_id
        WHERE s.script = %(script)s GROUP BY d.contact_id
        ORDER BY max(s.created_at) DESC LIMIT 500
        """,
        {"script": script},
    )
    return [HolderRow(row[0], row[1], row[2], int(row[3]), row[4], int(row[5])) for row in rows]


def version_counts(connection: Connection[Any]) -> dict[tuple[str, int], tuple[int, int]]:
    """(script, version) → people who have it as their newest, and airings of it."""
    held = connection.execute(
        "SELECT script, version, count(*) FROM (SELECT script, contact_id, max(version) AS version"
        " FROM script_share WHERE contact_id IS NOT NULL GROUP BY script, contact_id) AS newest"
        " GROUP BY script, version"
    ).fetchall()
    aired = connection.execute(
        "SELECT details ->> 'script', coalesce((details ->> 'version')::int, 0), sum(count)"
        " FROM counted_report WHERE kind = 'aired' GROUP BY 1, 2"
    ).fetchall()
    found = {(row[0], int(row[1])): (int(row[2]), 0) for row in held}
    for script, version, count in aired:
        people = found.get((script, int(version)), (0, 0))[0]
        found[(script, int(version))] = (people, int(count))
    return found


def funnel(connection: Connection[Any]) -> Steps:
    """How far stations have come."""
    row = connection.execute(
        """
        SELECT (SELECT count(*) FROM station_ask),
               (SELECT count(*) FROM dj WHERE state <> 'declined'),
               (SELECT count(DISTINCT s.contact_id) FROM script_share s
                JOIN dj d ON d.contact_id = s.contact_id AND d.state <> 'declined'),
               (SELECT count(DISTINCT r.contact_id) FROM counted_report r
                JOIN dj d ON d.contact_id = r.contact_id AND d.state <> 'declined'
                WHERE r.kind = 'aired')
        """
    ).fetchone()
    assert row is not None  # noqa: S101 - counts are always one row
    return Steps(*map(int, row))


def recruiters(connection: Connection[Any], limit: int) -> list[RecruiterRow]:
    """Volunteers by the DJs they brought and the airings of those."""
    rows = connection.execute(
        """
        SELECT c.id, c.name_sealed, c.code, coalesce(k.asked, 0), coalesce(d.djs, 0),
               coalesce(r.airings, 0)
        FROM contact c
        LEFT JOIN (SELECT contact_id, count(*) AS asked FROM station_ask GROUP BY 1) k
            ON k.contact_id = c.id
        LEFT JOIN (SELECT recruited_by, count(*) AS djs FROM dj WHERE state <> 'declined'
                   GROUP BY 1) d ON d.recruited_by = c.id
        LEFT JOIN (SELECT credit_id, sum(count) AS airings FROM counted_report WHERE kind = 'aired'
                   AND credit_id IS NOT NULL GROUP BY 1) r ON r.credit_id = c.id
        WHERE k.asked IS NOT NULL OR d.djs IS NOT NULL
        ORDER BY 6 DESC, 5 DESC, 4 DESC, c.id LIMIT %s
        """,
        [limit],
    )
    return [RecruiterRow(*row[:3], *map(int, row[3:])) for row in rows]


def airings_by_day(
    connection: Connection[Any], zone: str, since: datetime
) -> list[tuple[date, bytes | None, int]]:
    """(day, market as sealed, airings) since an instant, by DJ; days are the campaign's."""
    rows = connection.execute(
        """
        SELECT a.day, d.market_sealed, a.airings
        FROM (SELECT (at AT TIME ZONE %s)::date AS day, contact_id, sum(count) AS airings
              FROM counted_report WHERE kind = 'aired' AND at >= %s GROUP BY 1, 2) AS a
        LEFT JOIN dj d ON d.contact_id = a.contact_id ORDER BY 1
        """,
        [zone, since],
    )
    return [(row[0], row[1], int(row[2])) for row in rows]


def airings(connection: Connection[Any]) -> Iterator[tuple[Any, ...]]:
    """(at, what was said, market, script, version, length, language) of every airing, the newest
    first, in constant memory; the second and third sealed as stored."""
    with connection.cursor(name="airings") as cursor:
        cursor.itersize = 5000
        cursor.execute(
            """
            SELECT r.at, r.details_sealed, d.market_sealed, r.details ->> 'script',
                   r.details ->> 'version', r.details ->> 'length', r.details ->> 'lang'
            FROM counted_report r LEFT JOIN dj d ON d.contact_id = r.contact_id
            WHERE r.kind = 'aired' ORDER BY r.at DESC
            """
        )
        yield from cursor


def note_pushes(connection: Connection[Any], now: datetime) -> int:
    """Whoever the carrier took a pushed script for has it: note it, once a text. How many."""
    done = connection.execute(
        """
        INSERT INTO script_share (code, contact_id, script, version, length, lang, message_id,
                                  created_at)
        SELECT replace(gen_random_uuid()::text, '-', ''), m.contact_id, b.settings ->> 'script',
               (b.settings ->> 'version')::int, b.settings ->> 'length', b.settings ->> 'lang',
               m.id, coalesce(m.claimed_at, %s)
        FROM broadcast b JOIN message m ON m.broadcast_id = b.id AND m.kind = 'broadcast'
        WHERE b.settings ? 'script' AND b.planned_at IS NOT NULL
          AND m.state IN ('accepted', 'sent', 'delivered')
          AND NOT EXISTS (SELECT 1 FROM script_share s
                          WHERE s.contact_id = m.contact_id AND s.message_id = m.id)
        """,
        [now],
    )
    return done.rowcount
