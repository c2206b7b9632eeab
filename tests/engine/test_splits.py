"""Random splits are uniform over people, independent of each other, and stable for each person."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.engine import Person, Session, SplitTaken, World, route
from tests.engine.small import NOW, make

PEOPLE = 10_000
# The 99.9th percentile of chi-square by degrees of freedom (NIST Handbook 1.3.6.7.4).
CHI_SQUARE = {1: 10.828, 2: 13.816}
FLOW = """
keywords: {en: [%(name)s]}
steps:
  toss: {split: {%(shares)s}}
  a: {say: "A"}
  b: {say: "B"}
  c: {say: "C"}
"""


def _shares(*shares: int) -> str:
    return ", ".join(f"{k}: {{share: {n}, go: {k}}}" for k, n in zip("abc", shares, strict=False))


def _flow(name: str, *shares: int) -> str:
    return FLOW % {"name": name, "shares": _shares(*shares)}


CAMPAIGN = make({
    "coin": _flow("coin", 50, 50),
    "other": _flow("other", 50, 50),
    "three": _flow("three", 70, 20, 10),
})  # fmt: skip


def _taken(word: str, seed: int) -> str:
    turn = route(CAMPAIGN, Session(), Person(seed), World(NOW, {}, seed), word)
    (found,) = [event.branch for event in turn.events if isinstance(event, SplitTaken)]
    return found


def _chi_square(found: Counter[str], expected: dict[str, float]) -> float:
    return sum((found[key] - wanted) ** 2 / wanted for key, wanted in expected.items())


@pytest.mark.parametrize(
    ("word", "shares"), [("coin", (50, 50)), ("other", (50, 50)), ("three", (70, 20, 10))]
)
@pytest.mark.parametrize("first", [1, 1_000_003])
def test_consecutive_people_are_split_by_the_shares(
    word: str, shares: tuple[int, ...], first: int
) -> None:
    found = Counter(_taken(word, seed) for seed in range(first, first + PEOPLE))
    expected = {key: PEOPLE * share / 100 for key, share in zip("abc", shares, strict=False)}
    assert _chi_square(found, expected) < CHI_SQUARE[len(shares) - 1]


def test_neighbors_take_different_ways() -> None:
    """Not 22 in a row, as by a number that merely counts up; nor one after the other."""
    ways = [_taken("coin", seed) for seed in range(PEOPLE)]
    assert (
        max(len(run) for run in "".join(ways).replace("ab", "a b").replace("ba", "b a").split())
        < 22
    )
    pairs = Counter(f"{one}{two}" for one, two in zip(ways[::2], ways[1::2], strict=True))
    expected = dict.fromkeys(("aa", "ab", "ba", "bb"), PEOPLE / 8)
    assert _chi_square(pairs, expected) < 16.266  # three degrees of freedom


def test_two_splits_are_independent() -> None:
    both = Counter(_taken("coin", seed) + _taken("other", seed) for seed in range(PEOPLE))
    first, second = (
        {key: sum(n for pair, n in both.items() if pair[at] == key) for key in "ab"}
        for at in (0, 1)
    )
    expected = {f"{a}{b}": first[a] * second[b] / PEOPLE for a in "ab" for b in "ab"}
    assert _chi_square(both, expected) < CHI_SQUARE[1]


def test_a_person_takes_the_same_way_at_every_visit() -> None:
    assert all(len({_taken("coin", seed) for _ in range(3)}) == 1 for seed in range(50))
