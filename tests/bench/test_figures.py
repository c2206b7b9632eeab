"""Figures from samples: what is good and what is not."""

from __future__ import annotations

import pytest

from bench import callbacks, pace, scale
from bench.carrier import Counts
from bench.celery_side import broker_of
from bench.open_loop import percentile_ms
from bench.runs import Run
from bench.table import Row, timed


def test_each_figure_says_what_it_took_and_those_known_together_say_it_once() -> None:
    rows = [Row(name, 1.0, "s", known_at=at) for name, at in (("a", 12.0), ("b", 12.0), ("c", 15))]
    found = timed(rows, 10.0)
    assert [row.took_s for row in found] == [2.0, 0.0, 3.0]
    assert found == [Row("a", 1.0, "s", took_s=2), Row("b", 1.0, "s"), Row("c", 1.0, "s", took_s=3)]


def test_percentile_is_the_time_that_a_share_stays_within() -> None:
    seconds = [number / 1000 for number in range(100, 0, -1)]
    assert percentile_ms(seconds, 0.5) == pytest.approx(51)
    assert percentile_ms(seconds, 0.99) == pytest.approx(100)
    assert percentile_ms([0.002], 0.99) == pytest.approx(2)
    assert percentile_ms([], 0.99) == 0


def test_worst_second_is_found_across_full_seconds() -> None:
    times = [0.0, 0.5, 0.9, 0.95, 1.2, 1.4, 1.89, 2.6]
    assert pace._worst_second(times) == 5  # 0.9 to 1.9


def test_rate_within_counts_from_start_to_end() -> None:
    times = [0.5, 1.0, 1.5, 2.0, 3.0]
    assert pace._rate_within(times, 1.0, 3.0) == 1.5


def _run(messages: int, seconds: float, rss_mb: float = 100.0) -> scale.Drained:
    """A run that took half a second more than its texts were on their way."""
    return scale.Drained(Run(messages, seconds + 0.5, 1.0, rss_mb), seconds)


@pytest.mark.parametrize(
    ("took", "is_good"), [(18.0, False), (19.0, True), (20.0, True), (21.5, True), (22.0, False)]
)
def test_time_grows_with_the_number_of_people(took: float, is_good: bool) -> None:
    short = [_run(10_000, seconds) for seconds in (1.9, 2.0, 2.6)]
    row, whole = scale._time_rows(short, [_run(100_000, took)])
    assert row.ok is is_good
    assert row.ratio == pytest.approx(took / 2)
    assert whole.ratio == pytest.approx((took + 0.5) / 2.5)


@pytest.mark.parametrize(
    ("few", "most", "expected"),
    [
        (100, 105, [True, True]),
        (100, 111, [False, True]),
        (100, 89, [False, True]),
        (118, 121, [True, False]),
    ],
)
def test_memory_is_equal_and_small(few: float, most: float, expected: list[bool]) -> None:
    rows = scale._memory_rows([_run(10_000, 2, few)], _run(1_000_000, 200, most))
    assert [row.ok for row in rows] == expected


@pytest.mark.parametrize(
    ("counts", "delivered", "missed"),
    [
        (Counts(3000, 29.99, 5800, 5790, 0, 9.0), 3000, []),
        (Counts(3000, 32.0, 5800, 5790, 0, 9.0), 3000, [0]),
        (Counts(3000, 29.99, 5800, 5600, 0, 900.0), 3000, [1]),
        (Counts(3000, 29.99, 5800, 5789, 1, 9.0), 2999, [3, 4]),
    ],
)
def test_broadcast_that_does_not_keep_up_is_named(
    counts: Counts, delivered: int, missed: list[int]
) -> None:
    rows = callbacks._rows(3000, counts, delivered)
    assert [index for index, row in enumerate(rows) if row.ok is False] == missed


def test_celery_gets_the_same_valkey() -> None:
    assert broker_of("unix:///tmp/v.sock?db=0") == "redis+socket:///tmp/v.sock?virtual_host=0"
    assert broker_of("redis://127.0.0.1:6379/0") == "redis://127.0.0.1:6379/0"
