"""Planning: when its time comes, a broadcast becomes one row per person, in one statement.

Each person's row says from when and until when it may go: their hour, inside their texting hours.
The clock of any machine may do it; the row lock and the state decide which one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog

from bot import segments
from bot.hours import Hours, hours_for, zones_or
from bot.schedules import instant_for
from bot.store import broadcasts as rows
from bot.store import notes
from bot.store import segments as compiled
from bot.store.broadcasts import BroadcastRow, Group, Hour
from bot.store.conditions import Node

if TYPE_CHECKING:
    from psycopg import Connection

    from bot.bootstrap import Clarion

log = structlog.get_logger()

# A broadcast is planned this long before its time, so that the first text goes on time: a moment,
# and more for a long list (measured: 60,000 rows a second and better).
_AHEAD_S = 1.0
_PEOPLE_PER_S = 40_000
_MOST_AHEAD_S = 40.0
_WORTH_ANALYZING = 5_000


@dataclass(frozen=True, slots=True)
class Target:
    """When a broadcast is meant: an instant, or a wall clock in each person's zone."""

    due_at: datetime
    local_at: datetime | None
    lateness: timedelta


def fire_due(clarion: Clarion) -> list[int]:
    """Plan every broadcast whose time has come, and wake the workers. Ids that began to send.

    Harmless when several clocks do it at once. Raises: RecordAway.
    """
    begun: list[int] = []
    while True:
        with clarion.record.hot() as connection:
            now = clarion.clock.now()
            row = rows.lock_due(connection, now + _ahead(connection))
            if row is None:
                return begun
            planned = _begin(clarion, connection, row, now)
        if planned is None:
            continue
        if planned > _WORTH_ANALYZING:
            with clarion.record.hot() as connection:
                rows.analyze_messages(connection)
        clarion.wake_ups.wake("workers.jobs.drain_broadcast", row.id)
        begun.append(row.id)


def _ahead(connection: Connection[Any]) -> timedelta:
    people = rows.people_about(connection)
    return timedelta(seconds=min(_MOST_AHEAD_S, _AHEAD_S + people / _PEOPLE_PER_S))


def _begin(
    clarion: Clarion, connection: Connection[Any], row: BroadcastRow, now: datetime
) -> int | None:
    """Plan one broadcast, or mark it missed. How many rows were planned; None if missed."""
    target = target_of(row, now)
    last_at = target.due_at
    if row.local_at is not None:
        last_at = instant_for(row.local_at, hours_for(clarion).all_zones)
    if now > last_at + target.lateness:
        minutes = int((now - last_at).total_seconds() // 60)
        reason = f"its time passed {minutes} minutes ago while nothing could be sent"
        rows.change_state(connection, row.id, "missed", among=(row.state,), now=now, reason=reason)
        notes.note(
            connection,
            act="broadcast missed",
            object_name="broadcast",
            object_id=row.id,
            detail={"minutes_late": minutes},
            now=now,
        )
        log.warning("broadcast missed", broadcast=row.id, minutes_late=minutes)
        return None
    return plan(clarion, connection, row, now)


def plan(clarion: Clarion, connection: Connection[Any], row: BroadcastRow, now: datetime) -> int:
    """One row per person of the segment, in the transaction given. How many."""
    condition, parameters = compiled.to_sql(
        connection, segments.parse(row.segment).node, now, _read
    )
    skip_talking = bool(row.settings.get("skip_in_conversation", False))
    groups = rows.survey(connection, condition, parameters, now)
    hours = plan_hours(hours_for(clarion), target_of(row, now), groups, now)
    recipients = rows.plan(
        connection, row.id, condition, parameters, hours, now, skip_talking=skip_talking
    )
    rows.mark_planned(connection, row.id, recipients, now)
    log.info("broadcast planned", broadcast=row.id, recipients=recipients)
    return recipients


def _read(text: str) -> Node:
    return segments.parse(text).node


def target_of(row: BroadcastRow, now: datetime) -> Target:
    """When the broadcast is meant."""
    return Target(row.due_at or now, row.local_at, timedelta(seconds=row.lateness_s))


def plan_hours(hours: Hours, target: Target, groups: list[Group], now: datetime) -> list[Hour]:
    """From when and until when each group of people may get it; why not, where never."""
    alike = {(group.zones_key, group.state_key): group for group in groups}
    return [_hour(hours, target, group, now) for group in alike.values()]


def _hour(hours: Hours, target: Target, group: Group, now: datetime) -> Hour:
    zones = zones_or(group.zones, hours.unknown_zones)
    meant = instant_for(target.local_at, zones) if target.local_at else target.due_at
    keys = (group.zones_key, group.state_key)
    if meant + target.lateness < now:
        return Hour(*keys, None, None, "late")
    window = hours.window(group.zones, group.state, max(meant, now))
    # Held until the window opens, if that is still soon enough to be of use.
    if window is None or window.opens_at > meant + target.lateness:
        return Hour(*keys, None, None, "outside_hours")
    return Hour(*keys, max(meant, window.opens_at), window.closes_at, None)
