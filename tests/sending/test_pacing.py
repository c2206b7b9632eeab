"""One pace per sender: even, shared, halved by a 429, and back after it."""

from __future__ import annotations

import threading
import time

import pytest

from bot.bootstrap import build
from bot.broadcasts import planning
from bot.clarion import Clarion
from bot.config import Settings
from bot.sending import outbox
from bot.sending.pacing import Pacer
from bot.store.sealing import Purpose
from bot.store.sending import pace
from tests.crowd import add_crowd, schedule, states
from tests.factories import rows
from tests.simulator_process import Simulator


def _reserve(clarion: Clarion, parts: float, rate: float) -> tuple[float, float]:
    with clarion.record.transaction() as connection:
        return pace.reserve(connection, "+12025550100", parts, rate)


def test_reservations_follow_one_another(clarion: Clarion) -> None:
    first, rate = _reserve(clarion, 50, 100)
    second, _ = _reserve(clarion, 50, 100)
    assert first < 0.1
    assert rate == pytest.approx(100)
    assert second == pytest.approx(0.5, abs=0.2)


def test_429_halves_the_rate_once_a_second(clarion: Clarion) -> None:
    _reserve(clarion, 1, 100)
    with clarion.record.transaction() as connection:
        for _ in range(5):
            pace.slow_down(connection, "+12025550100", 0.0)
    _, rate = _reserve(clarion, 1, 100)
    assert rate == pytest.approx(50)


@pytest.mark.parametrize(("quiet_s", "expected"), [(5, 25), (15, 50), (25, 100), (10_000_000, 100)])
def test_rate_doubles_back_with_time(clarion: Clarion, quiet_s: int, expected: float) -> None:
    _reserve(clarion, 1, 100)
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE pace SET factor = 0.25, slowed_at = clock_timestamp() - %s * interval '1 s'",
            [quiet_s],
        )
    _, rate = _reserve(clarion, 1, 100)
    assert rate == pytest.approx(expected, rel=0.1)


def test_turns_are_even_and_long_texts_take_more(clarion: Clarion) -> None:
    pacer = Pacer(10.0)
    assert pacer.wanted(1, 100) == 2.5
    pacer.grant(10, 100.0, 10.0)
    turns = [pacer.turn(parts, 99.0) for parts in (1, 1, 3, 1)]
    assert turns == pytest.approx([100.0, 100.1, 100.2, 100.5])
    assert pacer.free == 4
    assert pacer.turn(1, 105.0) == pytest.approx(104.9)  # lost time is not all made up for


@pytest.mark.slow
@pytest.mark.parametrize("rate", [20.0, 100.0])
def test_two_runs_together_keep_to_the_senders_rate(
    sending: Settings, simulator: Simulator, request: pytest.FixtureRequest, rate: float
) -> None:
    settings = sending.model_copy(update={"send_rate_per_s": rate, "ignore_texting_hours": True})
    slow = build(settings, pool_size=8)
    request.addfinalizer(slow.record.dispose)
    count = int(rate * 3)
    add_crowd(slow, count)
    broadcast_id = schedule(slow)
    planning.fire_due(slow)
    began = time.monotonic()
    runs = [threading.Thread(target=outbox.drain, args=[slow, broadcast_id]) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join(30)
    took = time.monotonic() - began
    assert states(slow, broadcast_id) == {"accepted": count}
    at = sorted(entry["at"] for entry in simulator.log("accepted"))
    assert took > count / rate - 0.5
    # In no second more than the rate and one burst (what one reservation holds).
    most = max(sum(1 for other in at if one <= other < one + 1) for one in at)
    assert most <= rate * 1.25 + 2


def test_single_texts_go_ahead_and_count(clarion: Clarion, simulator: Simulator) -> None:
    _reserve(clarion, 500, 100)  # a broadcast has the next five seconds
    add_crowd(clarion, 1)
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO message (contact_id, address_id, kind, state, body_sealed) SELECT"
            " contact_id, id, 'reply', 'planned', %s FROM address",
            [clarion.sealer.seal("Hello", Purpose.MESSAGE_BODY)],
        )
    began = time.monotonic()
    outbox.send_due(clarion)
    assert time.monotonic() - began < 4  # far less than the broadcast's five
    assert rows(clarion, "SELECT state FROM message") == [("accepted",)]
