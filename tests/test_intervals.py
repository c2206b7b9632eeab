"""Intervals: against published values, and against dice thrown many times."""

from __future__ import annotations

import random
from math import comb, inf

import pytest

from bot.intervals import ratio, share


@pytest.mark.parametrize(
    ("count", "among", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, "Clopper-Pearson".
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0000, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_shares_as_published(count: int, among: int, low: float, high: float) -> None:
    found = share(count, among)
    assert found == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(("count", "among"), [(1, 5), (3, 10), (9, 12), (40, 90)])
def test_bounds_are_where_the_tails_are(count: int, among: int) -> None:
    """By the definition: at the bounds what was seen, or more extreme, has a chance of 2.5 %."""
    low, high = share(count, among)
    tops = range(count, among + 1)
    at_least = sum(comb(among, k) * low**k * (1 - low) ** (among - k) for k in tops)
    at_most = sum(comb(among, k) * high**k * (1 - high) ** (among - k) for k in range(count + 1))
    assert at_least == pytest.approx(0.025, abs=1e-9)
    assert at_most == pytest.approx(0.025, abs=1e-9)


def test_many_are_counted_fast_and_right() -> None:
    low, high = share(50_000, 100_000)
    assert low == pytest.approx(0.5 - 0.0031, abs=2e-4)
    assert high == pytest.approx(0.5 + 0.0031, abs=2e-4)


@pytest.mark.parametrize(("count", "among"), [(-1, 5), (6, 5), (0, 0)])
def test_what_cannot_be_is_refused(count: int, among: int) -> None:
    with pytest.raises(ValueError, match=f"{count} of {among}"):
        share(count, among)


def test_ratios_at_the_edges() -> None:
    assert ratio(0, 10, 0, 10) is None
    assert ratio(5, 0, 5, 10) is None
    assert ratio(5, 1, 0, 1) == (pytest.approx(0.9160, abs=1e-3), inf)
    low, high = ratio(0, 1, 5, 1) or (0, 0)
    assert (low, high) == (0.0, pytest.approx(1 / 0.9160, abs=2e-3))


def test_a_ratio_turned_round_is_its_inverse() -> None:
    one, other = ratio(30, 100, 12, 50), ratio(12, 50, 30, 100)
    assert one is not None
    assert other is not None
    assert one[0] == pytest.approx(1 / other[1])
    assert one[1] == pytest.approx(1 / other[0])


@pytest.mark.parametrize("true", [1.0, 2.0])
def test_the_interval_holds_the_truth_as_often_as_it_says(true: float) -> None:
    """2,000 hours before and after, each with some calls: 95 % at least hold the true ratio."""
    dice, held, tried = random.Random(7), 0, 0  # noqa: S311 - a seeded trial
    for _ in range(2_000):
        before = sum(dice.random() < 0.1 for _ in range(100))
        after = sum(dice.random() < 0.1 * true for _ in range(100))
        found = ratio(after, 1, before, 1)
        if found is not None:
            tried += 1
            held += found[0] <= true <= found[1]
    assert held / tried >= 0.95
