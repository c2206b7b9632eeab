"""The call clock: seconds of talking and ringing, which a trial may hurry or move ahead."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import os
import time
from collections.abc import Callable

from bot.simulator.carrier import Carrier
from bot.simulator.clock import moved_s

# How often a clock file is looked at while somebody waits; it moves without telling.
_LOOK_S = 0.05


class CallClock:
    """Seconds that pass `call_speed` times as fast as real ones, and never back.

    A wall clock that is moved ahead (`CLOCK_OFFSET_FILE`) moves it along. Use as an async
    context manager.
    """

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._seconds = 0.0
        self._real = time.monotonic()
        self._moved = moved_s()
        self._speed = carrier.settings.call_speed
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._changed = asyncio.Event()
        self._ticking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> CallClock:
        self._ticking = asyncio.create_task(self._tick())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._ticking is not None:
            self._ticking.cancel()

    def now(self) -> float:
        """Seconds by this clock."""
        real, moved = time.monotonic(), moved_s()
        self._seconds += (real - self._real) * self._speed + max(0.0, moved - self._moved)
        self._real, self._moved = real, moved
        self._speed = self._carrier.settings.call_speed
        return self._seconds

    def forward(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        self.now()
        self._seconds += seconds
        self._changed.set()

    def at(self, due: float, do: Callable[[], None]) -> None:
        """Call `do` once the clock is there; those due at once are called in their order."""
        heapq.heappush(self._due, (due, next(self._count), do))
        self._changed.set()

    def hurry(self) -> None:
        """Look again: the speed has changed."""
        self._changed.set()

    async def _tick(self) -> None:
        while True:
            self._changed.clear()
            while self._due and self._due[0][0] <= self.now():
                heapq.heappop(self._due)[2]()
                await asyncio.sleep(0)
            wait_s = None
            if self._due:
                wait_s = max(0.0, self._due[0][0] - self.now()) / self._speed
                if os.environ.get("CLOCK_OFFSET_FILE"):
                    wait_s = min(wait_s, _LOOK_S)
            try:
                await asyncio.wait_for(self._changed.wait(), wait_s)
            except TimeoutError:
                continue
