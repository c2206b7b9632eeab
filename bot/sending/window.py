"""The sender: keeps one window of texts in flight, from claim to record, until nothing is due.

Rows are claimed just before they are posted and no more of them than fit the window, so a crash
leaves at most one window in doubt. Claims and records run in threads of their own; the event
loop unseals, renders and posts.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog

from bot.carrier.texts import OutboundText
from bot.clarion import Clarion
from bot.config import Settings
from bot.errors import ClarionError, RecordAway
from bot.sending.pacing import MARGIN_S, Pacer
from bot.sending.posting import Outgoing, Poster
from bot.sending.recording import RETRY_S, Recorder, Tally
from bot.sending.stops import Stops
from bot.store.record import Transaction
from bot.store.sending import pace
from bot.store.sending.outbox import Claimed
from bot.store.sending.outcomes import Outcome

log = structlog.get_logger()

# Room beyond the carrier's in-flight limit, for rows just claimed and answers not yet recorded.
_SLACK = 0.25
_LEAST_CLAIM = 0.05  # of the window: claims of a few rows each would cost more than they send
_HEARS_WITHIN_S = 0.5  # how long a claim waits until stops are heard
_WAIT_S = 0.2  # how long to wait at most before looking again
_WIND_DOWN_S = 3.0


def lease_of(settings: Settings) -> timedelta:
    """How long a claimed row is its claimer's: time to post it, to be answered, and to record."""
    grace = min(15.0, settings.unknown_wait_s)
    return timedelta(seconds=2 * settings.carrier_timeout_s + grace + 1)


def window_of(settings: Settings) -> int:
    """The most rows one run has claimed and not recorded: what a crash can leave in doubt."""
    return settings.in_flight + max(1, int(settings.in_flight * _SLACK))


class Source:
    """Where a run gets its rows, and how it words them. outbox.py has the two there are."""

    is_urgent = False  # urgent texts go ahead of the pace (and count towards it)

    def claim(self, connection: Transaction, count: int) -> list[Claimed]:
        """Claim up to `count` rows in a transaction of the caller's; skipped ones come too."""
        raise NotImplementedError

    def rewind(self) -> bool:
        """Start over with rows that came back; False when there is nothing to start over."""
        raise NotImplementedError

    def word(self, row: Claimed) -> tuple[OutboundText, int]:
        """The text for a row, and its SMS parts."""
        raise NotImplementedError

    def parts_expected(self) -> int:
        """Parts of a usual text, for reservations."""
        return 1


