"""Finding events among 50,000: around a ZIP, the next ones, of a state or day, one by its code.

Half of them lie in five large cities, as people do, the rest all over the country, so that a search
around a city has thousands within its circle.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import zipcodes

from bench.broadcast import bench
from bench.table import Row
from bot.clarion import Clarion
from bot.events import public_list
from bot.events.public_list import Wanted
from bot.store.sealing import Purpose

_MANY = 50_000
_WITHIN_MS = 50.0
_CITIES = ("60608", "10001", "90012", "77002", "33101")
_AROUND = 0.6  # degrees: the suburbs
_DAYS = 14


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure. Fewer seconds make fewer events, for a quick look."""
    count = int(_MANY * min(1.0, seconds / 4))
    with bench() as at:
        clarion = at.clarion()
        today = clarion.clock.now().date()
        _fill(clarion, count, today)
        looks = {
            **{f"around {one}": Wanted(zip=one) for one in ("60608", "10001", "59718")},
            "around 60608, the tenth page": Wanted(zip="60608", page=10),
            "around 60608, on a day": Wanted(zip="60608", day=today + timedelta(days=3)),
            "the next ones": Wanted(),
            "in Texas": Wanted(state="TX"),
        }
        public_list.search(clarion, looks["in Texas"], "en")  # the table of ZIPs is read once
        rows = [
            _row(f"events {name}, of {count:,}", rounds, partial(_look, clarion, wanted))
            for name, wanted in looks.items()
        ]
        rows.append(_row(f"the map of {count:,}", rounds, lambda: public_list.by_state(clarion)))
        rows.append(_row(f"one event, of {count:,}", rounds, partial(_one, clarion)))
        clarion.record.dispose()
        return rows


def _look(clarion: Clarion, wanted: Wanted) -> None:
    if not public_list.search(clarion, wanted, "en").events:
        raise AssertionError(f"nothing was found for {wanted}")


def _one(clarion: Clarion) -> None:
    public_list.find(clarion, "BENCH1", "en")


def _row(name: str, rounds: int, look: Callable[[], None]) -> Row:
    times = []
    for _ in range(max(5, rounds)):
        began = time.perf_counter()
        look()
        times.append((time.perf_counter() - began) * 1e3)
    found = statistics.median(times)
    target = f"≤ {_WITHIN_MS:g} ms"
    return Row(name, found, "ms", None, None, target, found <= _WITHIN_MS)


def _fill(clarion: Clarion, count: int, today: date) -> None:
    """Events with a sealed title and place, and three guests each."""
    drawn, everywhere = random.Random(7), [one for one in zipcodes.list_all() if one["state"]]
    cities = [zipcodes.matching(one)[0] for one in _CITIES]
    place = clarion.sealer.seal("Plaza Tenochtitlan, 1800 S Blue Island", Purpose.EVENT_PLACE)
    what = clarion.sealer.seal("Vigil", Purpose.EVENT_WHAT)

    def row(index: int) -> tuple[Any, ...]:
        near = index % 2 == 0
        at = drawn.choice(cities if near else everywhere)
        aside = _AROUND if near else 0.0
        return (
            index, f"BENCH{index}", "rally", 1, "open", today + timedelta(days=index % _DAYS + 1),
            "18:00", at["zip_code"], at["city"], "America/Chicago",
            float(at["lat"]) + drawn.uniform(-aside, aside),
            float(at["long"]) + drawn.uniform(-aside, aside),
            place, what, True, 40, clarion.clock.now(),
        )  # fmt: skip

    with clarion.record.transaction() as connection, connection.cursor() as cursor:
        with cursor.copy(
            "COPY event (id, code, kind, host_id, state, day, starts_at, zip, city, zone, latitude,"
            " longitude, place_sealed, what_sealed, is_listed, capacity, reviewed_at) FROM STDIN"
        ) as copy:
            for index in range(1, count + 1):
                copy.write_row(row(index))
        cursor.execute(
            "INSERT INTO contact (id, code, lang) OVERRIDING SYSTEM VALUE"
            " SELECT n, 'B' || n, 'en' FROM generate_series(1, 300) n"
        )
        cursor.execute(
            "INSERT INTO rsvp (event_id, contact_id, state) SELECT e.id, 1 + (e.id + n) % 300,"
            " 'going' FROM event e, generate_series(1, 3) n"
        )
    with clarion.record.alone() as alone:
        alone.execute("VACUUM ANALYZE event, rsvp")
