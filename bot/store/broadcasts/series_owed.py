"""Reminders that somebody is still owed: room in their caps is kept for them, so that a thank-you
or a welcome does not use it up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Reminder:
    """A text before an action, for who goes to it or (`is_hosts`) leads it. Either `clock` with
    `days`, or `minutes`; of these kinds of action, of all if there are none."""

    series: str
    name: str
    is_hosts: bool
    days: int
    clock: time | None
    minutes: int
    kinds: Sequence[str] = ()


_ZONE = "coalesce(oe.zone, %(zone)s)"
_DUE = f"""CASE WHEN o.clock IS NULL
    THEN (oe.day + oe.starts_at) AT TIME ZONE {_ZONE} + o.minutes * interval '1 minute'
    ELSE (oe.day + o.days + o.clock) AT TIME ZONE {_ZONE} END"""
_LEADS = """(oe.host_id = c.id OR EXISTS (SELECT 1 FROM event_host oh WHERE oh.event_id = oe.id
    AND oh.contact_id = c.id AND oh.accepted_at IS NOT NULL))"""
_THEIRS = """SELECT og.event_id FROM rsvp og WHERE og.contact_id = c.id AND og.state = 'going'
    UNION SELECT ol.id FROM event ol WHERE ol.host_id = c.id
    UNION SELECT oc.event_id FROM event_host oc
        WHERE oc.contact_id = c.id AND oc.accepted_at IS NOT NULL"""

# How many reminders will be due to contact `c` while what goes now still counts in a day.
OWED = f"""(SELECT count(*) FROM event oe CROSS JOIN
    unnest(%(owed_series)s::text[], %(owed_names)s::text[], %(owed_hosts)s::bool[],
        %(owed_days)s::int[], %(owed_clocks)s::time[], %(owed_minutes)s::int[],
        %(owed_kinds)s::text[]) AS o(series, name, is_hosts, days, clock, minutes, kinds)
    WHERE oe.id IN ({_THEIRS}) AND oe.state = 'open'
    AND oe.day BETWEEN %(owed_first)s AND %(owed_last)s
    AND o.is_hosts = {_LEADS} AND (o.kinds = '' OR oe.kind = ANY(string_to_array(o.kinds, ' ')))
    AND {_DUE} > %(now)s AND {_DUE} <= %(now)s + interval '1 day'
    AND NOT EXISTS (SELECT 1 FROM series_sent os WHERE os.contact_id = c.id
        AND os.series = o.series AND os.name = o.name AND os.anchor = 'event:' || oe.id))"""  # noqa: S608 - constants
_AROUND = timedelta(days=3)  # a reminder is of an action within these days, whatever its zone


def owed_values(reminders: Sequence[Reminder], now: datetime) -> dict[str, Any]:
    """The parameters of `OWED`, besides `now` and `zone`."""
    return {
        "owed_series": [one.series for one in reminders],
        "owed_names": [one.name for one in reminders],
        "owed_hosts": [one.is_hosts for one in reminders],
        "owed_days": [one.days for one in reminders],
        "owed_clocks": [one.clock for one in reminders],
        "owed_minutes": [one.minutes for one in reminders],
        "owed_kinds": [" ".join(one.kinds) for one in reminders],
        "owed_first": (now - _AROUND).date(),
        "owed_last": (now + _AROUND).date(),
    }
