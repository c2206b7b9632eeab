"""A broadcast at 100 parts a second with all of its status callbacks, in the house as it runs.

Two callbacks a text (sent, delivered), signed, each posted when it is due whatever became of those
before. It keeps up when the texts keep their rate and next to no callback is open when the last
text goes out; in the end every row is delivered.
"""

from __future__ import annotations

import time

from bench.broadcast import bench
from bench.carrier import CALLBACKS, Counts
from bench.house import RATE, House, house
from bench.table import Row
from bot.broadcasts import broadcasts
from tests.crowd import schedule

_AT_MOST_OPEN_S = 0.5  # half a second's worth


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure one broadcast of 7.5 times `seconds`: 30 s as a rule."""
    del rounds  # a queue that grows shows in one long look
    count = int(RATE * 7.5 * seconds)
    with bench() as at, house(at, count) as home:
        counts, delivered = _send(home, count)
        return _rows(count, counts, delivered)


def _send(home: House, count: int) -> tuple[Counts, int]:
    """The carrier's counts when it took the last text, and how many rows were delivered at last."""
    broadcast_id = schedule(home.clarion)
    counts = home.wait_for(count)
    home.wait_for_rest()
    ends_at = time.monotonic() + 10
    while (delivered := _delivered(home, broadcast_id)) < count and time.monotonic() < ends_at:
        time.sleep(0.2)
    return counts, delivered


def _delivered(home: House, broadcast_id: int) -> int:
    return broadcasts.progress(home.clarion, broadcast_id).states["delivered"]


def _rows(count: int, at_end: Counts, delivered: int) -> list[Row]:
    rate = (at_end.taken - 1) / at_end.seconds
    most = int(RATE * len(CALLBACKS) * _AT_MOST_OPEN_S)
    return [
        Row("texts, with their callbacks coming in", rate, "texts/s", RATE, rate / RATE,
            "≥ 0.98 of the rate", rate >= 0.98 * RATE),
        Row("  callbacks open at the last text", at_end.open, "callbacks", None, None,
            f"≤ {most}", at_end.open <= most),
        Row("  a callback's p99 until taken in", at_end.lag_ms, "ms"),
        Row("  callbacks not taken in", at_end.wrong, "callbacks", None, None, "none",
            at_end.wrong == 0),
        Row("  texts delivered in the end", delivered, "texts", count, delivered / count,
            "all", delivered == count),
    ]  # fmt: skip
