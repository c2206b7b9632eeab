"""What grows with a broadcast and what must not: time, a claim's cost, memory, Redis.

Sizes are those that are asked for at 4 seconds a round and more; fewer seconds make them smaller
in proportion, for a quick look, and the two largest by the square of it: a claim that slows down
and memory that grows show in a hundred thousand, too.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import redis

from bench.broadcast import Bench, bench
from bench.carrier import carrier, counts_of
from bench.runs import Run
from bench.table import Row, at_most
from bot.broadcasts import broadcasts, planning
from bot.clarion import Clarion
from bot.sending.due_rows import BroadcastSource
from bot.sending.window import window_of
from bot.store.sending.outcomes import Outcome, record
from tests.crowd import schedule, until, worker_and_clock

_FEW, _MANY, _CLAIMED, _MOST = 10_000, 100_000, 500_000, 1_000_000
_FEW_A_ROUND = 3  # a short run says less than a long one
_TIME = (9.5, 10.8)
_MEMORY_MB = 120.0
_REDIS_MB = 1.0
_MB = 2.0**20


@dataclass(frozen=True, slots=True)
class Drained:
    """A broadcast sent by one process: what that cost, and seconds from its first text to its last
    as the carrier saw them, without connecting, reading the campaign and ending."""

    run: Run
    going_s: float


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure. Raises: RuntimeError when a text was lost on the way."""
    share = min(1.0, seconds / 4)
    few, many = int(_FEW * share), int(_MANY * share)
    claimed, most = int(_CLAIMED * share**2), int(_MOST * share**2)
    with bench() as at, carrier() as url:
        short, long = _interleaved(at, url, few, many, max(1, rounds))
        return [
            *_time_rows(short, long),
            _claim_row(at, claimed),
            *_memory_rows(short, _drain(at, url, most)),
            *_redis_rows(at, url, many),
        ]


def _interleaved(
    at: Bench, url: str, few: int, many: int, rounds: int
) -> tuple[list[Drained], list[Drained]]:
    short, long = [], []
    for _ in range(rounds):
        short += [_drain(at, url, few) for _ in range(_FEW_A_ROUND)]
        long.append(_drain(at, url, many))
    return short, long


def _drain(at: Bench, url: str, count: int) -> Drained:
    counts_of(url, is_anew=True)
    run = at.ours(url, count, 100)
    counts = counts_of(url)
    if not run.messages == counts.taken == count:
        raise RuntimeError(f"{run.messages} of {count} texts were sent, {counts.taken} taken")
    return Drained(run, counts.seconds)


def _time_rows(short: list[Drained], long: list[Drained]) -> list[Row]:
    low, high = _TIME
    took = statistics.median(one.going_s for one in long)
    beside = statistics.median(one.going_s for one in short)
    whole = statistics.median(one.run.seconds for one in long)
    whole_beside = statistics.median(one.run.seconds for one in short)
    name = f"time for {long[0].run.messages:,} beside {short[0].run.messages:,}"
    return [
        Row(name, took, "s", beside, took / beside, f"{low:g} to {high:g}",
            low <= took / beside <= high),
        Row("  with the run's start and end", whole, "s", whole_beside, whole / whole_beside),
    ]  # fmt: skip


# --- a claim's cost --------------------------------------------------------------------------


def _claim_row(at: Bench, people: int) -> Row:
    """Claims of a window each, every row recorded before the next, as a run does: the median
    claim of the last tenth beside that of the first."""
    clarion = at.clarion()
    at.crowd(clarion, people)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    times = _claims(clarion, broadcast_id, people)
    clarion.record.dispose()
    tenth = max(1, len(times) // 10)
    first, last = statistics.median(times[:tenth]), statistics.median(times[-tenth:])
    return at_most(f"a claim in the last tenth of {people:,}", last * 1e3, "ms", first * 1e3, 1.2)


def _claims(clarion: Clarion, broadcast_id: int, people: int) -> list[float]:
    """Seconds of each claim with its commit, of full windows only."""
    source, window = BroadcastSource(clarion, broadcast_id), window_of(clarion.settings)
    times: list[float] = []
    left = people
    while left:
        began = time.perf_counter()
        with clarion.record.transaction() as connection:
            rows = source.claim(connection, window)
        if len(rows) == window:
            times.append(time.perf_counter() - began)
        if not rows:
            raise RuntimeError(f"{left} of {people} rows were never claimed")
        left -= len(rows)
        outcomes = [
            Outcome(row.id, row.fence, "accepted", f"SM{row.id:032x}", parts=1) for row in rows
        ]
        with clarion.record.transaction() as connection:
            record(connection, outcomes, clarion.clock.now())
    return times


# --- memory ----------------------------------------------------------------------------------


def _memory_rows(short: list[Drained], most: Drained) -> list[Row]:
    """The most memory that the process had which sent it all, from first claim to last record."""
    few = statistics.median(one.run.rss_mb for one in short)
    found = most.run.rss_mb
    ratio = found / few
    return [
        Row(f"a worker's memory at {most.run.messages:,}", found, "MB", few, ratio,
            f"within 10 % of {short[0].run.messages:,}", abs(ratio - 1) <= 0.1),
        Row("  in all", found, "MB", None, None, f"≤ {_MEMORY_MB:g} MB", found <= _MEMORY_MB),
    ]  # fmt: skip


def _redis_rows(at: Bench, url: str, people: int) -> list[Row]:
    """What Valkey holds more than at rest, from scheduling to the last text, worker and clock
    running as they do."""
    clarion = at.clarion(twilio_api_base_url=url)
    at.crowd(clarion, people)
    redis_url = clarion.settings.redis_url.get_secret_value()
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()  # what other benches left is no part of this
        with worker_and_clock(clarion.settings):
            until(lambda: client.scard("rq:workers") == 2, 60)
            rest = _most(client, lambda: False, 3.0)
            broadcast_id = schedule(clarion)
            most = _most(client, lambda: _is_sent(clarion, broadcast_id, people), 1800.0)
            if not _is_sent(clarion, broadcast_id, people):
                raise RuntimeError(f"the broadcast to {people} was not sent")
            time.sleep(1.0)
            after = _used(client)
    clarion.record.dispose()
    grown, kept = max(0, most - rest) / _MB, max(0, after - rest) / _MB
    target = f"≤ {_REDIS_MB:g} MB"
    return [
        Row(f"Redis during a broadcast to {people:,}", grown, "MB", None, None, target,
            grown <= _REDIS_MB),
        Row("  kept after it", kept, "MB", None, None, target, kept <= _REDIS_MB),
    ]  # fmt: skip


def _is_sent(clarion: Clarion, broadcast_id: int, people: int) -> bool:
    return broadcasts.progress(clarion, broadcast_id).states["accepted"] == people


def _used(client: redis.Redis) -> int:
    return int(client.info("memory")["used_memory"])


def _most(client: redis.Redis, is_over: Callable[[], bool], within_s: float) -> int:
    """The most bytes in use, looked at twenty times a second; whether it is over, once."""
    most, ends_at, look_at = 0, time.monotonic() + within_s, time.monotonic() + 1
    while time.monotonic() < ends_at:
        most = max(most, _used(client))
        if time.monotonic() > look_at:
            if is_over():
                break
            look_at = time.monotonic() + 1
        time.sleep(0.05)
    return most
