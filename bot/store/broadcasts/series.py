"""Looking for who is due for a text of a series, and planning it: each at most once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from psycopg import Connection

from bot.store.broadcasts.series_due import DUE_FROM, Due, due_sql

_LOCK = 5_871_402  # the advisory lock of whoever looks; any number nothing else uses


class Place(NamedTuple):
    """People who are due, by where they may be; who has waited longest comes first."""

    zones: list[str]
    state: str | None
    area_states: list[str] | None
    contact_ids: list[int]


class DueRow(NamedTuple):
    """One person who is due, and for what."""

    contact_id: int
    address_id: int
    anchor: str
    event_id: int | None
    event_day: date | None
    event_time: time | None
    due_at: datetime
    until: datetime


class Planned(NamedTuple):
    """A text ready to be planned."""

    row: DueRow
    body: bytes
    lang: str
    parts: int


def lock(connection: Connection[Any]) -> bool:
    """Be the only one who looks, until the transaction ends. False where somebody else is."""
    row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK]).fetchone()
    return bool(row and row[0])


def seen_since(
    connection: Connection[Any], texts: Sequence[tuple[str, str, str]], now: datetime
) -> dict[tuple[str, str, str], datetime]:
    """Since when each (series, text, rule) is known; from now on, if it is new."""
    columns = [list(column) for column in zip(*texts, strict=True)] or [[], [], []]
    connection.execute(
        "INSERT INTO series_seen (series, name, rule, seen_at)"
        " SELECT *, %s FROM unnest(%s::text[], %s::text[], %s::text[]) ON CONFLICT DO NOTHING",
        [now, *columns],
    )
    rows = connection.execute(
        "SELECT series, name, rule, seen_at FROM series_seen"
        " JOIN unnest(%s::text[], %s::text[], %s::text[]) AS t(series, name, rule)"
        " USING (series, name, rule)",
        columns,
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def waiting_places(connection: Connection[Any], due: Due) -> list[Place]:
    """Everybody who is due now, by place."""
    statement, values = due_sql(due)
    rows = connection.execute(
        f"{statement} SELECT c.zones, c.state, c.area_states,"
        " array_agg(k.contact_id ORDER BY k.due_at)"
        f" {DUE_FROM} GROUP BY c.zones, c.state, c.area_states",
        values,
        prepare=False,  # a plan kept from a small table would scan a large one for each person
    )
    return [Place._make(row) for row in rows.fetchall()]


def due_people(connection: Connection[Any], due: Due, contact_ids: Sequence[int]) -> list[DueRow]:
    """Who of these people is due now, kept from changing until the transaction ends; of somebody's
    actions, the one that begins first comes first.

    Whoever is being answered at this moment is left for the next look.
    """
    statement, values = due_sql(due, contact_ids)
    rows = connection.execute(
        f"""{statement}
        SELECT k.contact_id, a.id, k.anchor, k.event_id, k.event_day, k.event_time, k.due_at,
            least(k.due_at + %(late)s, k.ends_at)
        {DUE_FROM} ORDER BY k.due_at, k.contact_id, k.event_day, k.event_time, k.event_id
        FOR KEY SHARE OF c SKIP LOCKED
        """,
        values,
        prepare=False,  # a plan kept from a small table would scan a large one for each person
    )
    return [DueRow._make(row) for row in rows.fetchall()]


_PLAN_TEXTS = """
WITH given AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('message', 'id')) AS message_id, g.*
    FROM unnest(%(contacts)s::bigint[], %(addresses)s::bigint[], %(anchors)s::text[],
                %(events)s::bigint[], %(event_days)s::date[], %(event_times)s::time[],
                %(dues)s::timestamptz[], %(untils)s::timestamptz[], %(bodies)s::bytea[],
                %(langs)s::text[], %(parts)s::smallint[])
        AS g(contact_id, address_id, anchor, event_id, event_day, event_time, due_at,
             until, body, lang, parts)
), kept AS (
    INSERT INTO series_sent AS was (series, name, contact_id, anchor, event_id, event_day,
                                    event_time, due_at, message_id, at)
    SELECT %(series)s, %(name)s, contact_id, anchor, event_id, event_day, event_time,
        due_at, message_id, %(now)s FROM given
    ON CONFLICT (contact_id, series, name, anchor) DO UPDATE SET
        event_day = excluded.event_day, event_time = excluded.event_time,
        due_at = excluded.due_at, message_id = excluded.message_id, at = excluded.at
    WHERE EXISTS (SELECT 1 FROM message m WHERE m.id = was.message_id
                  AND m.state = 'skipped' AND m.reason = 'event_changed')
    RETURNING message_id
)
INSERT INTO message (id, contact_id, address_id, kind, state, body_sealed, lang, parts,
                     not_before, not_after, created_at)
