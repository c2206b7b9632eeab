"""What moved the line: the interval and what is made of it, spans of days, files."""

from __future__ import annotations

import csv
import io
import random

import pytest

from bot.clarion import Clarion
from bot.errors import InputError
from bot.intervals import ratio
from bot.results import effects, text_effects
from bot.results.verdicts import Side, judge
from tests.events.conftest import Minutes
from tests.factories import NOON
from tests.results.moving import (
    DAY,
    DEE,
    HOUR,
    MINUTE,
    PHONES,
    add_dj,
    add_people,
    call,
    read,
    text_out,
)


def test_calls_in_clumps_are_worth_fewer() -> None:
    of_twenty = judge(Side(20, 0, 20, 1), Side(5, 0, 5, 1))
    of_one = judge(Side(20, 0, 400, 1), Side(5, 0, 5, 1))
    assert (of_twenty.word, of_one.word) == ("more", "few")
    assert (of_twenty.low, of_twenty.high) == ratio(20, 1, 5, 1)


def test_fewer_calls_are_told_too() -> None:
    found = judge(Side(3, 0, 3, 1), Side(30, 0, 30, 1))
    assert found.word == "fewer"
    assert str(found.says).startswith("Fewer calls: between 0.0")


def test_verdicts_are_wrong_as_seldom_as_they_promise() -> None:
    """Calls come in clumps of 1 to 8 by caller and the true ratio is 1.5: of 600 intervals nearly
    all have it, and where it is 1, hardly any verdict says there was a difference."""
    dice = random.Random(13)  # noqa: S311 - a seeded trial

    def side(callers: float) -> Side:
        held = [dice.choice((1, 1, 1, 2, 3, 8)) for _ in range(_poisson(dice, callers))]
        return Side(sum(held), 0, sum(n * n for n in held), 1)

    within = wrong = 0
    for _ in range(600):
        found = judge(side(60), side(40))
        assert found.low is not None
        assert found.high is not None
        within += found.low <= 1.5 <= found.high
        wrong += judge(side(40), side(40)).is_told
    assert within / 600 >= 0.94
    assert wrong / 600 <= 0.06


def _poisson(dice: random.Random, mean: float) -> int:
    """How many of a process's events fall into one unit of time."""
    count, at = 0, dice.expovariate(mean)
    while at < 1:
        count, at = count + 1, at + dice.expovariate(mean)
    return count


def test_spans_take_what_began_in_them(line: Clarion, clock: Minutes) -> None:
    people = add_people(line, 2)
    old = text_out(line, people, NOON - 15 * DAY, "Old")
    new = text_out(line, people, NOON - 2 * DAY, "New")
    assert [one.id for one in effects.of(line).broadcasts] == [new]
    early = effects.of(line, since="2026-09-01", until="2026-09-10")
    assert [one.id for one in early.broadcasts] == [old]
    with pytest.raises(InputError, match="is after"):
        effects.of(line, since="2026-09-24", until="2026-09-20")


def test_a_broadcast_that_never_went_has_no_effect(line: Clarion) -> None:
    assert text_effects.of(line, 4711) is None


def test_files_say_what_the_page_says(line: Clarion, clock: Minutes) -> None:
    text_out(line, add_people(line, 12), NOON, "=Call now")
    add_dj(line, DEE, "WXYZ", zip="10001")
    call(line, clock, NOON + 5 * MINUTE, PHONES[:12])
    read(line, clock, DEE, NOON + 10 * MINUTE)
    clock.at = NOON + 2 * HOUR
    found = effects.of(line)
    table = list(csv.DictReader(io.StringIO(effects.as_csv(found))))
    assert [(row["kind"], row["after_said"], row["verdict"]) for row in table] == [
        ("broadcast", "12", "more"), ("airing", "0", "few"),
    ]  # fmt: skip
    assert table[0]["title"] == "'=Call now"
    assert (table[0]["high"], table[0]["low"]) == ("", "2.779")
    data = effects.as_data(found)
    assert [len(data[name]) for name in ("broadcasts", "airings")] == [1, 1]  # type: ignore[arg-type]
    assert data["broadcasts"][0]["title"] == "=Call now"  # type: ignore[index]
