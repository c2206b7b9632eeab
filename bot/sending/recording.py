"""Records what became of texts, many at once, and never lets go of an answer while wanted."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.clarion import Clarion
from bot.errors import RecordAway
from bot.sending import reactions
from bot.store.sending import outcomes, pace
from bot.store.sending.outcomes import Outcome

log = structlog.get_logger()

_GATHER_S = 0.005  # answers are recorded together that come within this time
_MOST_AT_ONCE = 250
RETRY_S = 0.5
_GIVES_UP_S = 1.0  # once the run is not wanted any more
_LOOK_AFTER = timedelta(seconds=2)  # what the carrier took is listed by then


@dataclass(slots=True)
class Tally:
    """What one run did, for logs and benches."""

    claimed: int = 0
    skipped: int = 0
    accepted: int = 0
    failed: int = 0
    unknown: int = 0
    put_back: int = 0
    is_cut_short: bool = False  # rows may be left: it was told to end, or its slice was over


_COUNTED = {
    "accepted": "accepted", "planned": "put_back", "unknown": "unknown", "failed": "failed",
    "skipped": "skipped",
}  # fmt: skip


class Recorder:
    """Writes outcomes in a thread of its own. Belongs to one event loop.

    `enough` outcomes are written at once; fewer wait a moment for company. `is_written` is told
    how many rows are off the run's hands.
    """

    def __init__(
        self,
        clarion: Clarion,
        sender: str,
        enough: int,
        is_wanted: Callable[[], bool],
        is_written: Callable[[int], None],
    ) -> None:
        self._clarion = clarion
        self._sender = sender
        self._enough = enough
        self._is_wanted = is_wanted
        self._is_written = is_written
        self._outcomes: list[Outcome] = []
        self._has_some = asyncio.Event()
        self._has_enough = asyncio.Event()
        self._is_over = False
        self._last_slow = 0.0
        self._thread = ThreadPoolExecutor(1, "records")
        self.tally = Tally()

    def add(self, outcome: Outcome) -> None:
        """Take an outcome to be written soon."""
        self._outcomes.append(outcome)
        if not self._has_some.is_set():
            self._has_some.set()
        if len(self._outcomes) >= self._enough:
            self._has_enough.set()

    def slow_down(self, wait_s: float) -> None:
        """The carrier said "too many": tell every run, at most once a second."""
        now = asyncio.get_running_loop().time()
        if now - self._last_slow > 1.0:
            self._last_slow = now
            self._thread.submit(self._tell_pace, wait_s)

    def finish(self) -> None:
        """Write what there is, then end `run`."""
        self._is_over = True
        self._has_some.set()
        self._has_enough.set()

    async def run(self) -> None:
        """Write until `finish`."""
        with self._thread:
            while True:
                await self._has_some.wait()
                if not self._is_over:
                    await self._gather()
                self._has_some.clear()
                self._has_enough.clear()
                batch, self._outcomes = self._outcomes, []
                for start in range(0, len(batch), _MOST_AT_ONCE):
                    await self._record(batch[start : start + _MOST_AT_ONCE])
                if self._is_over and not self._outcomes:
                    return

    async def _gather(self) -> None:
        try:
            async with asyncio.timeout(_GATHER_S):
                await self._has_enough.wait()
        except TimeoutError:
            return

    async def _record(self, batch: list[Outcome]) -> None:
        """What the carrier said is precious: held and tried again while the record is away."""
        loop = asyncio.get_running_loop()
        gives_up_at = math.inf
        while not await self._try_to_write(batch):
            log.warning("answers wait for the record", count=len(batch))
            if not self._is_wanted():
                gives_up_at = min(gives_up_at, loop.time() + _GIVES_UP_S)
            if loop.time() > gives_up_at:
                break  # rows stay claimed; their lease ends and they are looked up
            await asyncio.sleep(RETRY_S)
        self._is_written(len(batch))

    async def _try_to_write(self, batch: list[Outcome]) -> bool:
        """Write a batch; False while the record is away."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._write, batch)
        except RecordAway:
            return False
        return True

    def _write(self, batch: list[Outcome]) -> None:
        look_at = self._clarion.clock.now() + _LOOK_AFTER
        try:
            with self._clarion.record.transaction() as connection:
                written = outcomes.record(connection, batch, look_at)
        except outcomes.SidTaken:
            log.error("the carrier gave one SID twice", count=len(batch))
            with self._clarion.record.transaction() as connection:
                written = outcomes.record_one_by_one(connection, batch, look_at)
        for outcome in batch:
            self._count(outcome, written)
            if outcome.error_code is not None and outcome.state == "failed":
                reactions.react(self._clarion, outcome.id, outcome.error_code)

    def _count(self, outcome: Outcome, written: frozenset[int]) -> None:
        if outcome.id not in written:
            log.warning("record refused: claimed anew since", message=outcome.id)
            return
        name = _COUNTED[outcome.state]
        setattr(self.tally, name, getattr(self.tally, name) + 1)

    def _tell_pace(self, wait_s: float) -> None:
        try:
            with self._clarion.record.transaction() as connection:
                pace.slow_down(connection, self._sender, wait_s)
        except RecordAway:
            log.warning("pace not written, the record is away")
