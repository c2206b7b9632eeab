"""The outbox: claims behind the gate. Raw psycopg: this is the hot path out.

A claim moves rows from `planned` to `claimed` and judges each of them in the same statement: who
may not be texted is `skipped` with a reason in that same transaction. What became of claimed rows
is written by outcomes.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg import Connection


class Claimed(NamedTuple):
    """A row that is ours for now. `value_sealed` is the address, `place` the contact's state where
    a ZIP says it, `area_states` those of their area code. `arm` as in the table."""

    id: int
    fence: int
    reason: str | None
    kind: str
    contact_id: int
    lang: str | None
    channel: str | None
    value_sealed: bytes | None
    zones: list[str] | None
    place: str | None
    area_states: list[str] | None
    body_sealed: bytes | None
    media: list[str] | None
    parts: int | None
    not_before: datetime | None
    not_after: datetime | None
    discloses: bool
    arm: str | None


class Moved(NamedTuple):
    """A claimed row that may not go now: back to `planned` for later, or skipped for good."""

    id: int
    state: str
    reason: str | None
    not_before: datetime | None


# A follow-up without an opt-in belongs to a conversation the person began this recently.
_CONVERSATION = timedelta(hours=24)
# Whoever holds the sending switch off stops every claim; a missing row means on.
_SWITCH = "NOT EXISTS (SELECT 1 FROM switch s WHERE s.name = 'sending' AND NOT s.is_on)"
_RETURNING = """
RETURNING m.id, m.fence, m.reason, m.kind, m.contact_id, m.lang, j.channel, j.value_sealed,
    j.zones, j.place, j.area_states, m.body_sealed, m.media, m.parts, m.not_before, m.not_after,
    coalesce(j.discloses, false), m.arm
"""
_UPDATE = """
UPDATE message m SET
    state = CASE WHEN j.reason IS NULL THEN 'claimed' ELSE 'skipped' END,
    reason = j.reason,
    claimed_at = CASE WHEN j.reason IS NULL THEN %(now)s END,
    lease_until = CASE WHEN j.reason IS NULL THEN %(lease)s END,
    fence = m.fence + 1
FROM judged j WHERE m.id = j.id
"""
# The first text to whom a list opted in says who writes, how often, and how to stop.
DISCLOSES = """(c.disclose_since IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM message x WHERE x.contact_id = c.id AND x.claimed_at >= c.disclose_since
          AND x.kind IN ('broadcast', 'follow_up', 'answer')
          AND x.state IN ('accepted', 'sent', 'delivered')))"""
_BAD = "a.reach IN ('bad', 'landline', 'no_reply', 'reassigned')"
_SENT = "('claimed', 'unknown', 'accepted', 'sent', 'delivered', 'undelivered')"
# The two rules of the gate that look at what people have had, for previews to ask as well. `had`
# is what a contact has had by broadcast, series or a flow of an act, in a day and a week.
ASKED_NEVER = "WHEN c.tags && %(never)s::varchar[] THEN 'asked_less'"
CAPPED = """
    WHEN coalesce(had.day, 0) >= %(day_cap)s OR coalesce(had.week, 0) >= %(week_cap)s
        THEN 'capped'
    WHEN c.tags && %(few)s::varchar[] AND coalesce(had.week, 0) >= (
        SELECT min(few.week) FROM unnest(%(few)s::text[], %(few_weeks)s::int[]) AS few(tag, week)
        WHERE few.tag = ANY(c.tags)) THEN 'asked_less'
"""
HAD = f"""
    count(*) FILTER (WHERE x.at > %(day)s) AS day, count(*) AS week FROM (
        SELECT contact_id, claimed_at AS at FROM message WHERE broadcast_id = ANY(%(recent)s)
            AND kind = 'broadcast' AND claimed_at > %(week)s AND state IN {_SENT}
        UNION ALL SELECT contact_id, at FROM series_sent WHERE at > %(week)s
        UNION ALL SELECT p.contact_id, p.done_at FROM bulk_person p
            JOIN bulk_act b ON b.id = p.bulk_id AND b.kind = 'flow'
            WHERE p.done_at > %(week)s AND p.failed IS NULL) x
"""  # noqa: S608 - constants
_HAD_ONE = f"LEFT JOIN LATERAL (SELECT {HAD} WHERE x.contact_id = c.id) had ON true"


def _claim_sql(capped: str, had: str) -> str:
    return f"""
