"""Which ZIPs are near a ZIP."""

from __future__ import annotations

import math
from functools import lru_cache

from bot.places import Place

_EARTH_MILES = 3958.8


@lru_cache(maxsize=64)
def zips_within(center: Place, miles: float) -> tuple[str, ...]:
    """Every ZIP whose middle lies within so many miles, the center's own included."""
    import zipcodes  # 50 MB of table: only processes that meet a radius pay for it

    lat, long = math.radians(center.latitude), math.radians(center.longitude)
    found = []
    for row in zipcodes.list_all():
        try:
            there, across = math.radians(float(row["lat"])), math.radians(float(row["long"]))
        except (TypeError, ValueError):
            continue
        # Haversine on a sphere of 3,958.8 miles.
        a = (
            math.sin((there - lat) / 2) ** 2
            + math.cos(lat) * math.cos(there) * math.sin((across - long) / 2) ** 2
        )
        if 2 * _EARTH_MILES * math.asin(min(1.0, math.sqrt(a))) <= miles:
            found.append(str(row["zip_code"]))
    return tuple(sorted({*found, center.zip}))
