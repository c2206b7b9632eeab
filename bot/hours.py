"""Texting hours: when a person may be texted, by zone and state, strictest first (hours.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import yaml

from bot.errors import ConfigError

if TYPE_CHECKING:
    from bot.bootstrap import Clarion

_FILE = Path(__file__).with_name("hours.yaml")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS = {"daily": _DAYS, "weekdays": _DAYS[:5], "weekend": _DAYS[5:]}
_HORIZON_DAYS = 9  # a window that does not come within this is never

Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time in which somebody may be texted. Aware UTC; the end is not inside."""

    opens_at: datetime
    closes_at: datetime

    def holds(self, at: datetime) -> bool:
        """Whether the instant is inside."""
        return self.opens_at <= at < self.closes_at


# By weekday, Monday first; None is closed.
Week = tuple[Span | None, ...]


class Hours:
    """The rules of a campaign or of the house. Safe to share between threads."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        """Raises: ConfigError for rules that cannot be read."""
        house = _house()
        self._default = _read_week(rules.get("default", house["default"]), "default")
        states = {**house["states"], **rules.get("states", {})}
        self._states = {state: _read_week(row, state) for state, row in states.items()}
        self._closed = frozenset(rules.get("closed", house["closed"]))
        self.unknown_zones = tuple(rules.get("unknown_zones", house["unknown_zones"]))
        self.all_zones = tuple(house["all_zones"])
        self._found: dict[tuple[tuple[str, ...], str | None], Window | None] = {}

    def window(self, zones: Sequence[str], state: str | None, at: datetime) -> Window | None:
        """The window that is open at `at`, else the next one; None where there never is one.

        `zones` are every zone the person may be in; none means not known. Aware UTC in and out.
        """
        key = (tuple(zones), state)
        known = self._found.get(key)
        if known is not None and known.holds(at):
            return known
        found = self._search(zones_or(zones, self.unknown_zones), state, at)
        if len(self._found) > 10_000:
            self._found.clear()
        self._found[key] = found
        return found

    def _search(self, zones: Sequence[str], state: str | None, at: datetime) -> Window | None:
        spans: list[Window] | None = None
        for zone in zones:
            these = self._spans(zone, state, at)
            spans = these if spans is None else _intersect(spans, these)
        return next((span for span in spans or () if span.closes_at > at), None)

    def _spans(self, zone: str, state: str | None, at: datetime) -> list[Window]:
        local = at.astimezone(ZoneInfo(zone)).date()
        found = []
        for offset in range(-1, _HORIZON_DAYS):
            day = local + timedelta(days=offset)
            span = self._span(day, state)
            if span is not None:
                opens, closes = (_instant(day, edge, zone) for edge in span)
                found.append(Window(opens, closes))
        return found

    def _span(self, day: date, state: str | None) -> Span | None:
        if f"{day:%m-%d}" in self._closed:
            return None
        general = self._default[day.weekday()]
        own = self._states[state][day.weekday()] if state in self._states else general
        if general is None or own is None:
            return None
        opens, closes = max(general[0], own[0]), min(general[1], own[1])
        return (opens, closes) if opens < closes else None


class NoHours(Hours):
    """Every hour is allowed: for a simulated carrier, never for people."""

    def __init__(self) -> None:
        super().__init__({})

    def window(self, zones: Sequence[str], state: str | None, at: datetime) -> Window | None:
        """A day around `at`."""
        return Window(at - timedelta(hours=12), at + timedelta(hours=12))


@cache
def house_hours() -> Hours:
    """The rules of hours.yaml."""
    return Hours({})


def zones_or(zones: Sequence[str], otherwise: Sequence[str]) -> Sequence[str]:
    """The zones, or where nobody may be: those of somebody who may be anywhere."""
    return zones or otherwise


@cache
def _house() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


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


def _read_week(row: Mapping[str, str], where: str) -> Week:
    week: dict[str, Span | None] = dict.fromkeys(_DAYS)
    # Groups first, so that a single day named beside "daily" wins.
    for name in sorted(row, key=lambda name: name not in _GROUPS):
        for day in _GROUPS.get(name, (name,)):
            if day not in week:
                raise ConfigError(f"texting hours, {where}: “{name}” is no day; write mon or daily")
            week[day] = _read_span(str(row[name]), where)
    return tuple(week[day] for day in _DAYS)


def _read_span(text: str, where: str) -> Span | None:
    if text == "closed":
        return None
    try:
        opens, closes = (time.fromisoformat(edge.strip()) for edge in text.split("-"))
    except ValueError:
        opens = closes = time(0)
    if opens >= closes:
        raise ConfigError(f"texting hours, {where}: “{text}” cannot be read; write 09:00-20:00")
    return opens, closes


def hours_for(clarion: Clarion) -> Hours:
    """The texting hours in force: the house's own; none where a simulated carrier is told so."""
    settings = clarion.settings
    if settings.is_simulated and settings.ignore_texting_hours:
        return _no_hours()
    return house_hours()


@cache
def _no_hours() -> Hours:
    return NoHours()
