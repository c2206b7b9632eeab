"""From chances to what is matched: one flow, two that are near, or none."""

from __future__ import annotations

import pytest

from bot.understanding.deciding import Bounds, decide
from bot.understanding.samples import NOTHING

FLOWS = (NOTHING, "bake", "drum", "sing")
BOUNDS = Bounds(one_from=0.5, near=0.2, two_from=0.6, most_nothing=0.15, clear_from=0.8)


@pytest.mark.parametrize(
    ("chances", "flow", "or_flow", "is_clear"),
    [
        ((0.0, 0.9, 0.05, 0.05), "bake", "", True),
        ((0.1, 0.7, 0.1, 0.1), "bake", "", False),
        ((0.05, 0.5, 0.05, 0.4), "bake", "sing", False),  # near each other
        ((0.05, 0.3, 0.3, 0.35), "sing", "drum", False),
    ],
)
def test_what_is_likely_enough_is_matched(
    chances: tuple[float, ...], flow: str, or_flow: str, is_clear: bool
) -> None:
    found = decide(FLOWS, chances, BOUNDS)

    assert found is not None
    assert (found.flow, found.or_flow, found.is_clear) == (flow, or_flow, is_clear)


@pytest.mark.parametrize(
    "chances",
    [
        (0.6, 0.4, 0.0, 0.0),  # more likely nothing
        (0.2, 0.4, 0.0, 0.4),  # near each other, and perhaps nothing
        (0.1, 0.3, 0.3, 0.3),  # three are near
        (0.3, 0.6, 0.05, 0.05),  # 0.6 times 0.7 is not enough
    ],
)
def test_what_is_not_likely_enough_is_not(chances: tuple[float, ...]) -> None:
    assert decide(FLOWS, chances, BOUNDS) is None


def test_only_flow_has_none_beside_it() -> None:
    found = decide((NOTHING, "bake"), (0.1, 0.9), BOUNDS)

    assert found is not None
    assert (found.flow, found.runner_up, found.or_flow) == ("bake", "", "")
