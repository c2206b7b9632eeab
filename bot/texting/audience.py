"""Whom a broadcast reaches, from when on, and who is left out and why: one answer, for previews,
for the number that is typed, for approvals and for planning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.segments import segments
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts import plans, series
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.broadcasts.plans import Group, Hour
from bot.store.broadcasts.shown import Shown, shown
from bot.store.record import Transaction
from bot.store.sealing import Sealer
from bot.store.segments import bulk
from bot.store.segments import segments as compiled
from bot.store.segments.conditions import Node
from bot.store.sending import outbox
from bot.texting.hours import Hours, Window, candidates, hours_for, zones_or
from bot.texting.limits import Asked, asked_less, caps_for
from bot.texting.schedules import instant_for


@dataclass(frozen=True, slots=True)
class Target:
    """When a broadcast is meant: an instant, or a wall clock in each person's zone."""

    due_at: datetime
    local_at: datetime | None
    lateness: timedelta


@dataclass(frozen=True, slots=True)
class Share:
    """People who are alike: from when on they get it, or the reason why not."""

    group: Group
    hour: Hour

    @property
    def reason(self) -> str | None:
        """Planning's reasons first, then the hours, then what only the gate asks: as it goes."""
        return self.group.reason or self.hour.reason or self.group.limit


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody in a segment, as things stand at `now`: in shares, and how to ask for them again.

    `limits` are those of the gate, `skip_talking` leaves out whoever is in the middle of a flow.
    """

    shares: Sequence[Share]
    condition: str
    parameters: Mapping[str, Any]
    limits: Mapping[str, Any]
    skip_talking: bool
    now: datetime


def audience_of(
    clarion: Clarion,
    connection: Transaction,
    segment: str,
    target: Target,
    now: datetime,
    settings: Mapping[str, Any],
) -> Audience:
    """Everybody in a segment, as things stand. Caps are counted at the time it is meant.

    Raises: InputError for a broadcast or a named segment that does not exist.
    """
    condition, parameters = condition_of(
        clarion.sealer, connection, segments.parse(segment).node, now
    )
    skip_talking = bool(settings.get("skip_in_conversation", False))
    limits = limits_for(clarion, connection, segment, max(target.due_at, now))
    groups = plans.survey(
        connection, condition, parameters, now, skip_talking=skip_talking, limits=limits
    )
    hours = {
        (hour.zones, hour.place): hour
        for hour in plan_hours(hours_for(clarion), target, groups, now)
    }
    shares = [Share(group, hours[group.zones_key, group.place_key]) for group in groups]
    return Audience(shares, condition, parameters, limits, skip_talking, now)


def recipients(shares: Sequence[Share]) -> int:
    """People who get it: the number that is shown, typed, compared and approved."""
    return sum(share.group.people for share in shares if share.reason is None)


def shares_of_row(
    clarion: Clarion, connection: Transaction, row: BroadcastRow, now: datetime
) -> Sequence[Share]:
    """Whom a stored broadcast reaches, and whom not."""
    target = target_of(row, now)
    return audience_of(clarion, connection, row.segment, target, now, row.settings).shares


def shown_to(
    connection: Transaction, audience: Audience, names: frozenset[str], langs: Sequence[str | None]
) -> Iterator[Shown]:
    """What texts with the fields `names` show of those of an audience who get it and read `langs`.

    In the transaction in which the audience was asked for, best with one snapshot for both.
    """
    hours = {(s.hour.zones, s.hour.place) for s in audience.shares if s.hour.reason is None}
    return shown(
        connection,
        audience.condition,
        audience.parameters,
        names=names,
        langs=langs,
        hours=sorted(hours),
        now=audience.now,
        skip_talking=audience.skip_talking,
        limits=audience.limits,
    )


def limits_for(
    clarion: Clarion, connection: Transaction, segment: str, at: datetime
) -> dict[str, Any]:
    """The parameters of the gate's rules about what people of a segment have had by `at`."""
    asked = asked_less(clarion, segment)
    caps = reachable_caps(clarion, connection, asked, at)
    return outbox.limits_at(at, caps, asked.never, asked.few)


def reachable_caps(
    clarion: Clarion, connection: Transaction, asked: Asked, at: datetime, but: int = 0
) -> tuple[list[int], int, int] | None:
    """The broadcasts of the week before `at` (but one), most a day, most a week; None where nobody
    can have had so many, and nothing needs to be counted."""
    most_a_day, most_a_week = caps_for(clarion)
    week_ago = at - timedelta(days=7)
    recent = rows.recent(connection, but, week_ago)
    fewest = min(most_a_day, most_a_week, *(most for _, most in asked.few))
    can_reach = (
        len(recent) >= fewest
        or series.have_gone(connection, week_ago)
        or bulk.have_begun(connection, week_ago)
    )
    return (recent, most_a_day, most_a_week) if can_reach else None


def condition_of(
    sealer: Sealer, connection: Transaction, node: Node, now: datetime
) -> tuple[str, dict[str, Any]]:
    """A segment as a condition over `contact c`, with its parameters.

    Raises: InputError for a broadcast, an action or a named segment that does not exist.
    """
    return compiled.to_sql(
        connection,
        node,
        now,
        lambda text: segments.parse(text).node,
        segments.zips_near,
        sealer.answer_keys,
        sealer.field_keys,
    )


def target_of(row: BroadcastRow, now: datetime) -> Target:
    """When the broadcast is meant."""
    return Target(row.due_at or now, row.local_at, timedelta(seconds=row.lateness_s))


def plan_hours(hours: Hours, target: Target, groups: Sequence[Group], now: datetime) -> list[Hour]:
    """From when and until when each group of people may get it; why not, where never."""
    alike = {(group.zones_key, group.place_key): group for group in groups}
    return [_hour(hours, target, group, now) for group in alike.values()]


def _hour(hours: Hours, target: Target, group: Group, now: datetime) -> Hour:
    zones = zones_or(group.zones, hours.unknown_zones)
    meant = instant_for(target.local_at, zones) if target.local_at else target.due_at
    keys = (group.zones_key, group.place_key)
    if meant + target.lateness < now:
        return Hour(*keys, None, None, "late")
    states = candidates(group.state, group.area_states)
    window = hours.window(group.zones, states, max(meant, now))
    if window is None or not is_in_time(window, target, meant, zones):
        return Hour(*keys, None, None, "outside_hours")
    is_held = window.opens_at > max(meant, now)
    return Hour(*keys, max(meant, window.opens_at), window.closes_at, None, is_held)


def is_in_time(window: Window, target: Target, meant: datetime, zones: Sequence[str]) -> bool:
    """Whether to hold a text until the window opens: on the day it is meant for, or within the
    lateness limit. What was for this evening is not sent the next morning."""
    if window.opens_at <= meant + target.lateness:
        return True
    return all(
        window.opens_at.astimezone(zone).date() == meant.astimezone(zone).date()
        for zone in map(ZoneInfo, zones)
    )
