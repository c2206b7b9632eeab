"""Planning and beginning: time until a broadcast is on the calendar, planned, and on its way."""

from __future__ import annotations

import time
from datetime import timedelta

from bench.broadcast import Bench, bench
from bench.carrier import carrier
from bench.table import Row
from bot.broadcasts import broadcasts, planning
from bot.broadcasts.broadcasts import Draft
from bot.clock import wall_time
from tests.crowd import TEXTS, Process, schedule, until

_MANY = 100_000


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure. `seconds` scales nothing here: the sizes are what is asked for."""
    with bench() as at, carrier() as url:
        rows = _rows(at, _MANY, max(1, rounds), plan_within=2.0)
        rows.append(_first_text(at, url))
        if seconds >= 4:
            rows += _rows(at, 10 * _MANY, 1, plan_within=20.0)
        return rows


def _rows(at: Bench, people: int, rounds: int, plan_within: float) -> list[Row]:
    scheduled, planned = [], []
    for _ in range(rounds):
        clarion = at.clarion()
        at.crowd(clarion, people)
        began = time.perf_counter()
        broadcasts.schedule(clarion, Draft("Bench", "all", TEXTS, settings={"undo_s": 0}), None)
        scheduled.append(time.perf_counter() - began)
        began = time.perf_counter()
        if not planning.fire_due(clarion):
            raise RuntimeError("the broadcast did not begin")
        planned.append(time.perf_counter() - began)
        clarion.record.dispose()
    return [
        _scheduling(people, sorted(scheduled)[rounds // 2]),
        _within(f"planning {people:,}", sorted(planned)[rounds // 2], plan_within),
    ]


def _scheduling(people: int, seconds: float) -> Row:
    """Asked for 100,000; beyond, a figure without a target."""
    name = f"scheduling for {people:,}"
    return _within(name, seconds, 0.5) if people <= _MANY else Row(name, seconds, "s")


def _first_text(at: Bench, url: str) -> Row:
    """From the due time to the first text the carrier took, with worker and clock as they run."""
    clarion = at.clarion(twilio_api_base_url=url)
    at.crowd(clarion, _MANY)
    with Process("workers", clarion.settings), Process("workers.clock", clarion.settings):
        when = broadcasts.parse_when(_in(8), "UTC", clarion.clock.now(), False)
        broadcast_id = schedule(clarion, schedule=when)
        found = broadcasts.progress

        def has_begun() -> bool:
            with clarion.record.transaction() as connection:
                row = connection.execute(
                    "SELECT min(claimed_at) FROM message WHERE sid IS NOT NULL"
                    " AND broadcast_id = %s",
                    [broadcast_id],
                ).fetchone()
            first.append(row[0] if row else None)
            return first[-1] is not None

        first: list[object] = []
        until(has_begun, 60, 0.2)
        due = found(clarion, broadcast_id).due_at
        late = (first[-1] - due).total_seconds()  # type: ignore[operator]  # both are instants
        broadcasts.cancel(clarion, broadcast_id, None)
    clarion.record.dispose()
    return _within(f"first of {_MANY:,} after its time", late, 1.5)


def _in(seconds: int) -> str:
    return f"{wall_time() + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S}"


def _within(name: str, seconds: float, limit: float) -> Row:
    return Row(name, seconds, "s", None, None, f"≤ {limit:g} s", seconds <= limit)
