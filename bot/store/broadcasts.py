"""Broadcasts in the record: made, claimed when due, planned in one statement, counted, ended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.errors import NotFound

if TYPE_CHECKING:
    from psycopg import Connection

# Every state a row of a broadcast can be in, in the order people think of them.
STATES = (
    "planned", "held", "claimed", "unknown", "accepted", "sent", "delivered",
    "undelivered", "failed", "canceled", "skipped",
)  # fmt: skip
OPEN_STATES = ("planned", "held", "claimed", "unknown")
_COLUMNS = (
    "id, title, segment, texts_sealed, media, state, state_reason, due_at, local_at, zone, repeat,"
    " lateness_s, line, recipients, rate_per_s, settings, audience_hash, parent_id, chapter_id,"
    " created_by, approved_by, created_at, planned_at, first_sent_at, done_at, updated_at"
)


@dataclass(frozen=True, slots=True)
class BroadcastRow:
    """A broadcast as it is stored (tables_broadcasts.py)."""

    id: int
    title: str
    segment: str
    texts_sealed: bytes
    media: list[str] | None
    state: str
    state_reason: str | None
    due_at: datetime | None
    local_at: datetime | None
    zone: str | None
    repeat: dict[str, Any] | None
    lateness_s: int
    line: str | None
    recipients: int | None
    rate_per_s: float | None
    settings: dict[str, Any]
    audience_hash: str | None
    parent_id: int | None
    chapter_id: int | None
    created_by: int | None
    approved_by: int | None
    created_at: datetime
    planned_at: datetime | None
    first_sent_at: datetime | None
    done_at: datetime | None
    updated_at: datetime


class PersonRow(NamedTuple):
    """What texts may show of a contact, sealed as stored."""

    id: int
    lang: str | None
    name_sealed: bytes | None
    zip: str | None
    city: str | None
    state: str | None
    zones: list[str]
    fields: dict[str, Any]
    private_sealed: bytes | None
    tags: list[str]
    code: str


class Hour(NamedTuple):
    """When people of these zones and this state get it; `not_before` null means never."""

    zones: str
    place: str
    not_before: datetime | None
    not_after: datetime | None
    reason: str | None


def load(connection: Connection[Any], broadcast_id: int, *, lock: bool = False) -> BroadcastRow:
    """One broadcast. Raises: NotFound."""
    suffix = " FOR UPDATE" if lock else ""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM broadcast WHERE id = %s{suffix}",  # noqa: S608 - constants
        [broadcast_id],
    ).fetchone()
    if row is None:
        raise NotFound(f"There is no broadcast {broadcast_id}.")
    return BroadcastRow(*row)


def newest(connection: Connection[Any], limit: int) -> list[BroadcastRow]:
    """The newest broadcasts."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM broadcast ORDER BY id DESC LIMIT %s",  # noqa: S608 - constants
        [limit],
    )
    return [BroadcastRow(*row) for row in rows.fetchall()]


