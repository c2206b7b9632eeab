"""Planning in the record: who is in a segment, and one row for each of them in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg import Connection

from bot.store.sending import outbox


class PersonRow(NamedTuple):
    """What texts may show of a contact, sealed as stored."""

    id: int
    lang: str | None
    name_sealed: bytes | None
    zip: str | None
    city: str | None
    state: str | None
    zones: list[str]
    fields_sealed: bytes | None
    private_sealed: bytes | None
    tags: list[str]
    code: str


class Hour(NamedTuple):
    """When people of these zones and places get it; `not_before` null means never. `is_held`:
    later than it was meant, for their texting hours."""

    zones: str
    place: str
    not_before: datetime | None
    not_after: datetime | None
    reason: str | None
    is_held: bool = False


class First(NamedTuple):
    """Who is of a broadcast's first wave: those whose hour is by `until`, a random `share` of them
    by the dice of `seed`."""

    until: datetime
    share: float
    seed: int


class Arms(NamedTuple):
    """Of a broadcast's people a random `share` gets one of two texts, half each, and `hold_out`
    none, by the dice of `seed`; the rest waits."""

    share: float
    hold_out: float
    seed: int


# Whose rules count for a contact, as one text: see bot.texting.hours.candidates.
PLACE = "coalesce(c.state, c.area_states::text, '')"
# Broadcasts go by SMS: the first number that takes texts, else whatever there is, to say why not.
_ADDRESSES = """
    SELECT contact_id,
        min(id) FILTER (WHERE channel = 'sms'
            AND reach NOT IN ('bad', 'landline', 'no_reply', 'reassigned')) AS good,
        count(*) FILTER (WHERE channel = 'sms') AS numbers,
        min(id) AS any_id
    FROM address GROUP BY contact_id
"""
REASON = """CASE
    WHEN c.opted_out_at IS NOT NULL THEN 'opted_out'
    WHEN c.held_at IS NOT NULL THEN 'may_want_out'
    WHEN c.opted_in_at IS NULL THEN 'no_consent'
    WHEN a.numbers = 0 THEN 'no_address'
    WHEN a.good IS NULL AND EXISTS (SELECT 1 FROM address y
        WHERE y.contact_id = c.id AND y.reach = 'reassigned') THEN 'reassigned'
    WHEN a.good IS NULL THEN 'bad_number'
    WHEN %(skip_talking)s AND EXISTS (SELECT 1 FROM session s WHERE s.contact_id = c.id
        AND s.flow IS NOT NULL AND s.last_inbound_at > %(talking_since)s) THEN 'in_conversation'
    END"""
_TALKING = timedelta(minutes=15)


class Group(NamedTuple):
    """People of a segment who are alike in what planning asks. `reason` is why planning skips
    them, `limit` why the gate would: it is only asked where there are `limits`."""

    lang: str | None
    zones_key: str
    place_key: str
    zones: list[str]
    state: str | None
    area_states: list[str] | None
    reason: str | None
    limit: str | None
    people: int


def asked_of(condition: str, limits: Mapping[str, Any] | None) -> tuple[str, str]:
    """Why the gate would skip somebody, and FROM … WHERE over everybody in a segment."""
    limit, had = "NULL::text", ""
    if limits is not None:
        capped = outbox.CAPPED if "recent" in limits else ""
        limit = f"CASE {outbox.ASKED_NEVER} {capped} END"
        if capped:
            had = f"""LEFT JOIN (SELECT x.contact_id, {outbox.HAD} GROUP BY x.contact_id) had
                ON had.contact_id = c.id"""
    everyone = f"""FROM contact c JOIN ({_ADDRESSES}) a ON a.contact_id = c.id {had}
        WHERE {condition}"""
    return limit, everyone


def talking(now: datetime, *, is_asked: bool) -> dict[str, Any]:
    """The parameters of REASON: whether somebody in the middle of a flow is left out."""
    return {"skip_talking": is_asked, "talking_since": now - _TALKING}


def survey(
    connection: Connection[Any],
    condition: str,
    parameters: Mapping[str, Any],
    now: datetime,
    *,
    skip_talking: bool = False,
    limits: Mapping[str, Any] | None = None,
) -> list[Group]:
    """Who is in a segment, by language, zones, place and reason to be skipped.

    `limits` are the parameters of the gate's rules about what people have had
    (bot.store.sending.outbox.limits_at); without them nobody is held against these.
    """
    limit, everyone = asked_of(condition, limits)
    rows = connection.execute(
        f"""
        SELECT lang, zones::text, place, zones, state, area_states, reason, skipped, count(*)
        FROM (
            SELECT c.lang, c.zones, {PLACE} AS place, c.state, c.area_states,
                {REASON} AS reason, {limit} AS skipped
            {everyone}
        ) AS everyone GROUP BY lang, zones, place, state, area_states, reason, skipped
        """,  # noqa: S608 - constants, and a condition whose values are parameters
        {**parameters, **(limits or {}), **talking(now, is_asked=skip_talking)},
    )
    return [Group._make(row) for row in rows.fetchall()]


# From 0 to 1, the same for a person and a seed.
_DICE = "(hashint8extended(c.id, %(seed)s) & 9223372036854775807) / 9223372036854775807.0"
_PLAN = f"""
INSERT INTO message (contact_id, address_id, kind, via, state, reason, arm, lang, broadcast_id,
                     not_before, not_after, created_at)
