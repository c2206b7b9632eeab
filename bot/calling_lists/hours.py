"""When people of a list may be called: the list's hours on their own clock, within the house's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.store.calling_lists.lists import ListRow
from bot.texting.hours import NoHours, Window, hours_for, zones_or

_DAYS = 9  # as far as the hours of texts are looked for


def place_of(zones: Sequence[str], states: Sequence[str]) -> str:
    """What somebody's hours go by, as it is kept: every zone and state they may be in."""
    return f"{' '.join(sorted(set(zones)))};{' '.join(sorted(set(states)))}"


def zones_in(place: str) -> list[str]:
    """The zones of a place as it is kept; none: they may be anywhere."""
    return place.partition(";")[0].split()


def window(clarion: Clarion, one: ListRow, place: str, at: datetime) -> Window | None:
    """The stretch in which people of a place may be called, the one that is open at `at` or the
    next; None where there is none soon. Whoever may be in several zones is called when it is the
    list's hours in each, and people may be texted there."""
    hours = hours_for(clarion)
    if isinstance(hours, NoHours):
        return hours.window((), (), at)
    zones = zones_in(place)
    states = place.partition(";")[2].split()
    spans = _spans(one, zones_or(zones, hours.unknown_zones), at)
    looked = at
    for _ in range(_DAYS):
        house = hours.window(zones, states, looked)
        if house is None:
            return None
        for span in spans:
            opens = max(span.opens_at, house.opens_at)
            closes = min(span.closes_at, house.closes_at)
            if opens < closes and closes > at:
                return Window(opens, closes)
        looked = house.closes_at + timedelta(seconds=1)
    return None


def _spans(one: ListRow, zones: Sequence[str], at: datetime) -> list[Window]:
    found = []
    for days in range(-1, _DAYS):
        edges = [_edges(one, zone, at, days) for zone in zones]
        opens, closes = max(e[0] for e in edges), min(e[1] for e in edges)
        if opens < closes:
            found.append(Window(opens, closes))
    return found


def _edges(one: ListRow, zone: str, at: datetime, days: int) -> tuple[datetime, datetime]:
    local = ZoneInfo(zone)
    day = at.astimezone(local).date() + timedelta(days=days)
    return (
        datetime.combine(day, one.from_at, local).astimezone(at.tzinfo),
        datetime.combine(day, one.until_at, local).astimezone(at.tzinfo),
    )
