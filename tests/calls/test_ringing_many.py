"""Calls against the account's pace, and machines that die at every step: order kept, none twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.calls import lost, ringing
from bot.config import Settings
from tests.calls.ringing import LINE, Room, opened
from tests.calls.ringing import rung as rung
from tests.factories import rows
from tests.simulator_process import Simulator

CROWD = [f"+1312555{n:04}" for n in range(100, 200)]
ANA = CROWD[0]
PER_S, AT_ONCE = 20, 8


@pytest.fixture
def crowded(settings: Settings, record: str, far_side: Simulator) -> Iterator[Room]:
    """A carrier that starts twenty calls a second and holds eight at once, and no more."""
    far_side.begin_again()
    far_side.settings(callbacks=False, call_speed=500, calls_per_second=PER_S, seed=4,
                      call_concurrency=AT_ONCE, call_presses=["1"])  # fmt: skip
    far_side.plan(LINE, outcomes={"connected:40": 0.6, "busy": 0.2, "no_answer": 0.2})
    more = {"calls_per_s": float(PER_S), "calls_at_once": AT_ONCE}
    with opened(settings, far_side, **more) as room:
        yield room


@pytest.mark.slow
def test_a_hundred_ask_at_once(crowded: Room) -> None:
    for number in CROWD:
        crowded.add(number)
        crowded.says(number, "CALL ME")
    crowded.until_over()
    assert crowded.rings() == dict.fromkeys(CROWD, 1)
    log = crowded.simulator.log("call,refused")
    assert [entry for entry in log if entry["kind"] == "refused"] == []
    made = [e for e in log if e["direction"] == "outbound-api" and e["status"] == "queued"]
    assert [entry["to"] for entry in made] == CROWD
    assert _most_at_once(log) <= AT_ONCE
    assert _most_in_a_second([entry["at"] for entry in made]) <= PER_S + 1
    waits = [entry["queue_ms"] for entry in log if entry["status"] == "completed"]
    assert max(waits) < 1000  # nobody was handed over before their turn
    ended = rows(crowded.clarion, "SELECT count(*)::int FROM call WHERE outcome = 'called'")[0][0]
    assert 40 <= ended <= 75


def test_two_machines_share_one_pace(crowded: Room) -> None:
    for number in CROWD[:30]:
        crowded.add(number)
        crowded.says(number, "CALL ME")
    is_over = threading.Event()

    def second() -> None:
        while not is_over.wait(0.01):
            ringing.run_due(crowded.clarion)

    other = threading.Thread(target=second)
    other.start()
    try:
        crowded.until_over()
    finally:
        is_over.set()
        other.join()
    assert crowded.rings() == dict.fromkeys(CROWD[:30], 1)
    log = crowded.simulator.log("call,refused")
    assert [entry for entry in log if entry["kind"] == "refused"] == []
    assert _most_at_once(log) <= AT_ONCE


class Killed(BaseException):
    """The machine is gone."""


@pytest.mark.parametrize("step", ["before the carrier is asked", "after it has taken the call"])
def test_killed_machine_rings_nobody_twice(rung: Room, step: str) -> None:
    rung.simulator.settings(call_speed=60)
    rung.add(ANA, "connected", presses=["1"])
    rung.says(ANA, "CALL ME")
    carrier = rung.clarion.carrier
    dying = replace(rung.clarion, carrier=_Dying(carrier, is_after="after" in step))
    with pytest.raises(Killed):
        ringing.run_due(dying)
    assert rows(rung.clarion, "SELECT state FROM call WHERE state <> 'planned'")
    rung.clock.forward(seconds=61)
    rung.until_over()
    assert rung.rings() == {ANA: 1}
    assert rung.states()[0][1:5] == ("ended", "thanks", None, "completed")


@pytest.mark.parametrize(
    "fault", ["500_after", "lost_response", "timeout_after", "truncated_json", "502_html_after"]
)
def test_lost_answer_rings_nobody_twice(rung: Room, fault: str) -> None:
    rung.simulator.settings(call_speed=20)
    rung.simulator.fault(fault, "no_callback", call="call", times=1)
    rung.add(ANA, "connected", presses=["1"])
    rung.says(ANA, "CALL ME")
    rung.until("SELECT 1 FROM call WHERE answered_at IS NOT NULL")
    assert rung.rings() == {ANA: 1}
    assert rows(rung.clarion, "SELECT sid FROM call")[0][0] is not None


@pytest.mark.parametrize("fault", ["429", "500_before", "503_before", "reset", "timeout_before"])
def test_call_that_was_never_taken_is_made_once_more(rung: Room, fault: str) -> None:
    rung.simulator.fault(fault, call="call", times=1)
    rung.add(ANA, "connected", presses=["1"])
    rung.says(ANA, "CALL ME")
    rung.tick()
    rung.clock.forward(seconds=30)
    rung.until_over()
    assert rung.rings() == {ANA: 1}
    assert rung.states()[0][4] == "completed"


@pytest.mark.parametrize(
    "fault", ["duplicate_callback", "reorder_callbacks", "late_callback:60", "early_callback"]
)
def test_callbacks_that_go_wrong_change_nothing(rung: Room, fault: str) -> None:
    rung.simulator.fault(fault, call="call", times=1)
    rung.add(ANA, "connected", presses=["1"])
    rung.says(ANA, "CALL ME")
    rung.until_over()
    rung.simulator.wait_for("call_callback", status="completed")
    rung.tick()
    assert rung.rings() == {ANA: 1}
    assert rows(rung.clarion, "SELECT count(*)::int FROM report")[0][0] == 1


@pytest.mark.slow
def test_kill_after_kill_rings_everybody_once(rung: Room) -> None:
    """Thirty people, and every third request dies before or after the carrier has it."""
    rung.simulator.settings(call_speed=50)
    rung.clarion.settings.calls_at_once = 40
    for number in CROWD[:30]:
        rung.add(number, "connected", presses=["1"])
        rung.says(number, "CALL ME")
    kills = 0
    for n in range(200):
        dying = replace(
            rung.clarion, carrier=_Dying(rung.clarion.carrier, is_after=n % 2 == 1, every=3)
        )
        try:
            ringing.run_due(dying)
        except Killed:
            kills += 1
            rung.clock.forward(seconds=61)
            lost.resolve(rung.clarion)
        if not rows(rung.clarion, "SELECT 1 FROM call WHERE ended_at IS NULL"):
            break
    rung.until_over()
    rung.clarion.settings.calls_at_once = 2
    assert kills >= 5
    assert max(rung.rings().values()) == 1
    assert rung.rings() == dict.fromkeys(CROWD[:30], 1)


class _Dying:
    """A carrier whose machine dies at every so manieth call that is asked of it."""

    def __init__(self, carrier: Any, *, is_after: bool, every: int = 1) -> None:
        self._carrier, self._is_after, self._every, self._asked = carrier, is_after, every, 0

    def start_call(self, call: Any) -> str:
        self._asked += 1
        is_last = self._asked % self._every == 0
        if is_last and not self._is_after:
            raise Killed
        sid: str = self._carrier.start_call(call)
        if is_last:
            raise Killed
        return sid

    def __getattr__(self, name: str) -> Any:
        return getattr(self._carrier, name)


def _most_at_once(log: list[Any]) -> int:
    """How many calls of the API there were at one time, legs of a <Dial> aside."""
    open_, most = set(), 0
    for entry in log:
        if entry["kind"] == "call" and entry["direction"] == "outbound-api":
            is_over = entry["status"] in ("completed", "busy", "no-answer", "failed", "canceled")
            (open_.discard if is_over else open_.add)(entry["sid"])
            most = max(most, len(open_))
    return most


def _most_in_a_second(instants: list[float]) -> int:
    return max(sum(1 for other in instants if at <= other < at + 1) for at in instants)