SELECT c.id, coalesce(a.good, a.any_id), 'broadcast', 'api',
    CASE WHEN r.reason IS NOT NULL OR v.arm = 'none' THEN 'skipped'
        WHEN v.arm = 'rest' OR NOT w.is_first THEN 'held' ELSE 'planned' END,
    coalesce(r.reason, CASE v.arm WHEN 'none' THEN 'held_out' WHEN 'rest' THEN 'compared' END,
        CASE WHEN NOT w.is_first THEN 'canary' END),
    CASE WHEN r.reason IS NULL AND v.arm IN ('a', 'b', 'none') THEN v.arm END, c.lang,
    %(broadcast)s, h.not_before, h.not_after, %(now)s
FROM contact c
JOIN ({_ADDRESSES}) a ON a.contact_id = c.id
JOIN unnest(%(zones)s::text[], %(places)s::text[], %(not_before)s::timestamptz[],
            %(not_after)s::timestamptz[], %(reasons)s::text[])
    AS h(zones, place, not_before, not_after, reason)
    ON h.zones = c.zones::text AND h.place = {PLACE}
CROSS JOIN LATERAL (SELECT coalesce({REASON}, h.reason) AS reason) r
CROSS JOIN LATERAL (SELECT %(first_until)s::timestamptz IS NULL OR coalesce(
    h.not_before <= %(first_until)s AND {_DICE} < %(first_share)s, false) AS is_first) w
CROSS JOIN LATERAL (SELECT CASE WHEN %(hold_out)s::float IS NULL THEN 'all'
    WHEN {_DICE} < %(hold_out)s THEN 'none' WHEN {_DICE} < %(hold_out)s + %(half)s THEN 'a'
    WHEN {_DICE} < %(hold_out)s + 2 * %(half)s THEN 'b' ELSE 'rest' END AS arm) v
WHERE {{condition}}
ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants; the condition's values are parameters


def plan(
    connection: Connection[Any],
    broadcast_id: int,
    condition: str,
    parameters: Mapping[str, Any],
    hours: Sequence[Hour],
    now: datetime,
    *,
    skip_talking: bool = False,
    first: First | None = None,
    arms: Arms | None = None,
) -> int:
    """Plan every recipient of a segment in one statement; who is skipped has a row that says why.
    With a `first` wave the others are held until it was judged; with `arms` who gets which text, or
    waits for what comes of them, is thrown by dice.

    UNIQUE (broadcast, contact) makes a second plan of the same broadcast add nobody. The number
    of rows.
    """
    done = connection.execute(
        _PLAN.format(condition=condition),
        {
            **parameters,
            "broadcast": broadcast_id,
            "now": now,
            "zones": [hour.zones for hour in hours],
            "places": [hour.place for hour in hours],
            "not_before": [hour.not_before for hour in hours],
            "not_after": [hour.not_after for hour in hours],
            "reasons": [hour.reason for hour in hours],
            **talking(now, is_asked=skip_talking),
            "first_until": first.until if first else None,
            "first_share": first.share if first else 1.0,
            "hold_out": arms.hold_out if arms else None,
            "half": arms.share / 2 if arms else 0.0,
            "seed": arms.seed if arms else first.seed if first else 0,
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


def people_about(connection: Connection[Any]) -> int:
    """About how many contacts there are, as PostgreSQL last estimated. Costs nothing."""
    row = connection.execute(
        "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'contact'::regclass"
    ).fetchone()
    return int(row[0]) if row else 0


def people(connection: Connection[Any], contact_ids: Sequence[int]) -> list[PersonRow]:
    """What texts may show of these contacts."""
    rows = connection.execute(
        "SELECT id, lang, name_sealed, zip, city, state, zones, fields_sealed, private_sealed,"
        " tags, code FROM contact WHERE id = ANY(%s)",
        [list(contact_ids)],
    )
    return [PersonRow._make(row) for row in rows.fetchall()]


def sample(
    connection: Connection[Any], condition: str, parameters: Mapping[str, Any], limit: int
) -> list[int]:
    """A few people of a segment who may be texted."""
    rows = connection.execute(
        "SELECT c.id FROM contact c WHERE c.opted_in_at IS NOT NULL AND c.opted_out_at IS NULL"  # noqa: S608 - condition is compiled
        f" AND c.held_at IS NULL AND {condition} ORDER BY c.id LIMIT %(sample)s",
        {**parameters, "sample": limit},
    )
    return [row[0] for row in rows.fetchall()]


def people_in(connection: Connection[Any], condition: str, parameters: Mapping[str, Any]) -> int:
    """How many of a segment may be texted at all."""
    row = connection.execute(
        "SELECT count(*) FROM contact c WHERE c.opted_in_at IS NOT NULL"  # noqa: S608 - condition is compiled
        f" AND c.opted_out_at IS NULL AND c.held_at IS NULL AND {condition}",
        parameters,
    ).fetchone()
    return int(row[0]) if row else 0