def insert(connection: Connection[Any], values: Mapping[str, Any]) -> int:
    """Store a new broadcast; keys are column names. Its id."""
    held = {
        key: json.dumps(value) if isinstance(value, dict) else value
        for key, value in values.items()
    }
    names = ", ".join(held)
    places = ", ".join(f"%({name})s" for name in held)
    row = connection.execute(
        f"INSERT INTO broadcast ({names}) VALUES ({places}) RETURNING id",  # noqa: S608 - our own keys
        held,
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def change_state(
    connection: Connection[Any],
    broadcast_id: int,
    state: str,
    *,
    among: Sequence[str],
    now: datetime,
    reason: str | None = None,
) -> bool:
    """Compare and set: whether the broadcast was in one of `among` and now is in `state`."""
    done = connection.execute(
        "UPDATE broadcast SET state = %s, state_reason = %s, updated_at = %s,"
        " done_at = CASE WHEN %s IN ('done', 'canceled') THEN %s ELSE done_at END"
        " WHERE id = %s AND state = ANY(%s)",
        [state, reason, now, state, now, broadcast_id, list(among)],
    )
    return done.rowcount == 1


def lock_due(connection: Connection[Any], until: datetime) -> BroadcastRow | None:
    """The next broadcast whose time comes by `until`, locked; another clock's are passed over."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM broadcast"  # noqa: S608 - constants
        " WHERE state IN ('scheduled', 'approved') AND due_at <= %s"
        " ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED",
        [until],
    ).fetchone()
    return BroadcastRow(*row) if row else None


def people_about(connection: Connection[Any]) -> int:
    """About how many contacts there are, as PostgreSQL last estimated. Costs nothing."""
    row = connection.execute(
        "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'contact'::regclass"
    ).fetchone()
    return int(row[0]) if row else 0


# --- planning ----------------------------------------------------------------------------------

# Broadcasts go by SMS: the first number that takes texts, else whatever there is, to say why not.
_ADDRESSES = """
    SELECT contact_id,
        min(id) FILTER (WHERE channel = 'sms' AND reach NOT IN ('bad', 'landline', 'no_reply'))
            AS good,
        count(*) FILTER (WHERE channel = 'sms') AS numbers,
        min(id) AS any_id
    FROM address GROUP BY contact_id
"""
_REASON = """CASE
    WHEN c.opted_out_at IS NOT NULL THEN 'opted_out'
    WHEN c.opted_in_at IS NULL THEN 'no_consent'
    WHEN a.numbers = 0 THEN 'no_address'
    WHEN a.good IS NULL THEN 'bad_number'
    WHEN %(skip_talking)s AND EXISTS (SELECT 1 FROM session s WHERE s.contact_id = c.id
        AND s.flow IS NOT NULL AND s.last_inbound_at > %(talking_since)s) THEN 'in_conversation'
    END"""
_TALKING = timedelta(minutes=15)


class Group(NamedTuple):
    """People of a segment who are alike in what planning asks. `reason` is why they are skipped."""

    lang: str | None
    zones_key: str
    state_key: str
    zones: list[str]
    state: str | None
    reason: str | None
    people: int


def survey(
    connection: Connection[Any],
    condition: str,
    parameters: Mapping[str, Any],
    now: datetime,
    *,
    skip_talking: bool = False,
) -> list[Group]:
    """Who is in a segment, by language, zones, state and reason to be skipped."""
    rows = connection.execute(
        f"""
        SELECT lang, zones::text, coalesce(state, ''), zones, state, reason, count(*) FROM (
            SELECT c.lang, c.zones, c.state, {_REASON} AS reason FROM contact c
            JOIN ({_ADDRESSES}) a ON a.contact_id = c.id WHERE {condition}
        ) AS everyone GROUP BY lang, zones, state, reason
        """,  # noqa: S608 - constants, and a condition whose values are parameters
        {**parameters, "skip_talking": skip_talking, "talking_since": now - _TALKING},
    )
    return [Group._make(row) for row in rows.fetchall()]


def plan(
    connection: Connection[Any],
    broadcast_id: int,
    condition: str,
    parameters: Mapping[str, Any],
    hours: Sequence[Hour],
    now: datetime,
    *,
    skip_talking: bool = False,
) -> int:
    """Plan every recipient of a segment in one statement; who is skipped has a row that says why.

    UNIQUE (broadcast, contact) makes a second plan of the same broadcast add nobody. The number
    of rows.
    """
    done = connection.execute(
        f"""
        INSERT INTO message (contact_id, address_id, kind, via, state, reason, lang, broadcast_id,
                             not_before, not_after, created_at)
        SELECT c.id, coalesce(a.good, a.any_id), 'broadcast', 'api',
            CASE WHEN r.reason IS NULL THEN 'planned' ELSE 'skipped' END, r.reason, c.lang,
            %(broadcast)s, h.not_before, h.not_after, %(now)s
        FROM contact c
        JOIN ({_ADDRESSES}) a ON a.contact_id = c.id
        JOIN unnest(%(zones)s::text[], %(places)s::text[], %(not_before)s::timestamptz[],
                    %(not_after)s::timestamptz[], %(reasons)s::text[])
            AS h(zones, place, not_before, not_after, reason)
            ON h.zones = c.zones::text AND h.place = coalesce(c.state, '')
        CROSS JOIN LATERAL (SELECT coalesce({_REASON}, h.reason) AS reason) r
        WHERE {condition}
        ON CONFLICT DO NOTHING
        """,  # noqa: S608 - constants, and a condition whose values are parameters
        {
            **parameters,
            "broadcast": broadcast_id,
            "now": now,
            "zones": [hour.zones for hour in hours],
            "places": [hour.place for hour in hours],
            "not_before": [hour.not_before for hour in hours],
            "not_after": [hour.not_after for hour in hours],
            "reasons": [hour.reason for hour in hours],
            "skip_talking": skip_talking,
            "talking_since": now - _TALKING,
        },
    )
    return done.rowcount


def mark_planned(
    connection: Connection[Any], broadcast_id: int, recipients: int, now: datetime
) -> None:
    """The plan stands: from now on rows may be claimed."""
    connection.execute(
        "UPDATE broadcast SET state = 'sending', state_reason = NULL, recipients = %s,"
        " planned_at = %s, updated_at = %s WHERE id = %s",
        [recipients, now, now, broadcast_id],
    )


def analyze_messages(connection: Connection[Any]) -> None:
    """Tell the planner of PostgreSQL about many new rows; else it claims through the wrong index
    (measured.md, C3)."""
    connection.execute("ANALYZE message")


# --- while it runs -----------------------------------------------------------------------------


def beat(connection: Connection[Any], broadcast_id: int, now: datetime) -> None:
    """A run is moving this broadcast; the first one notes when it began."""
    connection.execute(
        "UPDATE broadcast SET updated_at = %s, first_sent_at = coalesce(first_sent_at, %s)"
        " WHERE id = %s AND state = 'sending'",
        [now, now, broadcast_id],
    )


def recent(connection: Connection[Any], but: int, since: datetime) -> list[int]:
    """Other broadcasts planned since, for the caps."""
    rows = connection.execute(
        "SELECT id FROM broadcast WHERE planned_at > %s AND id <> %s", [since, but]
    )
    return [row[0] for row in rows.fetchall()]


def people(connection: Connection[Any], contact_ids: Sequence[int]) -> list[PersonRow]:
    """What texts may show of these contacts."""
    rows = connection.execute(
        "SELECT id, lang, name_sealed, zip, city, state, zones, fields, private_sealed, tags, code"
        " FROM contact WHERE id = ANY(%s)",
        [list(contact_ids)],
    )
    return [PersonRow._make(row) for row in rows.fetchall()]


class OpenBroadcast(NamedTuple):
    """A broadcast that is being sent, and whether anything is to be done for it now."""

    id: int
    updated_at: datetime
    lateness_s: int
    due_since: datetime | None
    has_open: bool


def sending(connection: Connection[Any], now: datetime) -> list[OpenBroadcast]:
    """Broadcasts in state sending, with the hour of their first row that is due."""
    rows = connection.execute(
        """
        SELECT b.id, b.updated_at, b.lateness_s,
            (SELECT m.not_before FROM message m WHERE m.broadcast_id = b.id
                AND m.state = 'planned' AND m.not_before <= %s
                ORDER BY m.not_before, m.id LIMIT 1),
            EXISTS (SELECT 1 FROM message m WHERE m.broadcast_id = b.id AND m.state = 'planned')
            OR EXISTS (SELECT 1 FROM message m WHERE m.broadcast_id = b.id
                AND m.state IN ('claimed', 'unknown') AND m.lease_until IS NOT NULL)
            OR EXISTS (SELECT 1 FROM message m WHERE m.broadcast_id = b.id AND m.state = 'held')
        FROM broadcast b WHERE b.state = 'sending' ORDER BY b.id
        """,
        [now],
    )
    return [OpenBroadcast._make(row) for row in rows.fetchall()]


_HAS_OPEN = "state IN ('planned', 'held', 'claimed', 'unknown')"


def finish(connection: Connection[Any], broadcast_id: int, now: datetime) -> bool:
    """Set done, if no row is open. Whether it was set now."""
    done = connection.execute(
        "UPDATE broadcast b SET state = 'done', done_at = %s, updated_at = %s"  # noqa: S608 - constants
        " WHERE b.id = %s AND b.state = 'sending' AND NOT EXISTS"
        f" (SELECT 1 FROM message m WHERE m.broadcast_id = b.id AND m.{_HAS_OPEN})",
        [now, now, broadcast_id],
    )
    return done.rowcount == 1


def cancel_rows(connection: Connection[Any], broadcast_id: int) -> int:
    """Take back every row that was not sent. How many."""
    done = connection.execute(
        "UPDATE message SET state = 'canceled', reason = 'canceled'"
        " WHERE broadcast_id = %s AND state IN ('planned', 'held')",
        [broadcast_id],
    )
    return done.rowcount


# --- numbers -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """The rows of a broadcast, counted. `by_state` has every state, also those with none."""

    by_state: Mapping[str, int]
    by_reason: Mapping[str, int]
    by_error: Mapping[int, int]
    parts: int
    waiting: int
    next_at: datetime | None
    last_at: datetime | None


def count(connection: Connection[Any], broadcast_id: int, now: datetime) -> Counts:
    """Count a broadcast's rows, in one look."""
    rows = connection.execute(
        """
        SELECT state, reason, error_code, count(*), coalesce(sum(parts) FILTER (
                   WHERE state IN ('accepted', 'sent', 'delivered', 'undelivered')), 0),
               count(*) FILTER (WHERE state = 'planned' AND not_before > %s),
               min(not_before) FILTER (WHERE state = 'planned' AND not_before > %s),
               max(not_before) FILTER (WHERE state = 'planned')
        FROM message WHERE broadcast_id = %s GROUP BY state, reason, error_code
        """,
        [now, now, broadcast_id],
    ).fetchall()
    by_state = dict.fromkeys(STATES, 0)
    by_reason: dict[str, int] = {}
    by_error: dict[int, int] = {}
    for state, reason, error_code, number, *_ in rows:
        by_state[state] += number
        if reason:
            by_reason[reason] = by_reason.get(reason, 0) + number
        if error_code is not None and state in ("failed", "undelivered"):
            by_error[error_code] = by_error.get(error_code, 0) + number
    return Counts(
        by_state=by_state,
        by_reason=by_reason,
        by_error=by_error,
        parts=sum(int(row[4]) for row in rows),
        waiting=sum(row[5] for row in rows),
        next_at=min((row[6] for row in rows if row[6]), default=None),
        last_at=max((row[7] for row in rows if row[7]), default=None),
    )


class Since(NamedTuple):
    """What happened since a broadcast began: `sent_last_minute` within the last `seconds`."""

    sent_last_minute: int
    seconds: float
    replies: int
    opt_outs: int
    calls: int


def count_since(connection: Connection[Any], row: BroadcastRow, now: datetime) -> Since:
    """Texts, stops and calls by its recipients since it began, and how fast it goes."""
    if row.first_sent_at is None:
        return Since(0, 60.0, 0, 0, 0)
    seconds = min(60.0, max(1.0, (now - row.first_sent_at).total_seconds()))
    found = connection.execute(
        """
        SELECT
            (SELECT count(*) FROM message m WHERE m.broadcast_id = %(id)s
                AND m.claimed_at > %(minute)s AND m.sid IS NOT NULL),
            (SELECT count(*) FROM message i WHERE i.kind = 'inbound' AND i.id > %(first)s
                AND i.created_at >= %(began)s AND EXISTS (
                    SELECT 1 FROM message m WHERE m.broadcast_id = %(id)s
                    AND m.contact_id = i.contact_id AND m.kind = 'broadcast'
                    AND m.sid IS NOT NULL)),
            (SELECT count(DISTINCT k.contact_id) FROM consent k WHERE k.act = 'opt_out'
                AND k.at >= %(began)s AND EXISTS (
                    SELECT 1 FROM message m WHERE m.broadcast_id = %(id)s
                    AND m.contact_id = k.contact_id AND m.kind = 'broadcast'
                    AND m.sid IS NOT NULL)),
            (SELECT coalesce(sum(r.count), 0) FROM report r
                WHERE r.broadcast_id = %(id)s AND r.kind = 'called')
        """,
        {
            "id": row.id,
            "began": row.first_sent_at,
            "minute": now - timedelta(seconds=seconds),
            "first": _first_id(connection, row.id),
        },
    ).fetchone()
    assert found is not None  # noqa: S101 - a SELECT without FROM gives one row
    return Since(int(found[0]), seconds, int(found[1]), int(found[2]), int(found[3]))


def _first_id(connection: Connection[Any], broadcast_id: int) -> int:
    """The id of its first row: texts that came in since have a higher one."""
    row = connection.execute(
        "SELECT coalesce(min(id), 0) FROM message WHERE broadcast_id = %s", [broadcast_id]
    ).fetchone()
    return int(row[0]) if row else 0


def sample(
    connection: Connection[Any], condition: str, parameters: Mapping[str, Any], limit: int
) -> list[int]:
    """A few people of a segment who may be texted."""
    rows = connection.execute(
        "SELECT c.id FROM contact c WHERE c.opted_in_at IS NOT NULL AND c.opted_out_at IS NULL"  # noqa: S608 - condition is compiled
        f" AND {condition} ORDER BY c.id LIMIT %(sample)s",
        {**parameters, "sample": limit},
    )
    return [row[0] for row in rows.fetchall()]
