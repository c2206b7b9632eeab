"""Queries for the actions around a place: a box that an index finds, then distances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import cos, radians
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
        SELECT * FROM (SELECT {COLUMNS}, {MILES} AS miles FROM event e
            WHERE e.state = 'open' AND e.is_listed AND e.day >= %(first)s
              AND (%(last)s::date IS NULL OR e.day <= %(last)s)
              AND e.latitude BETWEEN %(south)s AND %(north)s
              AND e.longitude BETWEEN %(west)s AND %(east)s OFFSET 0) e
        WHERE miles <= %(within)s
        ORDER BY miles, e.day, e.starts_at NULLS LAST, e.id LIMIT %(limit)s OFFSET %(offset)s
        """,  # noqa: S608 - both pieces are constants of this module
        {
            **around.values(), "first": days[0], "last": days[1], "limit": limit, "offset": offset,
        },
    )  # fmt: skip
    return [EventRow(*row) for row in rows]
