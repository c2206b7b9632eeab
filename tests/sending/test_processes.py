"""Worker and clock as processes, killed and cut off; the carrier's log is the judge.

The first test starts them as a Procfile does, the others begin where their imports end.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from bot.bootstrap import build
from bot.broadcasts import broadcasts, planning
from bot.clarion import Clarion
from bot.clock import WallClock, wall_time
from bot.config import Settings
from bot.sending.window import window_of
from bot.store.sending import listening
from tests.crowd import Process, add_crowd, number, schedule, states, until, worker_and_clock
from tests.simulator_process import Simulator

pytestmark = pytest.mark.slow
PEOPLE = 200


@pytest.fixture
def live(sending: Settings, redis_url: str) -> Settings:
    """Settings for processes: real time, any hour, a pace that leaves time to interfere."""
    return sending.model_copy(
        update={"ignore_texting_hours": True, "send_rate_per_s": 100.0, "in_flight": 20}
    )


@pytest.fixture
def clarion(live: Settings) -> Iterator[Clarion]:
    services = build(live, clock=WallClock(), pool_size=4)
    yield services
    services.record.dispose()


def _is_done(clarion: Clarion, broadcast_id: int) -> bool:
    return broadcasts.progress(clarion, broadcast_id).state == "done"


def _sent(simulator: Simulator) -> int:
    return sum(simulator.recipients().values())


def _everyone_once(simulator: Simulator, count: int = PEOPLE) -> None:
    assert simulator.recipients() == {number(i): 1 for i in range(1, count + 1)}


def _horse(children: list[psutil.Process]) -> psutil.Process | None:
    """The process that sends: a child of a lane."""
    lanes = {child.pid for child in children}
    return next((child for child in children if child.ppid() in lanes), None)


def test_worker_and_clock_send_a_broadcast(
    live: Settings, clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, PEOPLE)
    with worker_and_clock(live) as (worker, clock):
        broadcast_id = schedule(clarion)
        until(lambda: _is_done(clarion, broadcast_id), 60)
        assert states(clarion, broadcast_id) == {"accepted": PEOPLE}
        _everyone_once(simulator)
        assert worker.stop() < 5
        assert clock.stop() < 5


def test_without_redis_the_clock_sends(
    live: Settings, clarion: Clarion, simulator: Simulator
) -> None:
    away = live.model_copy(update={"redis_url": type(live.redis_url)("redis://127.0.0.1:9/0")})
    add_crowd(clarion, PEOPLE)
    with worker_and_clock(away, is_forked=True):
        broadcast_id = schedule(clarion)
        until(lambda: _is_done(clarion, broadcast_id), 60)
    _everyone_once(simulator)


def test_wiped_redis_loses_and_doubles_nothing(
    live: Settings, clarion: Clarion, simulator: Simulator, redis_url: str
) -> None:
    add_crowd(clarion, PEOPLE)
    with worker_and_clock(live, is_forked=True), redis.Redis.from_url(redis_url) as client:
        broadcast_id = schedule(clarion)
        for sent in (1, 50, 100):
            until(lambda sent=sent: _sent(simulator) >= sent, 60)
            client.flushdb()
        until(lambda: _is_done(clarion, broadcast_id), 60)
    _everyone_once(simulator)


@pytest.mark.parametrize("victim", ["sender", "worker", "clock"])
def test_kill_in_mid_send_loses_and_doubles_nothing(
    live: Settings, clarion: Clarion, simulator: Simulator, victim: str
) -> None:
    add_crowd(clarion, PEOPLE)
    simulator.settings(latency_ms=50)
    with worker_and_clock(live, is_forked=True) as (worker, clock):
        broadcast_id = schedule(clarion)
        for sent in (20, 80, 140):
            until(lambda sent=sent: _sent(simulator) >= sent, 60)
            if victim == "sender":
                worker.kill_a_child(_horse)
            else:
                killed = worker if victim == "worker" else clock
                killed.kill()
                killed.start_again()
        until(lambda: _is_done(clarion, broadcast_id), 60)
    # What was in doubt and found at the carrier has its state from there.
    assert states(clarion, broadcast_id).keys() <= {"accepted", "sent", "delivered"}
    _everyone_once(simulator)


def test_killed_around_a_first_wave_nobody_gets_it_twice_or_never(
    live: Settings, clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, PEOPLE)
    simulator.settings(latency_ms=50)
    wave = {"canary_above": 10, "canary_least": 40, "canary_wait_s": 1.0}
    with worker_and_clock(live.model_copy(update=wave), is_forked=True) as (worker, clock):
        broadcast_id = schedule(clarion)
        until(lambda: _sent(simulator) >= 10, 60)
        _kill(worker, clock)
        until(lambda: broadcasts.progress(clarion, broadcast_id).states["held"] == 0, 60)
        assert _sent(simulator) < PEOPLE
        _kill(worker, clock)
        until(lambda: _is_done(clarion, broadcast_id), 60)
    assert states(clarion, broadcast_id).keys() <= {"accepted", "sent", "delivered"}
    _everyone_once(simulator)


def _kill(*processes: Process) -> None:
    """kill -9 of all of them at once, and up again."""
    for one in processes:
        one.kill()
    for one in processes:
        one.start_again()


def test_after_a_kill_at_most_one_window_is_in_doubt(
    live: Settings, clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, PEOPLE)
    simulator.settings(latency_ms=300)
    with Process(
        "workers", live, is_forked=True
    ) as worker:  # no clock: on a busy machine it would help sending
        broadcast_id = schedule(clarion)
        assert planning.fire_due(clarion) == [broadcast_id]
        until(lambda: _sent(simulator) >= 20, 60)
        worker.kill_a_child(_horse)
        worker.kill()
        found = broadcasts.progress(clarion, broadcast_id)
        # The window: what is posted, and what is claimed next or answered and not yet recorded.
        assert 0 < found.in_flight <= window_of(live)


def test_sigterm_leaves_no_claim_behind(
    live: Settings, clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, PEOPLE)
    with worker_and_clock(live, is_forked=True) as (worker, clock):
        broadcast_id = schedule(clarion)
        until(lambda: _sent(simulator) >= 20, 60)
        assert worker.stop() < 5
        assert clock.stop() < 5
        found = states(clarion, broadcast_id)
        assert set(found) == {"planned", "accepted"}
        assert found["accepted"] == _sent(simulator)


@pytest.mark.parametrize("how", ["pause", "kill switch"])
def test_nothing_new_is_posted_after_a_stop(
    live: Settings, clarion: Clarion, simulator: Simulator, how: str
) -> None:
    add_crowd(clarion, PEOPLE)
    with worker_and_clock(live, is_forked=True):
        broadcast_id = schedule(clarion)
        until(lambda: _sent(simulator) >= 20, 60)
        if how == "pause":
            broadcasts.pause(clarion, broadcast_id, None)
        else:
            broadcasts.stop_all(clarion, None)
        stopped_at = wall_time().timestamp()
        until(lambda: broadcasts.progress(clarion, broadcast_id).in_flight == 0, 15)
        stood = _sent(simulator)
        assert stood < PEOPLE
        with clarion.record.transaction() as connection:
            until(lambda: listening.alive(connection, broadcast_id) == 0, 60)
        assert _sent(simulator) == stood
        assert max(entry["at"] for entry in simulator.log("accepted")) < stopped_at + 5
        if how == "pause":
            broadcasts.resume(clarion, broadcast_id, None)
        else:
            broadcasts.start_all(clarion, None)
        until(lambda: _is_done(clarion, broadcast_id), 60)
    _everyone_once(simulator)


def test_nobody_is_texted_after_their_stop_was_committed(
    live: Settings, clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, PEOPLE)
    with worker_and_clock(live, is_forked=True):
        broadcast_id = schedule(clarion)
        until(lambda: _sent(simulator) >= 20, 60)
        before = set(simulator.recipients())
        stopped = [number(i) for i in range(1, PEOPLE + 1) if number(i) not in before][::3]
        with clarion.record.transaction() as connection:
            connection.execute(
                "UPDATE contact SET opted_out_at = now() WHERE id IN (SELECT contact_id"
                " FROM address WHERE digest = ANY(%s))",
                [[clarion.sealer.digest("sms", one) for one in stopped]],
            )
        stopped_at = wall_time().timestamp()
        until(lambda: _is_done(clarion, broadcast_id), 60)
        texted = set(simulator.recipients()) & set(stopped)
        # A text that is being posted as the STOP commits, or in the moment before the run hears of
        # it, still goes: up to 50 ms after were seen with both cores kept busy. Nothing else does.
        assert len(texted) <= window_of(live)
        late = [one["at"] for one in simulator.log("accepted") if one["to"] in texted]
        assert all(at < stopped_at + 5 for at in late)
        found = broadcasts.progress(clarion, broadcast_id)
        assert found.skipped == {"opted_out": len(stopped) - len(texted)}


def test_job_that_is_not_on_the_list_is_never_run(
    live: Settings, clarion: Clarion, simulator: Simulator, redis_url: str, tmp_path: Path
) -> None:
    proof = tmp_path / "proof"
    with redis.Redis.from_url(redis_url) as client, Process("workers", live, is_forked=True):
        for queue in ("bulk", "urgent"):
            made = Queue(queue, connection=client, serializer=JSONSerializer)
            made.enqueue_call("os.system", args=[f"touch {proof}"], failure_ttl=60)
        until(lambda: not client.llen("rq:queue:bulk") and not client.llen("rq:queue:urgent"), 60)
        add_crowd(clarion, 1)  # the lanes go on as if nothing had been
        broadcast_id = schedule(clarion)
        from bot.broadcasts import planning

        planning.fire_due(clarion)
        until(lambda: states(clarion, broadcast_id) == {"accepted": 1}, 60)
    assert not proof.exists()
