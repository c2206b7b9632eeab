"""Who is due for a text of a series, as SQL over the record as it is now.

Nothing is computed ahead. A text's due time follows from the person, the event and the file at
the moment of the look, so whatever changes takes effect with the next one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.store.broadcasts.series_owed import OWED, Reminder, owed_values

# In the middle of something: a question is open, or a person has taken over, this recently.
_TALKING = timedelta(hours=2)
# Like the gate: without an opt-in only in a conversation the person began this recently.
_CONVERSATION = timedelta(hours=24)
# A day has up to 25 hours, and zones lie up to 14 hours to either side of UTC.
_LONGEST_DAY = timedelta(hours=25)
_ZONES = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Due:
    """What is asked for: one text of a series, at an instant.

    `anchor` is "joined", "event", "came", "missed", "hosting" or "day" (then `day` is that day and
    `anchor_key` what the record calls it). Either `clock` with `days`, or `minutes`. `condition` is
    over `contact c`, with its `parameters`. `caps` are most texts in a day and in a week; `never`
    and `few` the tags of people who asked for fewer (bot.texting.limits.Asked). `reminders` are
    those that what is no reminder leaves room for.
    """

    series: str
    name: str
    anchor: str
    seen_at: datetime
    now: datetime
    late: timedelta
    zone: str
    caps: tuple[int, int]
    days: int = 0
    clock: time | None = None
    minutes: int = 0
    is_reminder: bool = False
    day: date | None = None
    anchor_key: str = ""
    kinds: Sequence[str] = ()
    condition: str = "true"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    never: Sequence[str] = ()
    few: Sequence[tuple[str, int]] = ()
    reminders: Sequence[Reminder] = ()


# A wall clock in the zone of the person: where several are possible, once it is that time in all.
_IN_THEIR_ZONE = """CASE cardinality(c.zones)
    WHEN 0 THEN {wall} AT TIME ZONE %(zone)s
    WHEN 1 THEN {wall_there} AT TIME ZONE c.zones[1]
    ELSE (SELECT max({wall_z} AT TIME ZONE z) FROM unnest(c.zones) z) END"""
_EVENT_ZONE = "coalesce(e.zone, %(zone)s)"
_EVENT_START = f"(e.day + e.starts_at) AT TIME ZONE {_EVENT_ZONE}"
# What comes so long after an action counts from its end, where its host has said when that is.
_EVENT_OVER = (
    "(e.day + coalesce(e.ends_at, e.starts_at) + CASE WHEN e.ends_at <= e.starts_at"
    f" THEN interval '1 day' ELSE interval '0' END) AT TIME ZONE {_EVENT_ZONE}"
)
# Without an hour, an action lasts all day.
_EVENT_END = f"coalesce({_EVENT_START}, (e.day + 1)::timestamp AT TIME ZONE {_EVENT_ZONE})"

_NOBODY = "NULL::bigint AS event_id, NULL::date AS event_day, NULL::time AS event_time"
# Since when series count for somebody.
_SINCE = "CASE WHEN c.series_import_id IS NULL THEN c.opted_in_at ELSE i.series_started_at END"
_ABOUT = "e.id AS event_id, e.day AS event_day, e.starts_at AS event_time"

DUE_FROM = """FROM due k JOIN contact c ON c.id = k.contact_id
    CROSS JOIN LATERAL (SELECT min(id) AS id FROM address WHERE contact_id = c.id
        AND channel = 'sms' AND reach NOT IN ('bad', 'landline', 'no_reply', 'reassigned')) a
    WHERE a.id IS NOT NULL"""

_HAD = """((SELECT count(*) FROM message m WHERE m.contact_id = c.id AND m.kind = 'broadcast'
        AND m.claimed_at > %({since})s AND m.state IN
            ('claimed', 'unknown', 'accepted', 'sent', 'delivered', 'undelivered'))
    + (SELECT count(*) FROM series_sent y WHERE y.contact_id = c.id AND y.at > %({since})s))"""

_HAS_HAD = """SELECT 1 FROM series_sent x WHERE x.series = %(series)s AND x.name = %(name)s
    AND x.contact_id = k.contact_id AND x.anchor = k.anchor"""
# A text that the gate held because its action had changed may be planned once more.
_UNLESS_HELD = """ AND NOT EXISTS (SELECT 1 FROM message m WHERE m.id = x.message_id
    AND m.state = 'skipped' AND m.reason = 'event_changed')"""
_MAY = f"""c.opted_out_at IS NULL AND c.held_at IS NULL
    AND (c.handed_off_at IS NULL OR c.handed_off_at < %(talking)s)
    AND NOT EXISTS (SELECT 1 FROM session s WHERE s.contact_id = c.id AND s.flow IS NOT NULL
        AND s.last_inbound_at > %(talking)s)
    AND (c.opted_in_at IS NOT NULL OR k.event_id IS NOT NULL OR EXISTS (
        SELECT 1 FROM session s WHERE s.contact_id = c.id AND s.last_inbound_at > %(asked)s))
    AND NOT c.tags && %(never)s::varchar[]
    AND {_HAD.format(since="day_ago")} + {{owed}} < %(day_cap)s
    AND {_HAD.format(since="week_ago")} + {{owed}} < least(%(week_cap)s, (
        SELECT min(f.week) FROM unnest(%(few)s::text[], %(few_weeks)s::int[]) AS f(tag, week)
        WHERE f.tag = ANY(c.tags)))"""  # noqa: S608 - constants


def due_sql(due: Due, only: Sequence[int] | None = None) -> tuple[str, dict[str, Any]]:
    """WITH … due AS (…), whose rows are people with what they are due for; `only` of these."""
    candidates, values = _CANDIDATES[due.anchor](due)
    among = "" if only is None else " AND k.contact_id = ANY(%(only)s)"
    had = _HAS_HAD + (_UNLESS_HELD if due.anchor in _CANDIDATES.keys() - {"joined", "day"} else "")
    statement = f"""
    WITH candidate AS (
        {candidates}
    ), timely AS MATERIALIZED (
        SELECT * FROM candidate k WHERE k.due_at <= %(now)s AND k.due_at > %(earliest)s
            AND k.due_at >= k.since AND k.due_at >= %(seen_at)s
            AND (k.ends_at IS NULL OR k.ends_at > %(now)s){among}
    ), fresh AS MATERIALIZED (
        SELECT * FROM timely k WHERE NOT EXISTS ({had})
    ), due AS (
        SELECT k.* FROM fresh k JOIN contact c ON c.id = k.contact_id
        WHERE {_MAY.format(owed=OWED if due.reminders else 0)} AND {due.condition}
    )
    """  # noqa: S608 - constants, and a compiled condition whose values are parameters
    return statement, {
        **due.parameters,
        **values,
        "only": only if only is None else list(only),
        "series": due.series,
        "name": due.name,
        "zone": due.zone,
        "now": due.now,
        "late": due.late,
        "earliest": due.now - due.late,
        "seen_at": due.seen_at,
        "days": due.days,
        "clock": due.clock,
        "minutes": timedelta(minutes=due.minutes),
        "is_reminder": due.is_reminder,
        "talking": due.now - _TALKING,
        "asked": due.now - _CONVERSATION,
        "never": list(due.never),
        "few": [tag for tag, _ in due.few],
        "few_weeks": [most for _, most in due.few],
        "day_ago": due.now - timedelta(days=1),
        "week_ago": due.now - timedelta(days=7),
        "day_cap": due.caps[0],
        "week_cap": due.caps[1],
        **owed_values(due.reminders, due.now),
    }


def _in_their_zone(wall: str) -> str:
    """`wall` is a timestamp without zone in which "{z}" stands for the zone."""
    return _IN_THEIR_ZONE.format(
        wall=wall.format(z="%(zone)s"),
        wall_there=wall.format(z="c.zones[1]"),
        wall_z=wall.format(z="z"),
    )


def _joined(due: Due) -> tuple[str, dict[str, Any]]:
    if due.clock is None:
        due_at = "c.opted_in_at + %(minutes)s"
        first = due.now - due.late - timedelta(minutes=due.minutes)
        last = due.now - timedelta(minutes=due.minutes)
    else:
        due_at = _in_their_zone(
            "((c.opted_in_at AT TIME ZONE {z})::date + %(days)s::int + %(clock)s::time)"
        )
        # Joined on the day that began so long before the clock time.
        ahead = timedelta(days=due.days, hours=due.clock.hour, minutes=due.clock.minute)
        hour = timedelta(hours=1)  # clocks may have changed in between
        first = due.now - due.late - ahead - hour
        last = due.now - ahead + _LONGEST_DAY + hour
    # Whom a list opted in joins the series when an organizer starts them for that list.
    started = due_at.replace("c.opted_in_at", "i.series_started_at")
    return (
        f"SELECT c.id AS contact_id, 'joined' AS anchor, {_NOBODY}, c.opted_in_at AS since,"  # noqa: S608 - constants
        f" {due_at} AS due_at, NULL::timestamptz AS ends_at FROM contact c"
        " WHERE c.opted_out_at IS NULL AND c.series_import_id IS NULL"
        " AND c.opted_in_at BETWEEN %(first)s AND %(last)s UNION ALL"
        f" SELECT c.id, 'joined', {_NOBODY}, i.series_started_at, {started}, NULL"
        " FROM people_import i JOIN contact c ON c.series_import_id = i.id"
        " WHERE c.opted_out_at IS NULL AND i.series_started_at BETWEEN %(first)s AND %(last)s",
        {"first": first, "last": last},
    )


def _day(due: Due) -> tuple[str, dict[str, Any]]:
    wall = "(%(day)s::date + %(days)s::int + %(clock)s::time)"
    return (
        f"SELECT c.id AS contact_id, %(anchor_key)s::text AS anchor, {_NOBODY},"  # noqa: S608 - constants
        f" {_SINCE} AS since, {_in_their_zone(wall)} AS due_at,"
        " NULL::timestamptz AS ends_at FROM contact c"
        " LEFT JOIN people_import i ON i.id = c.series_import_id"
        f" WHERE c.opted_in_at IS NOT NULL AND c.opted_out_at IS NULL AND {_SINCE} IS NOT NULL",
        {"day": due.day, "anchor_key": due.anchor_key},
    )


def _event_times(due: Due) -> tuple[str, dict[str, Any]]:
    """Columns and the WHERE of both kinds of series about an action."""
    offset = timedelta(minutes=due.minutes) if due.clock is None else timedelta(days=due.days)
    first = due.now - due.late - offset - timedelta(days=1) - _ZONES
    last = due.now - offset + timedelta(days=1) + _ZONES
    return (
        f"{_ABOUT}, {{since}} AS since, {_event_due(due)} AS due_at,"
        f" CASE WHEN %(is_reminder)s THEN {_EVENT_END} END AS ends_at",
        {"first_day": first.date(), "last_day": last.date(), "kinds": list(due.kinds)},
    )


def _event_due(due: Due) -> str:
    if due.clock is None:
        return f"{_EVENT_OVER if due.minutes > 0 else _EVENT_START} + %(minutes)s"
    return f"(e.day + %(days)s::int + %(clock)s::time) AT TIME ZONE {_EVENT_ZONE}"


_OPEN = (
    "e.state = 'open' AND e.day BETWEEN %(first_day)s AND %(last_day)s"
    " AND (cardinality(%(kinds)s::text[]) = 0 OR e.kind = ANY(%(kinds)s::text[]))"
)


def _going(due: Due) -> tuple[str, dict[str, Any]]:
    columns, values = _event_times(due)
    return (
        f"SELECT r.contact_id, 'event:' || e.id AS anchor, {columns.format(since='r.at')}"  # noqa: S608 - constants
        " FROM event e JOIN rsvp r ON r.event_id = e.id AND r.state = 'going'"
        f" WHERE {_OPEN} AND r.contact_id <> e.host_id AND NOT EXISTS (SELECT 1 FROM event_host h"
        " WHERE h.event_id = e.id AND h.contact_id = r.contact_id AND h.accepted_at IS NOT NULL)",
        values,
    )


# Who came is what was known when the text was due: CAME, or a host's tap, after it changes nothing
# that people were told; who has said CAME meanwhile is not missed. Where nobody was checked in by
# then, everybody who signed up is thanked and nobody has missed it.
_KNOWN = "(CASE WHEN {rsvp}.came_at < {due_at} THEN {rsvp}.came END)"
_CHECKED_IN = "EXISTS (SELECT 1 FROM rsvp h WHERE h.event_id = e.id AND {known} = 'here')"


def _came(due: Due) -> tuple[str, dict[str, Any]]:
    statement, values = _going(due)
    came, is_checked = _who_came(due)
    return f"{statement} AND ({came} = 'here' OR {came} IS NULL AND NOT {is_checked})", values


def _missed(due: Due) -> tuple[str, dict[str, Any]]:
    statement, values = _going(due)
    came, is_checked = _who_came(due)
    missed = f"({came} = 'no_show' OR {came} IS NULL AND {is_checked})"
    return f"{statement} AND {missed} AND r.came IS DISTINCT FROM 'here'", values


def _who_came(due: Due) -> tuple[str, str]:
    """Whether a guest came, and whether anybody was checked in, as it was known then."""
    known = {one: _KNOWN.format(rsvp=one, due_at=_event_due(due)) for one in "rh"}
    return known["r"], _CHECKED_IN.format(known=known["h"])


def _hosting(due: Due) -> tuple[str, dict[str, Any]]:
    columns, values = _event_times(due)
    return (
        f"SELECT e.host_id AS contact_id, 'event:' || e.id AS anchor,"  # noqa: S608 - constants
        f" {columns.format(since='e.created_at')} FROM event e WHERE {_OPEN} UNION ALL"
        f" SELECT h.contact_id, 'event:' || e.id, {columns.format(since='h.accepted_at')}"
        " FROM event e JOIN event_host h ON h.event_id = e.id AND h.accepted_at IS NOT NULL"
        f" AND h.contact_id <> e.host_id WHERE {_OPEN}",
        values,
    )


_CANDIDATES = {
    "joined": _joined, "event": _going, "came": _came, "missed": _missed, "hosting": _hosting,
    "day": _day,
}  # fmt: skip
