"""One line of the bench's table: a figure, and its floor measured in the same run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Row:
    """A measured figure.

    `value` and `floor` are in `unit`; `ratio` is value / floor. `target` says in words what is
    asked ("≥ 0.65 of the floor"), `ok` whether it was reached; None where nothing is asked.
    `took_s` is what the figure cost to measure, its preparation too (`timed`): 0 for one that came
    out of the same measurement as the row before.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    target: str = ""
    ok: bool | None = None
    took_s: float = 0.0
    known_at: float = field(default_factory=time.perf_counter, compare=False, repr=False)


def timed(rows: Sequence[Row], began: float) -> list[Row]:
    """Rows with the seconds that each took, from `began` by `time.perf_counter`.

    Where a subject knows several at once, the first of them has their seconds.
    """
    found, last = [], began
    for row in rows:
        now = max(last, row.known_at)
        found.append(replace(row, took_s=round(now - last, 1)))
        last = now
    return found


def at_least(name: str, value: float, unit: str, floor: float, ratio: float) -> Row:
    """A rate that should reach `ratio` of its floor."""
    found = value / floor if floor else 0.0
    return Row(name, value, unit, floor, found, f"≥ {ratio:g} of the floor", found >= ratio)


def at_most(name: str, value: float, unit: str, floor: float, ratio: float) -> Row:
    """A cost that should stay within `ratio` of its floor."""
    found = value / floor if floor else float("inf")
    return Row(name, value, unit, floor, found, f"≤ {ratio:g} of the floor", found <= ratio)