WITH due AS MATERIALIZED (
    SELECT m.id, m.contact_id, m.address_id, m.not_after FROM message m
    WHERE m.broadcast_id = %(broadcast)s AND m.state = 'planned' AND m.not_before <= %(now)s
      AND (m.not_before, m.id) > (%(after_at)s, %(after_id)s)
      AND EXISTS (SELECT 1 FROM broadcast b WHERE b.id = %(broadcast)s AND b.state = 'sending')
      AND {_SWITCH}
    ORDER BY m.not_before, m.id LIMIT %(count)s FOR UPDATE OF m SKIP LOCKED
), judged AS (
    SELECT due.id, a.channel, a.value_sealed, c.zones, c.state AS place, c.area_states,
        {DISCLOSES} AS discloses, CASE
        WHEN c.id IS NULL OR a.id IS NULL THEN 'erased'
        WHEN c.opted_out_at IS NOT NULL THEN 'opted_out'
        WHEN c.held_at IS NOT NULL THEN 'may_want_out'
        WHEN c.opted_in_at IS NULL THEN 'no_consent'
        WHEN a.reach = 'reassigned' THEN 'reassigned'
        WHEN {_BAD} THEN 'bad_number'
        WHEN due.not_after <= %(now)s THEN 'outside_hours'
        {ASKED_NEVER}
        {capped} END AS reason
    FROM due LEFT JOIN contact c ON c.id = due.contact_id LEFT JOIN address a ON a.id = due.address_id
    {had}
)
{_UPDATE}{_RETURNING}"""  # noqa: S608, E501 - put together from the constants above


_CLAIM = _claim_sql("", "")
_CLAIM_CAPPED = _claim_sql(CAPPED, _HAD_ONE)

# What a series says of an action has to be true when it goes: a look at the action as it is now.
_EVENT_CHANGED = """EXISTS (
    SELECT 1 FROM series_sent x WHERE x.message_id = due.id AND x.event_id IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM event e WHERE e.id = x.event_id AND e.state = 'open'
                AND e.day = x.event_day AND e.starts_at IS NOT DISTINCT FROM x.event_time
                AND (e.host_id = x.contact_id OR EXISTS (SELECT 1 FROM rsvp r
                     WHERE r.event_id = e.id AND r.contact_id = x.contact_id
                       AND r.state = 'going') OR EXISTS (SELECT 1 FROM event_host h
                     WHERE h.event_id = e.id AND h.contact_id = x.contact_id
                       AND h.accepted_at IS NOT NULL))))"""
# Whoever signed up for an action by text has asked for its texts, and for nothing else. `reason`
# "action", until it is claimed: a conversation about one, that begins by itself; "call": the one
# text about somebody's own call to us, or what they asked for by a key in it (docs/voice.md).
_SIGNED_UP = """(EXISTS (SELECT 1 FROM series_sent x WHERE x.message_id = due.id
    AND x.event_id IS NOT NULL) OR EXISTS (
    SELECT 1 FROM event_text x WHERE x.message_id = due.id))"""
# A direct reply is allowed at any hour and without consent, for the person has just asked. After
# a stop only what was written together with it or later goes: its one confirmation, and help.
# While all sending is stopped, whoever stopped it by text is told so.
_CLAIM_SINGLE = f"""
WITH due AS MATERIALIZED (
    SELECT m.id, m.contact_id, m.address_id, m.kind, m.not_after, m.created_at, m.reason
    FROM message m
    WHERE m.broadcast_id IS NULL AND m.state = 'planned' AND m.via = 'api'
      AND (m.not_before IS NULL OR m.not_before <= %(now)s)
      AND (%(only)s::bigint IS NULL OR m.id = %(only)s) AND ({_SWITCH} OR m.reason = 'order')
    ORDER BY m.id LIMIT %(count)s FOR UPDATE OF m SKIP LOCKED
), judged AS (
    SELECT due.id, a.channel, a.value_sealed, c.zones, c.state AS place, c.area_states,
        {DISCLOSES} AS discloses, CASE
        WHEN c.id IS NULL OR a.id IS NULL THEN 'erased'
        WHEN due.kind = 'reply' AND c.opted_out_at > due.created_at
            AND due.reason IS DISTINCT FROM 'confirms_stop' THEN 'opted_out'
        WHEN due.kind <> 'reply' AND c.opted_out_at IS NOT NULL THEN 'opted_out'
        WHEN due.kind <> 'reply' AND c.held_at IS NOT NULL THEN 'may_want_out'
        WHEN due.kind = 'follow_up' AND c.opted_in_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM session s WHERE s.contact_id = c.id AND s.last_inbound_at > %(asked)s
        ) AND NOT {_SIGNED_UP} AND coalesce(due.reason, '') NOT IN ('action', 'call') THEN 'no_consent'
        WHEN {_BAD} THEN 'bad_number'
        WHEN due.kind = 'follow_up' AND {_EVENT_CHANGED} THEN 'event_changed'
        WHEN due.not_after <= %(now)s THEN 'late' END AS reason
    FROM due LEFT JOIN contact c ON c.id = due.contact_id LEFT JOIN address a ON a.id = due.address_id
)
{_UPDATE}{_RETURNING}"""  # noqa: S608, E501 - put together from the constants above

_MOVE = """
UPDATE message m SET state = r.state, reason = r.reason, claimed_at = NULL, lease_until = NULL,
    not_before = coalesce(r.not_before, m.not_before)
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[])
    AS r(id, state, reason, not_before)
