"""Makes areas.json: for every US area code and state, all zones and states a person may be in.

Run `python -m bot.places.make_areas` after an upgrade of zipcodes or phonenumbers. Zones are all
there may be: too wide only makes texting hours stricter, too narrow texts people at night
(texting-facts 3.4: overlays such as 448 over 850 get one zone from phonenumbers although the area
has two). States are the one that the numbering plan gave the code to, and those with a tenth or
more of its ZIPs: nearly every code has a few ZIPs across a border, and with those too nobody in
Maryland would be texted on a Sunday, by Pennsylvania's rule.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from zoneinfo import available_timezones

import phonenumbers
import zipcodes
from phonenumbers import geocoder, timezone

_OUT = Path(__file__).parent / "areas.json"
_ABROAD = {"CA", "AG", "AI", "BB", "BM", "BS", "DM", "DO", "GD", "JM", "KN", "KY", "LC", "MS",
    "SX", "TC", "TT", "VC", "VG"}  # fmt: skip
_NAMES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS":
    "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA":
    "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO":
    "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND":
    "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
    "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee",
    "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington State",
    "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "DC": "Washington D.C.", "PR":
    "Puerto Rico",
}  # fmt: skip
_LEAST_SHARE = 0.1
_NOT_GEOGRAPHIC = 20  # phonenumbers answers 41 zones for toll-free numbers: it does not know


def make() -> dict[str, dict[str, dict[str, list[str]]]]:
    """The table: {"areas": {"312": {"zones": …, "states": …}}, "states": {"IL": {"zones": …}}}."""
    valid = available_timezones()
    areas: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"zones": set(), "states": set()})
    states: dict[str, set[str]] = defaultdict(set)
    zips: dict[str, Counter[str]] = defaultdict(Counter)
    for row in zipcodes.list_all():
        if row["country"] not in ("US", "") or row["timezone"] not in valid:
            continue
        states[row["state"]].add(row["timezone"])
        for area in row["area_codes"]:
            areas[area]["zones"].add(row["timezone"])
            zips[area][row["state"]] += 1
    for area, found in zips.items():
        least = _LEAST_SHARE * found.total()
        areas[area]["states"] = {state for state, count in found.items() if count >= least}
    for area in map(str, range(201, 990)):
        number = phonenumbers.PhoneNumber(country_code=1, national_number=int(f"{area}5550142"))
        zones = set(timezone.time_zones_for_number(number)) & valid
        if zones and len(zones) < _NOT_GEOGRAPHIC:
            areas[area]["zones"] |= zones
        if phonenumbers.region_code_for_number(number) in _ABROAD:
            areas[area]["states"].clear()  # ZIPs on the border list the neighbors' area codes
        else:
            areas[area]["states"] |= _states_named(number)
    return {
        "areas": {
            area: {key: sorted(values) for key, values in found.items()}
            for area, found in sorted(areas.items())
            if found["zones"]
        },
        "states": {state: {"zones": sorted(zones)} for state, zones in sorted(states.items())},
    }


def _states_named(number: phonenumbers.PhoneNumber) -> set[str]:
    """The state the numbering plan gave an area code to: also of overlays too new for zipcodes.

    phonenumbers says "New Jersey" or "Palm Beach, FL".
    """
    place = geocoder.description_for_number(number, "en")
    return {code for code, name in _NAMES.items() if place in (name, code) or place[-2:] == code}


if __name__ == "__main__":
    _OUT.write_text(json.dumps(make(), indent=0, sort_keys=True) + "\n")
