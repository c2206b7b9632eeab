"""Queries for the actions around a place: a box that an index finds, then how near each is.

Who is nearest is told by the cosine of the angle between two places, a fifth of the work of the
distance itself, which is worked out for those that are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import cos, pi, radians, sin
from typing import Any

from psycopg import Connection

from bot.store.events.actions import COLUMNS, EventRow

# Great-circle distance in miles (haversine, mean earth radius 3958.8 miles).
MILES_BETWEEN = """
3958.8 * 2 * asin(sqrt(least(1, power(sin(radians(e.latitude - {lat}) / 2), 2)
    + cos(radians({lat})) * cos(radians(e.latitude))
    * power(sin(radians(e.longitude - {lon}) / 2), 2))))
"""
MILES = MILES_BETWEEN.format(lat="%(lat)s", lon="%(lon)s")
_EARTH = 3958.8  # miles
# 1 at the place itself, less the farther it is.
_NEAR = """(sin(radians(e.latitude)) * %(sin_lat)s + cos(radians(e.latitude)) * %(cos_lat)s
    * cos(radians(e.longitude - %(lon)s)))"""
_ROUNDING = 1e-13  # of a cosine; a tenth of a foot
MILES_A_DEGREE = 69.0  # of latitude; of longitude at the equator


@dataclass(frozen=True, slots=True)
class Around:
    """A circle around a point, in degrees and miles."""

    latitude: float
    longitude: float
    within_miles: float

    def values(self) -> dict[str, float]:
        """The parameters of a query: the point, and a box around the circle, which an index finds
        before distances are worked out."""
        tall = self.within_miles / MILES_A_DEGREE
        wide = min(360.0, tall / max(0.05, cos(radians(self.latitude))))
        return {
            "lat": self.latitude, "lon": self.longitude, "within": self.within_miles,
            "south": self.latitude - tall, "north": self.latitude + tall,
            "west": self.longitude - wide, "east": self.longitude + wide,
            "sin_lat": sin(radians(self.latitude)), "cos_lat": cos(radians(self.latitude)),
            "least": cos(min(pi, self.within_miles / _EARTH)) - _ROUNDING,
        }  # fmt: skip


def nearest(
    connection: Connection[Any],
    around: Around,
    days: tuple[date, date | None],
    limit: int,
    offset: int,
) -> list[EventRow]:
    """Open actions that an organizer has looked at and listed, within a circle, from a day on and,
    where it is given, until another: the nearest first, those of one distance by time."""
    rows = connection.execute(
        f"""
        WITH close AS MATERIALIZED (
            SELECT * FROM (SELECT e.id, e.day, e.starts_at, {_NEAR} AS near FROM event e
                WHERE e.state = 'open' AND e.is_listed AND e.day >= %(first)s
                  AND (%(last)s::date IS NULL OR e.day <= %(last)s)
                  AND e.latitude BETWEEN %(south)s AND %(north)s
                  AND e.longitude BETWEEN %(west)s AND %(east)s OFFSET 0) e
            WHERE near >= %(least)s
            ORDER BY near DESC, day, starts_at NULLS LAST, id LIMIT %(limit)s OFFSET %(offset)s
        )
        SELECT {COLUMNS}, {MILES} AS miles FROM close n JOIN event e ON e.id = n.id
        ORDER BY n.near DESC, e.day, e.starts_at NULLS LAST, e.id
        """,  # noqa: S608 - constants of this module
        {
            **around.values(), "first": days[0], "last": days[1], "limit": limit, "offset": offset,
        },
    )  # fmt: skip
    return [EventRow(*row) for row in rows]
