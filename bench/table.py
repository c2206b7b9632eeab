"""One line of the bench's table: a figure, and its floor measured in the same run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A measured figure.

    `value` and `floor` are in `unit`; `ratio` is value / floor. `target` says in words what is
    asked ("≥ 0.65 of the floor"), `ok` whether it was reached; None where nothing is asked.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    target: str = ""
    ok: bool | None = None


def at_least(name: str, value: float, unit: str, floor: float, ratio: float) -> Row:
    """A rate that should reach `ratio` of its floor."""
    found = value / floor if floor else 0.0
    return Row(name, value, unit, floor, found, f"≥ {ratio:g} of the floor", found >= ratio)


def at_most(name: str, value: float, unit: str, floor: float, ratio: float) -> Row:
    """A cost that should stay within `ratio` of its floor."""
    found = value / floor if floor else float("inf")
    return Row(name, value, unit, floor, found, f"≤ {ratio:g} of the floor", found <= ratio)
