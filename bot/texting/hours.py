"""Texting hours: when a person may be texted, by zone and state, strictest first (hours.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.campaign import texting_hours
from bot.campaign.texting_hours import Week, is_closed, meet, read_week
from bot.clarion import Clarion
from bot.engine.limits import TextingHours
from bot.errors import ConfigError
from bot.places import zones_of_state

_HORIZON_DAYS = 9  # a window that does not come within this is never
# A window with less left than this is over: the carrier needs a moment to post it, and its
# ValidityPeriod is a whole second at least.
LEAST_LEFT = timedelta(seconds=5)

ZONE_NAMES = {
    "America/New_York": "Eastern",
    "America/Chicago": "Central",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Puerto Rico",
}


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time in which somebody may be texted. Aware UTC; the end is not inside."""

    opens_at: datetime
    closes_at: datetime

    def holds(self, at: datetime) -> bool:
        """Whether the instant is inside."""
        return self.opens_at <= at < self.closes_at


class Hours:
    """The rules of a campaign or of the house, never beyond the law's. Safe to share between
    threads."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        """`rules` as under `texting_hours`. Raises: ConfigError for rules that cannot be read."""
        house = texting_hours.house()
        self._closed = (*house["closed"], *rules.get("closed", ()))
        self.unknown_zones: tuple[str, ...] = tuple(house["unknown_zones"])
        self.all_zones: tuple[str, ...] = tuple(house["all_zones"])
        self._found: dict[tuple[tuple[str, ...], tuple[str, ...]], Window | None] = {}
        try:
            self.general = meet(
                read_week(house["federal"]), read_week(rules.get("default") or house["default"])
            )
            own = {state: read_week(row) for state, row in rules.get("states", {}).items()}
            law = {state: read_week(row) for state, row in house["states"].items()}
        except ValueError as error:
            raise ConfigError(f"texting hours: {error}") from None
        self._states = {
            state: meet(*(rows[state] for rows in (law, own) if state in rows))
            for state in {**law, **own}
        }

    def window(self, zones: Sequence[str], states: Sequence[str], at: datetime) -> Window | None:
        """The window that is open at `at`, else the next one; None where there never is one.

        `zones` and `states` are all that the person may be in; none means not known: anywhere,
        any state of the zones. One that closes within LEAST_LEFT is over. Aware UTC in and out.
        """
        key = (tuple(zones), tuple(states))
        known = self._found.get(key)
        if known is not None and known.opens_at <= at <= known.closes_at - LEAST_LEFT:
            return known
        found = self._search(zones_or(zones, self.unknown_zones), states, at)
        if len(self._found) > 10_000:
            self._found.clear()
        self._found[key] = found
        return found

    def rows_of(self, zones: Sequence[str], states: Sequence[str]) -> list[str]:
        """The states whose own rules count for somebody there."""
        if states:
            return sorted(state for state in states if state in self._states)
        inside = set(zones_or(zones, self.unknown_zones))
        return sorted(s for s in self._states if inside.intersection(zones_of_state(s)))

    def week_of(self, zones: Sequence[str], states: Sequence[str]) -> Week:
        """The week of somebody there, in each zone's wall-clock time, closed days aside."""
        rows = (self._states[state] for state in self.rows_of(zones, states))
        return meet(self.general, *rows)

    def _search(self, zones: Sequence[str], states: Sequence[str], at: datetime) -> Window | None:
        week = self.week_of(zones, states)
        spans: list[Window] | None = None
        for zone in zones:
            these = self._spans(zone, week, at)
            spans = these if spans is None else _intersect(spans, these)
        return next((span for span in spans or () if span.closes_at - at >= LEAST_LEFT), None)

    def _spans(self, zone: str, week: Week, at: datetime) -> list[Window]:
        local = at.astimezone(ZoneInfo(zone)).date()
        found = []
        for offset in range(-1, _HORIZON_DAYS):
            day = local + timedelta(days=offset)
            span = week[day.weekday()]
            if span is not None and not is_closed(day, self._closed):
                opens, closes = (_instant(day, edge, zone) for edge in span)
                found.append(Window(opens, closes))
        return found


class NoHours(Hours):
    """Every hour is allowed: for a simulated carrier, never for people."""

    def __init__(self) -> None:
        super().__init__({})

    def window(self, zones: Sequence[str], states: Sequence[str], at: datetime) -> Window | None:
        """A day around `at`."""
        return Window(at - timedelta(hours=12), at + timedelta(hours=12))


@cache
def house_hours() -> Hours:
    """The rules of hours.yaml."""
    return Hours({})


def zones_or(zones: Sequence[str], otherwise: Sequence[str]) -> Sequence[str]:
    """The zones, or where nobody may be: those of somebody who may be anywhere."""
    return zones or otherwise


def candidates(state: str | None, area_states: Sequence[str] | None) -> Sequence[str]:
    """Every state a person may be in: their own where a ZIP says it, else all of their number's
    area code (texting-facts 3.4: the ZIP a person gave comes before the area code, which people
    carry with them when they move). None is known: empty."""
    return (state,) if state else tuple(area_states or ())


def _instant(day: date, wall: time, zone: str) -> datetime:
    return datetime.combine(day, wall, ZoneInfo(zone)).astimezone(UTC)


def _intersect(ours: list[Window], theirs: list[Window]) -> list[Window]:
    found = []
    for one in ours:
        for other in theirs:
            opens = max(one.opens_at, other.opens_at)
            closes = min(one.closes_at, other.closes_at)
            if opens < closes:
                found.append(Window(opens, closes))
    return found


def hours_for(clarion: Clarion) -> Hours:
    """The texting hours in force: the campaign's, as its file stands now; none where a simulated
    carrier is told so."""
    settings = clarion.settings
    if settings.is_simulated and settings.ignore_texting_hours:
        return _no_hours()
    return hours_of(clarion.campaign.current().texting_hours)


@lru_cache(maxsize=16)
def hours_of(own: TextingHours) -> Hours:
    """The rules of hours.yaml with a campaign's own. Made once for each version of its file."""
    return Hours({"default": own.default, "states": own.states, "closed": own.closed})


@cache
def _no_hours() -> Hours:
    return NoHours()