SELECT message_id, contact_id, address_id, 'follow_up', 'planned', body, lang, parts,
    %(now)s, until, %(now)s FROM given JOIN kept USING (message_id)
"""


def plan_texts(
    connection: Connection[Any], series: str, name: str, planned: Sequence[Planned], now: datetime
) -> int:
    """Plan texts, each with its line in the ledger, in one statement. How many are new.

    The ledger's key lets one text through for a person and what it is about. One whose event
    changed before it went may be planned again.
    """
    found = connection.execute(
        _PLAN_TEXTS,
        {
            **_columns([one.row for one in planned]),
            "untils": [one.row.until for one in planned],
            "bodies": [one.body for one in planned],
            "langs": [one.lang for one in planned],
            "parts": [one.parts for one in planned],
            "series": series,
            "name": name,
            "now": now,
        },
    )
    return found.rowcount


def plan_conversations(
    connection: Connection[Any],
    series: str,
    name: str,
    rows: Sequence[DueRow],
    timer: str,
    now: datetime,
) -> int:
    """Begin a conversation with each of these people, once: a timer that is due now."""
    found = connection.execute(
        """
        WITH kept AS (
            INSERT INTO series_sent (series, name, contact_id, anchor, event_id, event_day,
                                     event_time, due_at, at)
            SELECT %(series)s, %(name)s, g.*, %(now)s
            FROM unnest(%(contacts)s::bigint[], %(anchors)s::text[], %(events)s::bigint[],
                        %(event_days)s::date[], %(event_times)s::time[], %(dues)s::timestamptz[]) g
            ON CONFLICT DO NOTHING RETURNING contact_id
        )
        INSERT INTO timer (contact_id, name, due_at, created_at)
        SELECT DISTINCT contact_id, %(timer)s, %(now)s::timestamptz, %(now)s::timestamptz FROM kept
        ON CONFLICT (contact_id, name) DO UPDATE SET due_at = excluded.due_at
        """,
        {**_columns(rows), "series": series, "name": name, "timer": timer, "now": now},
    )
    return found.rowcount


def have_gone(connection: Connection[Any], since: datetime) -> bool:
    """Whether any text of a series was planned since."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM series_sent WHERE at > %s)", [since]
    ).fetchone()
    return bool(row and row[0])


def count_sent(connection: Connection[Any]) -> dict[tuple[str, str], int]:
    """How many of each (series, text) were planned so far."""
    rows = connection.execute("SELECT series, name, count(*) FROM series_sent GROUP BY 1, 2")
    return {(row[0], row[1]): int(row[2]) for row in rows.fetchall()}


def waiting_texts(connection: Connection[Any], now: datetime) -> int:
    """How many single texts are due and not yet on their way."""
    row = connection.execute(
        "SELECT count(*) FROM message WHERE broadcast_id IS NULL AND state = 'planned'"
        " AND via = 'api' AND not_before <= %s",
        [now],
    ).fetchone()
    return int(row[0]) if row else 0


def _columns(rows: Sequence[DueRow]) -> dict[str, Any]:
    return {
        "contacts": [row.contact_id for row in rows],
        "addresses": [row.address_id for row in rows],
        "anchors": [row.anchor for row in rows],
        "events": [row.event_id for row in rows],
        "event_days": [row.event_day for row in rows],
        "event_times": [row.event_time for row in rows],
        "dues": [row.due_at for row in rows],
    }