WHERE m.id = r.id
"""


def claim(
    connection: Connection[Any],
    broadcast_id: int,
    *,
    count: int,
    now: datetime,
    lease: timedelta,
    after: tuple[datetime, int],
    caps: tuple[Sequence[int], int, int] | None,
    never: Sequence[str] = (),
    few: Sequence[tuple[str, int]] = (),
) -> list[Claimed]:
    """Claim up to `count` due rows of a broadcast that lie after `after`, in order.

    Rows that were skipped at the gate come back too, with their reason. `caps` is (recent
    broadcasts, most a day, most a week), or None where they cannot be reached. `never` and `few`
    are the tags of people who asked for fewer texts (bot.texting.limits.Asked).
    """
    values: dict[str, Any] = {
        "broadcast": broadcast_id,
        "count": count,
        "now": now,
        "lease": now + lease,
        "after_at": after[0],
        "after_id": after[1],
        **limits_at(now, caps, never, few),
    }
    rows = connection.execute(_CLAIM if caps is None else _CLAIM_CAPPED, values, prepare=True)
    claimed = [Claimed._make(row) for row in rows.fetchall()]
    claimed.sort(key=lambda row: (row.not_before or now, row.id))
    return claimed


def over_limits(
    connection: Connection[Any], contact_ids: Sequence[int], limits: Mapping[str, Any]
) -> set[int]:
    """Who of these contacts has had as much as they may, or asked for less. `limits` are those of
    `limits_at`."""
    had, capped = (_HAD_ONE, CAPPED) if "recent" in limits else ("", "")
    rows = connection.execute(
        f"SELECT c.id FROM contact c {had} WHERE c.id = ANY(%(ids)s)"  # noqa: S608 - constants
        f" AND CASE {ASKED_NEVER} {capped} END IS NOT NULL",
        {**limits, "ids": list(contact_ids)},
    )
    return {int(row[0]) for row in rows.fetchall()}


def limits_at(
    at: datetime,
    caps: tuple[Sequence[int], int, int] | None,
    never: Sequence[str],
    few: Sequence[tuple[str, int]],
) -> dict[str, Any]:
    """The parameters of ASKED_NEVER and, where there are `caps`, of CAPPED and HAD."""
    values: dict[str, Any] = {"never": list(never)}
    if caps is not None:
        recent, day_cap, week_cap = caps
        values |= {
            "recent": list(recent),
            "day_cap": day_cap,
            "week_cap": week_cap,
            "day": at - timedelta(days=1),
            "week": at - timedelta(days=7),
            "few": [tag for tag, _ in few],
            "few_weeks": [most for _, most in few],
        }
    return values


def claim_singles(
    connection: Connection[Any],
    *,
    count: int,
    now: datetime,
    lease: timedelta,
    only: int | None = None,
) -> list[Claimed]:
    """Claim due texts that belong to no broadcast: replies, follow-ups, notices, tests."""
    rows = connection.execute(
        _CLAIM_SINGLE,
        {
            "count": count,
            "now": now,
            "lease": now + lease,
            "only": only,
            "asked": now - _CONVERSATION,
        },
        prepare=True,
    )
    return sorted((Claimed._make(row) for row in rows.fetchall()), key=lambda row: row.id)


def move(connection: Connection[Any], moved: Sequence[Moved]) -> None:
    """In the claim's transaction: put back or skip rows that the hours do not allow now."""
    connection.execute(
        _MOVE,
        [
            [row.id for row in moved],
            [row.state for row in moved],
            [row.reason for row in moved],
            [row.not_before for row in moved],
        ],
    )


def waiting_singles(connection: Connection[Any], now: datetime) -> bool:
    """Whether any single text is due."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM message WHERE broadcast_id IS NULL AND state = 'planned'"
        " AND via = 'api' AND (not_before IS NULL OR not_before <= %s))",
        [now],
    ).fetchone()
    return bool(row and row[0])
