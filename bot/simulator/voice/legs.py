"""One phone on one call: what happens to it, in order, and how the call changes by it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator.calls import Call, Line
from bot.simulator.carrier import Carrier
from bot.simulator.ledger import Kind
from bot.simulator.voice.times import CallClock

_AT_ONCE = frozenset({"stop", "redirect"})


class EndedError(Exception):
    """The call is over. `is_hung_up` when the phone did it, not the carrier or the account."""

    def __init__(self, is_hung_up: bool) -> None:
        super().__init__()
        self.is_hung_up = is_hung_up


class RedirectedError(Exception):
    """The account gave a live call other instructions; they are in the call."""


@dataclass(frozen=True)
class Event:
    """Something that happened at a time of the call clock. `source` is another leg, if it was."""

    kind: str
    at: float
    words: str = ""
    source: Leg | None = None


class Leg:
    """A call while it runs. `at` is where it is by the call clock."""

    def __init__(
        self, carrier: Carrier, clock: CallClock, call: Call, told: Callable[[Call, str], None]
    ) -> None:
        self.call = call
        self.clock = clock
        self.at = clock.now()
        self.answered_at: float | None = None
        self.far: Leg | None = None
        self.sink: Leg | None = None
        self.on_answer: Callable[[], None] | None = None
        self._carrier = carrier
        self._told = told
        self._events: deque[Event] = deque()
        self._waiter: asyncio.Future[None] | None = None

    # -- what happens to it ----------------------------------------------------------------

    def push(self, kind: str, words: str = "", at: float | None = None) -> None:
        """Note what happened; the leg that dialed this one hears of it, while it waits for it."""
        event = Event(kind, self.clock.now() if at is None else at, words)
        if self.sink is not None:
            self.sink.receive(Event("child", event.at, event.kind, self))
            return
        self.receive(event)

    def receive(self, event: Event) -> None:
        """Put an event behind those that wait."""
        if self.call.is_final and event.kind != "child":
            return
        self._events.append(event)
        self._wake()

    async def next(self, until: float | None) -> Event | None:
        """What happens next, or None when nothing did by then (None: wait for ever).

        Raises EndedError and RedirectedError for what ends or changes the call.
        """
        if not self._events:
            await self._wait(until)
        if not self._events or self._is_later(self._events[0], until):
            self.at = max(self.at, until or 0)
            return None
        event = self._events.popleft()
        self.at = max(self.at, event.at)
        if event.kind == "hang_up":
            self.end("completed" if self.answered_at is not None else "canceled")
            raise EndedError(True)
        if event.kind in ("stop", "limit"):
            self.end("completed")
            raise EndedError(False)
        if event.kind == "redirect":
            raise RedirectedError
        return event

    def _is_later(self, event: Event, until: float | None) -> bool:
        """Whether an event comes after this time; what the account does is never too late."""
        return until is not None and event.at > until and event.kind not in _AT_ONCE

    async def pass_time(self, seconds: float) -> None:
        """Let seconds of the call pass; keys pressed meanwhile are lost, as at Twilio."""
        due = self.at + seconds
        while await self.next(due) is not None:
            continue

    async def _wait(self, until: float | None) -> None:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiter = waiter
        if until is not None:
            self.clock.at(until, lambda: _resolve(waiter))
        try:
            await waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None:
            _resolve(self._waiter)

    # -- what becomes of the call ----------------------------------------------------------

    def reach(self, status: str) -> None:
        """Move the call on, and have it told."""
        call = self.call
        if call.is_final or call.status == status:
            return
        call.status, call.updated_at = status, self._carrier.now()
        self._carrier.record_call(call)
        self._told(call, status)

    def answer(self) -> None:
        """The phone is answered, or ours is; from here on the time counts."""
        if self.answered_at is not None or self.call.is_final:
            return
        self.answered_at = self.at
        self.call.started_at = self._carrier.now()
        self.clock.at(self.at + self.call.time_limit_s, self._reach_limit)
        self.reach("in-progress")
        if self.on_answer is not None:
            self.on_answer()

    def end(self, status: str) -> None:
        """The call is over."""
        if self.call.is_final:
            return
        self.call.ended_at = self._carrier.now()
        if self.answered_at is not None:
            self.call.duration_s = round(self.at - self.answered_at)
        self.reach(status)

    def _reach_limit(self) -> None:
        if self.answered_at is not None and not self.call.is_final:
            self.push("limit", at=self.answered_at + self.call.time_limit_s)

    def stop(self, status: str) -> None:
        """End it from outside, as the account does."""
        self.at = max(self.at, self.clock.now())
        self.end(status)
        self._events.appendleft(Event("stop", self.at))
        self._wake()
        if self.sink is not None:
            self.sink.receive(Event("child", self.at, "hang_up", self))

    # -- what is heard and done on it ------------------------------------------------------

    @property
    def number(self) -> str:
        """The phone on this leg."""
        return self.call.sender if self.call.direction == "inbound" else self.call.to

    def hear(self, how: str, words: str) -> None:
        """The phone hears something."""
        self.call.lines.append(Line("them", how, words))
        self._carrier.record(Kind.HEARD, detail=(self.call.sid, self.number, how, words))

    def do(self, how: str, words: str) -> None:
        """The phone's owner pressed or said something."""
        self.call.lines.append(Line("me", how, words))
        self._carrier.record(Kind.PRESSED, detail=(self.call.sid, self.number, how, words))


def _resolve(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
