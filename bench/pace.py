"""The sender's rate, kept by two workers' runs together: over all, and in its worst second."""

from __future__ import annotations

import threading
import time

from bench.broadcast import Bench, bench
from bench.table import Row
from bot import outbox, planning
from tests.crowd import carried_by, schedule
from tests.simulator_process import Simulator

_RATES = (1.0, 10.0, 100.0, 400.0)
_BURST_S = 0.25  # what one reservation holds (bot/pacing.py)


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure each rate for about five times `seconds`; 30 s and more at the default of 6."""
    del rounds  # a rate is a rate: one long look says more than three short ones
    with bench() as at, Simulator() as simulator:
        simulator.settings(callbacks=False)
        rows = []
        for rate in _RATES:
            rows += _rate(at, simulator, rate, max(10.0, 5 * seconds))
        rows.append(_storm(at, simulator))
        return rows


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
    worst = first = 0
    for last, at in enumerate(times):
        while at - times[first] >= 1.0:
            first += 1
        worst = max(worst, last - first + 1)
    return worst


def _storm(at: Bench, simulator: Simulator) -> Row:
    """After a storm of 429 the rate is half at most, and whole again later."""
    times = _send(at, simulator, 100.0, 2500, storm=20)
    early = sum(1 for one in times if 1 < one - times[0] <= 4) / 3
    late = sum(1 for one in times if times[-1] - one <= 3) / 3
    return Row("100 parts/s after a storm of 429: early, then", early, "parts/s", late,
               early / late, "halves, recovers", early <= 60 and late >= 90)  # fmt: skip


def _send(at: Bench, simulator: Simulator, rate: float, count: int, storm: int = 0) -> list[float]:
    simulator.reset()
    if storm:
        simulator.fault("429", times=storm)
    simulator.settings(callbacks=False)
    settings = carried_by(at.settings, simulator, send_rate_per_s=rate)
    clarion = at.clarion(**{k: getattr(settings, k) for k in (
        "twilio_account_sid", "twilio_auth_token", "twilio_from", "twilio_api_base_url",
        "send_rate_per_s",
    )})  # fmt: skip
    at.crowd(clarion, count)
    with clarion.record.hot() as connection:
        connection.execute("DELETE FROM pace")
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    runs = [
        threading.Thread(
            target=outbox.drain, args=[clarion, broadcast_id], kwargs={"slice_s": 3600}
        )
        for _ in range(2)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    time.sleep(0.1)
    clarion.record.dispose()
    return sorted(entry["at"] for entry in simulator.log("accepted"))
