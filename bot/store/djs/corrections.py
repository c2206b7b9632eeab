"""Queries for editions of scripts and for whom a new one corrects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from bot.store.organizers.approvers import behind


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a script as it was first seen. `is_changed`: its words differ from what runs
    now under the same version."""

    script: str
    version: int
    words_hash: bytes
    urgent_reason: str | None
    urgent_by: int | None
    approved_by: int | None
    approved_at: datetime | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has an older version of a script, or one whose last day has passed.

    `had_last_day`: they have read it on air on its last day, so there is nothing to tell.
    """

    contact_id: int
    had_version: int
    had_last_day: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction that is to be told. `version` 0: the script's last day has passed."""

    id: int
    script: str
    version: int
    had_version: int


_EDITION = (
    "script, version, words_hash, urgent_reason, urgent_by, approved_by, approved_at, seen_at"
)


def note_edition(
    connection: Connection[Any], script: str, version: int, words_hash: bytes, now: datetime
) -> None:
    """Note a version when it is first seen."""
    connection.execute(
        "INSERT INTO script_edition (script, version, words_hash, seen_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [script, version, words_hash, now],
    )


def editions(connection: Connection[Any], script: str | None = None) -> list[Edition]:
    """Every edition of a script, or of all, the newest first."""
    rows = connection.execute(
        f"SELECT {_EDITION} FROM script_edition WHERE %s::text IS NULL OR script = %s"  # noqa: S608 - a constant
        " ORDER BY script, version DESC",
        [script, script],
    )
    return [Edition(*row) for row in rows]


def ask_urgent(
    connection: Connection[Any],
    script: str,
    version: int,
    organizer_id: int | None,
    reason: str,
    now: datetime,
) -> bool:
    """Note that an edition's correction should go at any hour, and why. Whether it is there and
    was not approved before."""
    done = connection.execute(
        "UPDATE script_edition SET urgent_reason = %s, urgent_by = %s, urgent_at = %s"
        " WHERE script = %s AND version = %s AND approved_at IS NULL",
        [reason, organizer_id, now, script, version],
    )
    return done.rowcount == 1


def approve_urgent(
    connection: Connection[Any], script: str, version: int, organizer_id: int, now: datetime
) -> bool:
    """Approve what neither they nor who let them in asked for. Whether there was such a thing."""
    done = connection.execute(
        "UPDATE script_edition SET approved_by = %s, approved_at = %s"
        " WHERE script = %s AND version = %s AND urgent_reason IS NOT NULL"
        " AND approved_at IS NULL AND (urgent_by IS NULL OR urgent_by <> ALL(%s::bigint[]))",
        [organizer_id, now, script, version, sorted(behind(connection, organizer_id))],
    )
    return done.rowcount == 1


def is_urgent(connection: Connection[Any], script: str, version: int) -> bool:
    """Whether the correction to this version may go at any hour."""
    row = connection.execute(
        "SELECT 1 FROM script_edition WHERE script = %s AND version = %s"
        " AND approved_at IS NOT NULL",
        [script, version],
    ).fetchone()
    return row is not None


def holders(
    connection: Connection[Any],
    script: str,
    version: int,
    *,
    last_day: date | None,
    zone: str,
    since: datetime,
    limit: int,
) -> Sequence[Holder]:
    """Who was given an older version since, has not been given this one, has not been told and
    may be texted. `version` 0: whoever was given any (its last day has passed)."""
    rows = connection.execute(
        """
        SELECT s.contact_id, max(s.version), EXISTS (
            SELECT 1 FROM counted_report r WHERE r.contact_id = s.contact_id AND r.kind = 'aired'
              AND r.details ->> 'script' = %(script)s
              AND (r.at AT TIME ZONE %(zone)s)::date >= %(last_day)s::date)
        FROM script_share s JOIN contact c ON c.id = s.contact_id AND c.opted_out_at IS NULL
        WHERE s.script = %(script)s AND s.created_at > %(since)s
          AND NOT EXISTS (SELECT 1 FROM script_correction k WHERE k.contact_id = s.contact_id
                          AND k.script = %(script)s AND k.version = %(version)s)
        GROUP BY s.contact_id
        HAVING %(version)s = 0 OR max(s.version) < %(version)s
        ORDER BY s.contact_id LIMIT %(limit)s
        """,
        {
            "script": script,
            "version": version,
            "last_day": last_day,
            "zone": zone,
            "since": since,
            "limit": limit,
        },
    )
    return [Holder(*row) for row in rows]


def add_correction(
    connection: Connection[Any],
    contact_id: int,
    script: str,
    version: int,
    had_version: int,
    reason: str | None,
    now: datetime,
) -> int | None:
    """Note that somebody is told, or why they need not be. Its id; None if it was noted before."""
    row = connection.execute(
        "INSERT INTO script_correction (contact_id, script, version, had_version, reason, at)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id",
        [contact_id, script, version, had_version, reason, now],
    ).fetchone()
    return None if row is None else int(row[0])


def untold(connection: Connection[Any], contact_id: int) -> Correction | None:
    """The correction of a contact that is being told now."""
    row = connection.execute(
        "SELECT id, script, version, had_version FROM script_correction"
        " WHERE contact_id = %s AND message_id IS NULL AND reason IS NULL ORDER BY id DESC LIMIT 1",
        [contact_id],
    ).fetchone()
    return None if row is None else Correction(*row)


def mark_told(
    connection: Connection[Any], correction_id: int, message_id: int, *, is_urgent: bool
) -> None:
    """Link a correction to its text; an urgent one goes at any hour, like a notice."""
    connection.execute(
        "UPDATE script_correction SET message_id = %s WHERE id = %s", [message_id, correction_id]
    )
    if is_urgent:
        connection.execute(
            "UPDATE message SET kind = 'notice' WHERE id = %s AND state = 'planned'", [message_id]
        )


def hurry(connection: Connection[Any], script: str, version: int, now: datetime) -> list[int]:
    """Let go at once what waits for its hour. The rows."""
    rows = connection.execute(
        "UPDATE message m SET kind = 'notice', not_before = %s FROM script_correction k"
        " WHERE k.script = %s AND k.version = %s AND m.id = k.message_id AND m.state = 'planned'"
        " RETURNING m.id",
        [now, script, version],
    )
    return [int(row[0]) for row in rows]