class Sender:
    """One run over one source. `is_wanted` is asked often; once false, the run winds down.

    `after_outage` is called, in a thread, when the record is back and before anything is claimed;
    whether sending may go on.
    """

    def __init__(
        self,
        clarion: Clarion,
        source: Source,
        is_wanted: Callable[[], bool],
        stops: Stops,
        after_outage: Callable[[], bool],
    ) -> None:
        settings = clarion.settings
        self._clarion = clarion
        self._source = source
        self._is_wanted = is_wanted
        self._stops = stops
        self._after_outage = after_outage
        self._was_away = False
        self._window = window_of(settings)
        # A text is not posted any more once its lease could end before the carrier's answer.
        self._useful_s = lease_of(settings).total_seconds() - settings.carrier_timeout_s - 1
        self._pacer = Pacer(settings.send_rate_per_s)
        self._sender = settings.twilio_messaging_service_sid or settings.twilio_from or "default"
        self._outstanding = 0
        self._hold_until = 0.0
        self._was_dry = False

    async def run(self) -> Tally:
        """Send until nothing is due any more or the run is not wanted. Never raises RecordAway:
        it waits for the record's return while wanted."""
        self._loop = asyncio.get_running_loop()
        self._has_room = asyncio.Event()
        self._recorder = Recorder(
            self._clarion, self._sender, self._window // 3, self._is_wanted, self._written
        )
        self._poster = Poster(
            self._clarion.carrier, self._clarion.clock, self._recorder, self._stops, self._hold
        )
        recording = asyncio.create_task(self._recorder.run())
        posting = [
            asyncio.create_task(self._poster.run()) for _ in range(self._clarion.settings.in_flight)
        ]
        with ThreadPoolExecutor(1, "claims") as self._claims:
            try:
                self._recorder.tally.is_cut_short = not await self._claim_all()
                await self._wind_down()
            finally:
                for task in posting:
                    task.cancel()
                await asyncio.gather(*posting, return_exceptions=True)
                self._recorder.finish()
                await recording
                await self._clarion.carrier.close()
        return self._recorder.tally

    def _written(self, count: int) -> None:
        self._outstanding -= count
        self._has_room.set()

    def _hold(self, seconds: float) -> None:
        self._hold_until = max(self._hold_until, self._loop.time() + seconds)

    # --- claiming ------------------------------------------------------------------------

    async def _claim_all(self) -> bool:
        """Claim until nothing is due any more: true; or until the run is not wanted: false."""
        while self._is_wanted():
            count = await self._room()
            if count == 0:
                continue
            try:
                found = await self._loop.run_in_executor(self._claims, self._claim, count)
            except RecordAway:
                log.warning("claims wait for the record")
                self._was_away = True
                await asyncio.sleep(RETRY_S)
                continue
            self._outstanding += len(found)
            for one in found:
                if isinstance(one, Outcome):
                    self._recorder.add(one)
                else:
                    self._poster.ready.put_nowait(one)
            if self._was_dry and not await self._has_more():
                return True
        return False

    async def _has_more(self) -> bool:
        """After a claim that found nothing: whether rows may still come back to be claimed."""
        if self._outstanding:
            await self._wait_for_room(0.05)
            return True
        return self._source.rewind()

    async def _room(self) -> int:
        """How many rows to claim now; 0 after waiting a little because there is no room yet."""
        if await self._waited(self._hold_until):
            return 0
        room = self._window - self._outstanding
        if room < min(self._window, max(1, int(self._window * _LEAST_CLAIM))):
            await self._wait_for_room(_WAIT_S)
            return 0
        return room if self._source.is_urgent else min(room, await self._paced())

    async def _paced(self) -> int:
        """How many texts the sender's rate allows to claim now; reserves ahead of need."""
        expected = self._source.parts_expected()
        wanted = self._pacer.wanted(expected, self._window)
        if wanted:
            if await self._waited(self._pacer.next_at - MARGIN_S):
                return 0
            try:
                starts_in, rate = await self._loop.run_in_executor(
                    self._claims, self._reserve, wanted
                )
            except RecordAway:
                self._was_away = True
                await asyncio.sleep(RETRY_S)
                return 0
            self._pacer.grant(wanted, self._loop.time() + starts_in, rate)
        # Others' reservations come first: claim when our turn is near.
        if await self._waited(self._pacer.next_at - 2 * MARGIN_S):
            return 0
        return max(0, int(self._pacer.free // expected))

    async def _waited(self, until: float) -> bool:
        """Wait for an instant, for a moment at most; whether there was anything to wait for."""
        wait = until - self._loop.time()
        if wait <= 0:
            return False
        await asyncio.sleep(min(wait, _WAIT_S))
        return True

    async def _wait_for_room(self, at_most_s: float) -> None:
        self._has_room.clear()
        try:
            async with asyncio.timeout(at_most_s):
                await self._has_room.wait()
        except TimeoutError:
            return

    def _reserve(self, parts: float) -> tuple[float, float]:
        with self._clarion.record.transaction() as connection:
            return pace.reserve(connection, self._sender, parts, self._pacer.rate_per_s)

    def _claim(self, count: int) -> list[Outgoing | Outcome]:
        """In the claims thread: claim, commit, word. Rows are ours once this returns."""
        if self._was_away:
            if not self._after_outage():
                return []
            self._was_away = False
        epoch = self._stops.wait(_HEARS_WITHIN_S)
        if not epoch:
            self._was_dry = False  # nothing was looked for, so nothing is known to be left
            return []
        until = time.monotonic() + self._useful_s
        until_at = self._clarion.clock.now() + timedelta(seconds=self._useful_s)
        with self._clarion.record.transaction() as connection:
            rows = self._source.claim(connection, count)
            if self._source.is_urgent and rows:
                parts = float(sum(row.parts or 1 for row in rows))
                pace.reserve(connection, self._sender, parts, self._pacer.rate_per_s)
        self._was_dry = not rows
        claimed = [row for row in rows if row.reason is None]
        self._recorder.tally.claimed += len(claimed)
        self._recorder.tally.skipped += len(rows) - len(claimed)
        return [self._word(row, until, until_at, epoch) for row in claimed]

    def _word(
        self, row: Claimed, until: float, until_at: datetime, epoch: int
    ) -> Outgoing | Outcome:
        worded_at = self._loop.time()
        try:
            text, parts = self._source.word(row)
        except ClarionError as error:
            log.error("text cannot be worded", message=row.id, kind=type(error).__name__)
            return Outcome(row.id, row.fence, "failed", reason="unreadable")
        due = 0.0 if self._source.is_urgent else self._pacer.turn(parts, self._loop.time())
        return Outgoing(row, text, parts, due, until, until_at, worded_at, epoch)

    # --- ending --------------------------------------------------------------------------

    async def _wind_down(self) -> None:
        """Unposted rows go back as they were; what is in flight gets a little time to answer."""
        if self._is_wanted():
            return
        self._poster.put_back()
        deadline = self._loop.time() + _WIND_DOWN_S
        while self._outstanding and self._loop.time() < deadline:
            await asyncio.sleep(0.02)
