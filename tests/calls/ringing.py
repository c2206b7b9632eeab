"""Calls that we make, whole: the real web, the simulator as carrier, a clock that goes on.

`rung` hands out a `Room`: people who ask to be rung, the clock's timers run by hand, and what the
carrier knows of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from bot.calls import freeing, lost, ringing
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound, timers
from bot.web import create_app
from tests.crowd import carried_by
from tests.events.conftest import FLOWS
from tests.factories import NOON, add_person, make_clarion, make_form, rows
from tests.ports import find_free_port
from tests.privacy.carrying import listening
from tests.simulator_process import Simulator

LINE = "+18664735915"
_WITHIN_S = 60
_PAUSE_S = 0.02  # the clock's own are longer; without one, a call's minute is a minute of processor


class Going(SetClock):
    """A clock that began at noon of a day when the line is open, and goes on."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self._since = time.monotonic()

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self._since)

    def forward(self, **wait: float) -> None:
        self.at += timedelta(**wait)


@dataclass
class Room:
    """A bot whose carrier is the simulator."""

    clarion: Clarion
    simulator: Simulator
    clock: Going
    app: Flask

    def add(self, number: str, *does: str, **more: Any) -> int:
        """Somebody on the list, and what they do when they are rung. Their id."""
        if does or more:
            self.simulator.plan(number, *does, **more)
        return add_person(self.clarion, number, zip="60608")

    def says(self, number: str, text: str) -> str:
        """Somebody texts; the answer."""
        return inbound.receive(self.clarion, make_form(number, text)).body or ""

    def tick(self) -> None:
        """What the clock does about calls, once."""
        ringing.run_due(self.clarion)
        freeing.run_due(self.clarion)
        lost.resolve(self.clarion)
        time.sleep(_PAUSE_S)

    def until(self, query: str, *values: object) -> None:
        """Let the clock go on until a query of the record has a row. Fails after a minute."""
        ends = time.monotonic() + _WITHIN_S
        while not rows(self.clarion, query, *values):
            assert time.monotonic() < ends, (query, values, self.states())
            self.tick()

    def until_over(self) -> None:
        """Until no call waits or goes on."""
        ends = time.monotonic() + _WITHIN_S
        while rows(self.clarion, "SELECT 1 FROM call WHERE ended_at IS NULL"):
            assert time.monotonic() < ends, self.states()
            self.tick()

    def states(self) -> list[tuple[Any, ...]]:
        """Direction, state, place and reason of each call."""
        found = (
            "SELECT direction, state, place, reason, dialed, sid IS NOT NULL FROM call ORDER BY id"
        )
        return rows(self.clarion, found)

    def rings(self) -> dict[str, int]:
        """How often the carrier made a call to each number for us; legs of a <Dial> aside."""
        made = self.simulator.get("/simulator/calls")["calls"]
        numbers = [call["to"] for call in made if call["direction"] == "outbound-api"]
        return {number: numbers.count(number) for number in numbers}

    def news(self, contact_id: int) -> list[str]:
        """What somebody was texted because of their call."""
        timers.run_due(self.clarion)
        found = rows(
            self.clarion,
            "SELECT body_sealed FROM message WHERE contact_id = %s AND kind = 'follow_up'"
            " ORDER BY id",
            contact_id,
        )
        return [self.clarion.sealer.open(body, "message.body") for (body,) in found]


@contextmanager
def opened(settings: Settings, simulator: Simulator, **more: Any) -> Iterator[Room]:
    """A room with these settings."""
    port = find_free_port()
    clock = Going(NOON)
    here = f"http://127.0.0.1:{port}"
    given = {"public_url": here, "carrier_timeout_s": 1.5, "calls_per_s": 50.0, **more}
    clarion = replace(make_clarion(carried_by(settings, simulator, **given), FLOWS), clock=clock)
    app = create_app(clarion)
    with listening(app.extensions["machines"], port):
        yield Room(clarion, simulator, clock, app)
    clarion.record.dispose()


@pytest.fixture
def rung(settings: Settings, record: str, far_side: Simulator) -> Iterator[Room]:
    """A room whose calls run two hundred times as fast; the line talks for a minute and a half."""
    far_side.begin_again()
    far_side.settings(callbacks=False, call_speed=200, calls_per_second=1000)
    far_side.plan(LINE, "connected:90")
    with opened(settings, far_side) as room:
        yield room
