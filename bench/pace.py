"""The sender's rate, kept by two workers together: over all, in its worst second, after a storm.

The workers are two processes that drain one broadcast; what they sent when is the simulator's log.
The slow rates and the storm leave the machine idle, so they are measured at the same time, each in
a record of its own with a carrier of its own; the quickest has the machine for itself.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from bench.broadcast import Bench, bench
from bench.table import Row
from bot.broadcasts import planning
from tests.crowd import carried_by, schedule, until
from tests.simulator_process import Simulator

_SLOW, _QUICKEST = (1.0, 10.0, 100.0), 400.0
_BURST_S = 0.25  # what one reservation holds (bot/sending/pacing.py)
_STORM_RATE = 100.0
_STORM_AFTER = 600  # texts: six seconds at that rate
_STORM_TEXTS = 2_500  # enough for the rate to be whole again and stay so for a while
_REFUSED = 20


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure each rate for 7.5 times `seconds`: 30 s as a rule."""
    del rounds  # a rate is a rate: one long look says more than three short ones
    long_s = max(10.0, 7.5 * seconds)
    beside_s = max(_STORM_TEXTS / _STORM_RATE, long_s)  # the storm takes as long anyway
    with ExitStack() as stack:
        surroundings = [
            (stack.enter_context(bench()), stack.enter_context(Simulator(is_quiet=True)))
            for _ in range(len(_SLOW) + 1)
        ]
        with ThreadPoolExecutor(len(surroundings)) as beside:
            slow = [
                beside.submit(_rate, *around, rate, beside_s)
                for around, rate in zip(surroundings, _SLOW, strict=False)
            ]
            storm = beside.submit(_storm, *surroundings[-1])
        rows = [row for one in slow for row in one.result()]
        surroundings[0][1].reset()
        return [*rows, *_rate(*surroundings[0], _QUICKEST, long_s), *storm.result()]


def _rate(at: Bench, simulator: Simulator, rate: float, seconds: float) -> list[Row]:
    times = _send(at, simulator, rate, int(rate * seconds))
    span = times[-1] - times[0]
    found = (len(times) - 1) / span if span else 0.0
    worst = _worst_second(times)
    error = abs(found / rate - 1)
    most = rate * (1 + _BURST_S) + 1
    return [
        Row(f"{rate:g} parts/s by two", found, "parts/s", rate, found / rate, "within 2 %",
            error <= 0.02),
        Row("  its worst second", worst, "parts", rate, worst / rate, "≤ one burst over",
            worst <= most),
    ]  # fmt: skip


def _worst_second(times: list[float]) -> int:
    """The most texts within any second. `times` in order."""
    worst = first = 0
    for last, at in enumerate(times):
        while at - times[first] >= 1.0:
            first += 1
        worst = max(worst, last - first + 1)
    return worst


def _storm(at: Bench, simulator: Simulator) -> list[Row]:
    """A storm of 429 amid a broadcast: the rate is half of what it was, and whole again later.

    It stays at half for five seconds and doubles back within ten more (bot/store/sending/pace.py).
    """

    def storm() -> None:
        until(lambda: len(simulator.log("accepted")) >= _STORM_AFTER, 120, 0.2)
        simulator.fault("429", times=_REFUSED)

    times = _send(at, simulator, _STORM_RATE, _STORM_TEXTS, storm)
    refused = [entry["at"] for entry in simulator.log("refused")]
    if len(refused) != _REFUSED:
        raise RuntimeError(f"{len(refused)} texts were refused, not {_REFUSED}")
    before = _rate_within(times, refused[0] - 4, refused[0])
    half = _rate_within(times, refused[-1] + 1.5, refused[-1] + 4.5)
    whole = _rate_within(times, times[-1] - 5, times[-1] - 1)  # one of the two may end sooner
    return [
        Row("100 parts/s after a storm of 429", half, "parts/s", before, half / before,
            "half: 0.4 to 0.6", 0.4 <= half / before <= 0.6),
        Row("  and ten seconds later", whole, "parts/s", before, whole / before,
            "whole: ≥ 0.95", whole >= 0.95 * before),
    ]  # fmt: skip


def _rate_within(times: list[float], start: float, end: float) -> float:
    """Texts a second between two instants. `times` in order."""
    return (bisect_left(times, end) - bisect_left(times, start)) / (end - start)


def _send(
    at: Bench,
    simulator: Simulator,
    rate: float,
    count: int,
    meanwhile: Callable[[], None] | None = None,
) -> list[float]:
    """Send a broadcast by two processes; when each text was accepted, in order."""
    simulator.settings(callbacks=False)
    settings = carried_by(at.settings, simulator, send_rate_per_s=rate)
    clarion = at.clarion(**{k: getattr(settings, k) for k in (
        "twilio_account_sid", "twilio_auth_token", "twilio_from", "twilio_api_base_url",
        "send_rate_per_s",
    )})  # fmt: skip
    at.crowd(clarion, count)
    with clarion.record.transaction() as connection:
        connection.execute("DELETE FROM pace")
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    runs = [
        threading.Thread(target=at.drain, args=[clarion.settings, broadcast_id]) for _ in range(2)
    ]
    runs += [threading.Thread(target=meanwhile)] if meanwhile else []
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    clarion.record.dispose()
    times: list[float] = sorted(entry["at"] for entry in simulator.log("accepted"))
    if len(times) != count:
        raise RuntimeError(f"{len(times)} of {count} texts were accepted")
    return times
