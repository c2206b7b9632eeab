"""Claims: never two people on one conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Who:
    """Who works: an organizer, or a volunteer by a link. One of the two is set."""

    organizer_id: int | None = None
    link_id: int | None = None


_MINE = """(claimed_by IS NOT DISTINCT FROM %(organizer)s
            AND claimed_link IS NOT DISTINCT FROM %(link)s)"""
_FREE = "(claimed_until IS NULL OR claimed_until <= %(now)s)"


def claim_next(
    connection: Connection[Any],
    who: Who,
    most: int,
    langs: Sequence[str],
    now: datetime,
    until: datetime,
) -> list[int]:
    """Claim the most urgent that wait and nobody has, in these languages (all where none is
    named). Their ids, most urgent first; what the person has already counts towards `most`."""
    rows = connection.execute(
        f"""
        WITH mine AS (
            SELECT count(*) AS number FROM ticket
            WHERE state = 'open' AND waiting_since IS NOT NULL
              AND claimed_until > %(now)s AND {_MINE}
        ), next AS (
            SELECT id FROM ticket
            WHERE state = 'open' AND waiting_since IS NOT NULL AND {_FREE}
              AND (assigned_to IS NULL OR assigned_to IS NOT DISTINCT FROM %(organizer)s)
              AND (%(langs)s::varchar[] = '{{}}' OR lang IS NULL OR lang = ANY(%(langs)s))
            ORDER BY urgency, waiting_since
            LIMIT GREATEST(0, %(most)s - (SELECT number FROM mine))
            FOR UPDATE SKIP LOCKED
        )
        UPDATE ticket SET claimed_by = %(organizer)s, claimed_link = %(link)s,
            claimed_until = %(until)s
        WHERE id IN (SELECT id FROM next) RETURNING id, urgency, waiting_since
        """,  # noqa: S608 - constants of this module
        _values(who, now, until) | {"most": most, "langs": list(langs)},
    ).fetchall()
    return [int(row[0]) for row in sorted(rows, key=lambda row: (row[1], row[2]))]


def claim(
    connection: Connection[Any], ticket_id: int, who: Who, now: datetime, until: datetime
) -> bool:
    """Claim one, or keep it for longer; False while somebody else has it."""
    found = connection.execute(
        f"""
        UPDATE ticket SET claimed_by = %(organizer)s, claimed_link = %(link)s,
            claimed_until = %(until)s
        WHERE id = %(ticket)s AND state = 'open' AND ({_FREE} OR {_MINE})
        """,  # noqa: S608 - constants of this module
        _values(who, now, until) | {"ticket": ticket_id},
    )
    return found.rowcount > 0


def release(connection: Connection[Any], who: Who, ticket_ids: Sequence[int] = ()) -> int:
    """Let go of some tickets, or of all that somebody has. How many."""
    found = connection.execute(
        f"""
        UPDATE ticket SET claimed_by = NULL, claimed_link = NULL, claimed_until = NULL
        WHERE {_MINE} AND claimed_until IS NOT NULL
          AND (%(tickets)s::bigint[] = '{{}}' OR id = ANY(%(tickets)s))
        """,  # noqa: S608 - constants of this module
        {"organizer": who.organizer_id, "link": who.link_id, "tickets": list(ticket_ids)},
    )
    return found.rowcount


def held_by(connection: Connection[Any], who: Who, now: datetime) -> list[int]:
    """The tickets somebody has claimed, most urgent first."""
    rows = connection.execute(
        f"SELECT id FROM ticket WHERE state = 'open' AND claimed_until > %(now)s AND {_MINE}"  # noqa: S608
        " ORDER BY urgency, waiting_since NULLS LAST",
        {"organizer": who.organizer_id, "link": who.link_id, "now": now},
    )
    return [int(ticket_id) for (ticket_id,) in rows]


def _values(who: Who, now: datetime, until: datetime) -> dict[str, Any]:
    return {
        "organizer": who.organizer_id,
        "link": who.link_id,
        "now": now,
        "until": until,
    }
