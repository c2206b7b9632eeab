"""The public counter: calls against the goal, the last hour, where they come from, what was on air.

It is for everybody, so nothing in it points at anybody: what is fewer than five is not told (None),
a state or a city only with five calls of five people, rooms and first names only of who said yes.
What people said and what the phone line measured are told apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.people.counts import LEAST_SHOWN
from bot.phone_banks.screens import first_name_of
from bot.store.phone_banks import boards
from bot.store.results import live as rows

MINUTES = 5  # of a bar of the curve
BARS = 12
_MOST_CITIES, _MOST_ROOMS = 7, 6


@dataclass(frozen=True, slots=True)
class Live:
    """The counter at a minute. Counts are None where they are 1 to 4. `said` and `measured` are
    the calls that people told and those that the line measured; `today` calls of the campaign's
    day, `goal` what it should bring. `hour` are calls of the last hour by five minutes, the oldest
    first. `on_air` are today's readings by state."""

    at: str
    called: int | None
    aired: int | None
    hosted: int | None
    said: int | None
    measured: int | None
    today: int | None
    goal: int | None
    hour: Sequence[int | None]
    states: Mapping[str, int]
    cities: Sequence[tuple[str, int]]
    rooms: Sequence[tuple[str, int]]
    aired_today: int | None
    on_air: Mapping[str, int]

    @property
    def percent(self) -> int:
        """How much of the day's goal is made, at most all of it."""
        return min(100, (self.today or 0) * 100 // self.goal) if self.goal else 0

    def to_json(self) -> str:
        """As data, with the shortest separators."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Live:
        """What `to_json` wrote. Raises: ValueError, TypeError, KeyError for anything
        else."""
        found = json.loads(text)
        for name in ("cities", "rooms"):
            found[name] = [(str(place), int(count)) for place, count in found[name]]
        return cls(**found)


def read(clarion: Clarion) -> Live:
    """The counter as it is now, from the record. Raises: RecordAway."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    zone = ZoneInfo(campaign.zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(0), zone)
    first = _bar_of(now) - timedelta(minutes=MINUTES * (BARS - 1))
    with clarion.record.transaction() as connection:
        kinds, measured = rows.by_kind(connection)
        today = rows.since(connection, midnight)
        bars = rows.by_minutes(connection, first, MINUTES)
        states = rows.by_state(connection, LEAST_SHOWN)
        cities = rows.by_city(connection, LEAST_SHOWN, _MOST_CITIES)
        rooms = boards.by_room(connection, _MOST_ROOMS)
        airings = rows.airings(connection, midnight)
    called = kinds.get("called", 0)
    is_told = _blurred(measured) is not None and _blurred(called - measured) is not None
    return Live(
        at=now.replace(second=0, microsecond=0).isoformat(),
        called=_blurred(called),
        aired=_blurred(kinds.get("aired", 0)),
        hosted=_blurred(kinds.get("hosted", 0)),
        said=called - measured if is_told else None,
        measured=measured if is_told else None,
        today=_blurred(today),
        goal=campaign.goals.get("calls"),
        hour=[_blurred(bars.get(place, 0)) for place in range(BARS)],
        states=states,
        cities=cities,
        rooms=[
            (name, count)
            for sealed, city, count in rooms
            if count >= LEAST_SHOWN
            and (name := ", ".join(filter(None, (first_name_of(clarion, sealed), city))))
        ],
        aired_today=_blurred(sum(count for _, count in airings)),
        on_air={state: count for state, count in airings if state and count >= LEAST_SHOWN},
    )


def _blurred(count: int) -> int | None:
    return None if 0 < count < LEAST_SHOWN else count


def _bar_of(now: datetime) -> datetime:
    """When the bar that `now` is in began."""
    return now.replace(minute=now.minute - now.minute % MINUTES, second=0, microsecond=0)
