"""Where a ZIP or an area code is: city, state and every time zone it may be in.

The one rule: a zone is never guessed. What is ambiguous is a set, and whoever asks takes the
strictest of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_AREAS = Path(__file__).parent / "areas.json"


@dataclass(frozen=True, slots=True)
class Place:
    """A ZIP's place. `zones` has one IANA zone, or the state's set where the ZIP has none.

    `latitude` and `longitude` are degrees.
    """

    zip: str
    city: str
    state: str
    zones: tuple[str, ...]
    latitude: float
    longitude: float


@cache
def _areas() -> dict[str, dict[str, dict[str, list[str]]]]:
    loaded: dict[str, dict[str, dict[str, list[str]]]] = json.loads(_AREAS.read_text())
    return loaded


@cache
def _valid_zones() -> frozenset[str]:
    return frozenset(zone for row in _areas()["states"].values() for zone in row["zones"])


@lru_cache(maxsize=4096)  # the library goes through all 42,000: some 5 ms each time
def find_zip(zip_code: str) -> Place | None:
    """The place of a five-digit US ZIP, or None if there is no such ZIP."""
    import zipcodes  # 50 MB of table: only processes that meet a ZIP pay for it

    if len(zip_code) != 5 or not (zip_code.isascii() and zip_code.isdigit()):
        return None
    rows = [row for row in zipcodes.matching(zip_code) if row["state"]]
    if not rows:
        return None
    row = rows[0]
    zone = row["timezone"]
    zones = (zone,) if zone in _valid_zones() else zones_of_state(row["state"])
    return Place(
        zip=zip_code,
        city=row["city"],
        state=row["state"],
        zones=zones,
        latitude=float(row["lat"]),
        longitude=float(row["long"]),
    )


@lru_cache(maxsize=4096)
def state_of_zip(zip_code: str) -> str:
    """The state of a ZIP ("IL"); "" of what is none. Mostly its first three digits tell."""
    found = _states_by_prefix().get(zip_code[:3], ())
    if len(found) == 1:
        return found[0]
    place = find_zip(zip_code)
    return place.state if place else ""


@cache
def zips_of_state(state: str) -> tuple[list[str], list[str]]:
    """A state's ZIPs: the three digits that are its alone, and whole ones beside another's."""
    prefixes = [one for one, found in _states_by_prefix().items() if found == (state,)]
    import zipcodes

    shared = set(shared_prefixes())
    rows = zipcodes.filter_by(state=state)
    return prefixes, [row["zip_code"] for row in rows if row["zip_code"][:3] in shared]


def shared_prefixes() -> list[str]:
    """The first three digits of ZIPs in more than one state."""
    return [one for one, states in _states_by_prefix().items() if len(states) > 1]


@cache
def _states_by_prefix() -> dict[str, tuple[str, ...]]:
    import zipcodes

    found: dict[str, dict[str, None]] = {}
    for row in zipcodes.list_all():
        found.setdefault(row["zip_code"][:3], {})[row["state"]] = None
    return {prefix: tuple(states) for prefix, states in found.items()}


def zones_of_state(state: str) -> tuple[str, ...]:
    """Every zone of a state ("IN"), empty if it is unknown."""
    return tuple(_areas()["states"].get(state, {}).get("zones", ()))


def zones_of_number(e164: str) -> tuple[str, ...]:
    """Every zone of a +1 number's area code, empty if it says nothing (toll-free, abroad).

    Numbers are ported and people move: this is the widest fair guess, used until a ZIP is known.
    """
    return tuple(_area(e164).get("zones", ()))


def states_of_number(e164: str) -> tuple[str, ...]:
    """Every state of a +1 number's area code, empty if it says nothing."""
    return tuple(_area(e164).get("states", ()))


def _area(e164: str) -> dict[str, list[str]]:
    if not e164.startswith("+1") or len(e164) != 12:
        return {}
    return _areas()["areas"].get(e164[2:5], {})
