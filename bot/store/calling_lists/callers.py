"""Who may call a list, who asked to, and what each of them did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asked for a list, was let in, or called it from its room (`state` room). The
    name is sealed; `is_shown`: they said yes to their first name where others read it."""

    contact_id: int
    state: str
    name_sealed: bytes | None
    is_shown: bool
    calls: int
    reached: int
    passed: int
    last_at: datetime | None


def of_list(connection: Connection[Any], list_id: int) -> list[Caller]:
    """Everybody who asked, is in or called: who asks first, then by what they did."""
    with connection.cursor(row_factory=class_row(Caller)) as cursor:
        cursor.execute(
            """
            WITH made AS (
                SELECT caller_id, max(claimed_at) AS last_at,
                    count(*) FILTER (WHERE state = 'told' AND taken_back_at IS NULL)::int AS calls,
                    count(*) FILTER (WHERE outcome = 'talked' AND taken_back_at IS NULL)::int
                        AS reached,
                    count(*) FILTER (WHERE state = 'passed')::int AS passed
                FROM list_call WHERE list_id = %(id)s AND caller_id IS NOT NULL GROUP BY 1
            ), everybody AS (
                SELECT contact_id FROM list_caller WHERE list_id = %(id)s
                UNION SELECT caller_id FROM made
            )
            SELECT c.id AS contact_id, coalesce(k.state, 'room') AS state, c.name_sealed,
                'on_screen' = ANY(c.tags) AS is_shown, coalesce(m.calls, 0) AS calls,
                coalesce(m.reached, 0) AS reached, coalesce(m.passed, 0) AS passed, m.last_at
            FROM everybody e JOIN contact c ON c.id = e.contact_id
            LEFT JOIN list_caller k ON k.list_id = %(id)s AND k.contact_id = c.id
            LEFT JOIN made m ON m.caller_id = c.id
            ORDER BY k.state = 'asked' DESC NULLS LAST, calls DESC, c.id
            """,
            {"id": list_id},
        )
        return cursor.fetchall()


def state_of(connection: Connection[Any], list_id: int, contact_id: int) -> str | None:
    """What somebody is to a list: asked, in, out, or None."""
    row = connection.execute(
        "SELECT state FROM list_caller WHERE list_id = %s AND contact_id = %s FOR UPDATE",
        [list_id, contact_id],
    ).fetchone()
    return str(row[0]) if row else None


def set_state(
    connection: Connection[Any],
    list_id: int,
    contact_id: int,
    state: str,
    now: datetime,
    by: int | None = None,
) -> None:
    """Say what somebody is to a list."""
    connection.execute(
        "INSERT INTO list_caller (list_id, contact_id, state, at, decided_by)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (list_id, contact_id)"
        " DO UPDATE SET state = excluded.state, at = excluded.at, decided_by = excluded.decided_by",
        [list_id, contact_id, state, now, by],
    )


def decided_last(connection: Connection[Any], contact_id: int) -> tuple[str, str] | None:
    """The state and the list's title of what was decided last about somebody."""
    row = connection.execute(
        "SELECT k.state, l.title FROM list_caller k JOIN calling_list l ON l.id = k.list_id"
        " WHERE k.contact_id = %s AND k.state IN ('in', 'out')"
        " ORDER BY k.at DESC LIMIT 1",
        [contact_id],
    ).fetchone()
    return (str(row[0]), str(row[1])) if row else None


def who_asks(connection: Connection[Any]) -> int:
    """How many wait to be let in, of lists that are open."""
    row = connection.execute(
        "SELECT count(*) FROM list_caller k JOIN calling_list l ON l.id = k.list_id"
        " WHERE k.state = 'asked' AND l.state = 'open'"
    ).fetchone()
    return int(row[0]) if row else 0


def contact_of(connection: Connection[Any], digests: list[bytes]) -> int | None:
    """Whose number this is, if they may be texted."""
    row = connection.execute(
        "SELECT c.id FROM address a JOIN contact c ON c.id = a.contact_id"
        " WHERE a.digest = ANY(%s) AND c.opted_out_at IS NULL LIMIT 1",
        [digests],
    ).fetchone()
    return int(row[0]) if row else None
