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
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from bot import reactions
from bot.carrier.codes import Then, reaction
from bot.carrier.texts import OutboundText
from bot.errors import CarrierBusy, CarrierRefused, CarrierSilent, ClarionError, RecordAway
from bot.pacing import MARGIN_S, Pacer
from bot.stops import Stops
from bot.store import outbox, pace
from bot.store.outbox import Claimed, Outcome

if TYPE_CHECKING:
    from psycopg import Connection

    from bot.bootstrap import Clarion
    from bot.config import Settings

log = structlog.get_logger()

# Room beyond the carrier's in-flight limit, for rows just claimed and answers not yet recorded.
_SLACK = 0.5
_GATHER_S = 0.01  # answers are recorded together that come within this time
_MOST_RECORDED = 250
_RETRY_S = 0.5
_WIND_DOWN_S = 3.0


def lease_of(settings: Settings) -> timedelta:
    """How long a claimed row is its claimer's: time to post it, to be answered, and to record."""
    grace = min(15.0, settings.unknown_wait_s)
    return timedelta(seconds=2 * settings.carrier_timeout_s + grace + 1)


@dataclass(slots=True)
class Outgoing:
    """A claimed row, ready to post at `due` (event loop's clock) and useless after `until`."""

    row: Claimed
    text: OutboundText
    parts: int
    due: float
    until: float


@dataclass(slots=True)
class Tally:
    """What one run did, for logs and benches."""

    claimed: int = 0
    skipped: int = 0
    accepted: int = 0
    failed: int = 0
    unknown: int = 0
    put_back: int = 0
    refused_records: int = 0
    is_cut_short: bool = False  # rows may be left: it was told to end, or its slice was over


class Source:
    """Where a run gets its rows, and how it words them. See bot/outbox.py for the two there are."""

    is_urgent = False  # urgent texts go ahead of the pace (and count towards it)

    def claim(self, connection: Connection[Any], count: int) -> list[Claimed]:
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
    """One run over one source. `is_wanted` is asked often; once false, the run winds down."""

    def __init__(
        self, clarion: Clarion, source: Source, is_wanted: Callable[[], bool], stops: Stops
    ) -> None:
        settings = clarion.settings
        self._clarion = clarion
        self._source = source
        self._is_wanted = is_wanted
        self._stops = stops
        self._window = settings.in_flight + max(1, int(settings.in_flight * _SLACK))
        # A text is not posted any more once its lease could end before the carrier's answer.
        self._useful_s = lease_of(settings).total_seconds() - settings.carrier_timeout_s - 1
        self._pacer = Pacer(settings.send_rate_per_s)
        self._sender = settings.twilio_messaging_service_sid or settings.twilio_from or "default"
        self.tally = Tally()

    async def run(self) -> Tally:
        """Send until nothing is due any more or the run is not wanted. Never raises RecordAway:
        it waits for the record's return while wanted."""
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Queue[Outgoing] = asyncio.Queue()
        self._outcomes: list[Outcome] = []
        self._outstanding = 0
        self._has_outcomes = asyncio.Event()
        self._has_enough = asyncio.Event()
        self._has_room = asyncio.Event()
        self._is_done = False
        self._hold_until = 0.0
        self._last_slow = 0.0
        with (
            ThreadPoolExecutor(1, "claims") as self._claims,
            ThreadPoolExecutor(1, "records") as self._records,
        ):
            posters = [
                asyncio.create_task(self._post_all())
                for _ in range(self._clarion.settings.in_flight)
            ]
            recorder = asyncio.create_task(self._record_all())
            try:
                self.tally.is_cut_short = not await self._claim_all()
                await self._wind_down()
            finally:
                for task in posters:
                    task.cancel()
                await asyncio.gather(*posters, return_exceptions=True)
                self._is_done = True
                self._has_outcomes.set()
                self._has_enough.set()
                await recorder
                await self._clarion.carrier.close()
        return self.tally

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
                await asyncio.sleep(_RETRY_S)
                continue
            self._outstanding += len(found)
            for outgoing in found:
                if isinstance(outgoing, Outcome):
                    self._add(outgoing)
                else:
                    self._ready.put_nowait(outgoing)
            if self._was_dry and not await self._has_more():
                return True
        return False

    async def _has_more(self) -> bool:
        """After a claim that found nothing: whether rows may still come back to be claimed."""
        if self._outstanding:
            self._has_room.clear()
            await self._wait_for_room(0.05)
            return True
        return self._source.rewind()

    async def _room(self) -> int:
        """How many rows to claim now; 0 after waiting a little because there is no room yet."""
        wait = self._hold_until - self._loop.time()
        if wait > 0:
            await asyncio.sleep(min(wait, 0.2))
            return 0
        room = self._window - self._outstanding
        # Claims of a few rows each would cost more than they send: wait until some room is free.
        if room < min(self._window, max(1, self._window // 8)):
            self._has_room.clear()
            await self._wait_for_room(0.2)
            return 0
        if self._source.is_urgent:
            return room
        return min(room, await self._paced())

    async def _paced(self) -> int:
        """How many texts the sender's rate allows to claim now; reserves ahead of need."""
        expected = self._source.parts_expected()
        wanted = self._pacer.wanted(expected, self._window)
        if wanted:
            wait = self._pacer.next_at - self._loop.time() - MARGIN_S
            if wait > 0:
                await asyncio.sleep(min(wait, 0.2))
                return 0
            try:
                starts_in, rate = await self._loop.run_in_executor(
                    self._claims, self._reserve, wanted
                )
            except RecordAway:
                await asyncio.sleep(_RETRY_S)
                return 0
            self._pacer.grant(wanted, self._loop.time() + starts_in, rate)
        # Others' reservations come first: claim when our turn is near.
        wait = self._pacer.next_at - self._loop.time() - 2 * MARGIN_S
        if wait > 0:
            await asyncio.sleep(min(wait, 0.2))
            return 0
        return max(0, int(self._pacer.free // expected))

    async def _wait_for_room(self, at_most_s: float) -> None:
        try:
            async with asyncio.timeout(at_most_s):
                await self._has_room.wait()
        except TimeoutError:
            return

    def _reserve(self, parts: float) -> tuple[float, float]:
        with self._clarion.record.hot() as connection:
            return pace.reserve(connection, self._sender, parts, self._pacer.rate_per_s)

    def _claim(self, count: int) -> list[Outgoing | Outcome]:
        """In the claims thread: claim, commit, word. Rows are ours once this returns."""
        until = time.monotonic() + self._useful_s
        with self._clarion.record.hot() as connection:
            rows = self._source.claim(connection, count)
            if self._source.is_urgent and rows:
                parts = float(sum(row.parts or 1 for row in rows))
                pace.reserve(connection, self._sender, parts, self._pacer.rate_per_s)
        self._was_dry = not rows
        claimed = [row for row in rows if row.reason is None]
        self.tally.claimed += len(claimed)
        self.tally.skipped += len(rows) - len(claimed)
        return [self._word(row, until) for row in claimed]

    def _word(self, row: Claimed, until: float) -> Outgoing | Outcome:
        try:
            text, parts = self._source.word(row)
        except ClarionError as error:
            log.error("text cannot be worded", message=row.id, kind=type(error).__name__)
            return Outcome(row.id, row.fence, "failed", reason="unreadable")
        due = 0.0 if self._source.is_urgent else self._pacer.turn(parts)
        return Outgoing(row, text, parts, due, until)

    # --- posting -------------------------------------------------------------------------

    async def _post_all(self) -> None:
        while True:
            outgoing = await self._ready.get()
            wait = outgoing.due - self._loop.time()
            if wait > 0.001:
                try:
                    await asyncio.sleep(wait)
                except asyncio.CancelledError:
                    self._settle(outgoing, "planned")
                    raise
            await self._post(outgoing)

    async def _post(self, outgoing: Outgoing) -> None:
        row = outgoing.row
        if self._stops.has(row.contact_id) and row.kind != "reply":
            self._settle(outgoing, "skipped", reason="opted_out")
            return
        if self._loop.time() > outgoing.until:
            # Too late to post under this lease. It was never posted, and says so.
            self._settle(outgoing, "planned")
            return
        try:
            accepted = await self._clarion.carrier.send(outgoing.text)
        except CarrierBusy as busy:
            self._settle(outgoing, "planned")
            self._slow_down(busy.retry_after_s)
        except CarrierRefused as refused:
            self._refused(outgoing, refused.code)
        except (CarrierSilent, asyncio.CancelledError) as error:
            self._settle(outgoing, "unknown")
            if isinstance(error, asyncio.CancelledError):
                raise
        except Exception as error:
            # A bug of ours must not stop the others, nor leave this one to a second try.
            log.error("text not posted cleanly", message=row.id, exc_info=error)
            self._settle(outgoing, "unknown")
        else:
            self._settle(outgoing, "accepted", sid=accepted.sid)

    def _refused(self, outgoing: Outgoing, code: int) -> None:
        what = reaction(code)
        if what.then is Then.SLOW_DOWN:
            self._settle(outgoing, "planned", error_code=code)
            self._slow_down(1.0)
            return
        self._settle(outgoing, "failed", error_code=code)

    def _settle(
        self,
        outgoing: Outgoing,
        state: str,
        sid: str | None = None,
        error_code: int | None = None,
        reason: str | None = None,
    ) -> None:
        row = outgoing.row
        self._add(Outcome(row.id, row.fence, state, sid, error_code, reason, outgoing.parts))

    def _add(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        if not self._has_outcomes.is_set():
            self._has_outcomes.set()
        if len(self._outcomes) >= self._window // 3:
            self._has_enough.set()

    def _slow_down(self, wait_s: float) -> None:
        """Everyone slows down: this run at once, the others through the pace."""
        now = self._loop.time()
        self._hold_until = max(self._hold_until, now + (wait_s or 0.5))
        if now - self._last_slow > 1.0:
            self._last_slow = now
            self._records.submit(self._tell_pace, wait_s or 0.5)

    def _tell_pace(self, wait_s: float) -> None:
        try:
            with self._clarion.record.hot() as connection:
                pace.slow_down(connection, self._sender, wait_s)
        except RecordAway:
            log.warning("pace not written, the record is away")

    # --- recording -----------------------------------------------------------------------

    async def _record_all(self) -> None:
        while True:
            await self._has_outcomes.wait()
            if not self._is_done:
                await self._gather()
            self._has_outcomes.clear()
            self._has_enough.clear()
            batch, self._outcomes = self._outcomes, []
            for start in range(0, len(batch), _MOST_RECORDED):
                await self._record(batch[start : start + _MOST_RECORDED])
            if self._is_done and not self._outcomes:
                return

    async def _gather(self) -> None:
        """Wait a moment for more answers, unless there are enough to be worth a transaction."""
        try:
            async with asyncio.timeout(_GATHER_S):
                await self._has_enough.wait()
        except TimeoutError:
            return

    async def _record(self, batch: list[Outcome]) -> None:
        """What the carrier said is precious: held and tried again while the record is away."""
        gives_up_at: float | None = None
        while True:
            try:
                await self._loop.run_in_executor(self._records, self._write, batch)
                break
            except RecordAway:
                log.warning("answers wait for the record", count=len(batch))
                if not self._is_wanted():
                    gives_up_at = gives_up_at or self._loop.time() + 1.0
                    if self._loop.time() > gives_up_at:
                        break  # rows stay claimed; their lease ends and they are looked up
                await asyncio.sleep(_RETRY_S)
        self._outstanding -= len(batch)
        self._has_room.set()

    def _write(self, batch: list[Outcome]) -> None:
        look_at = self._clarion.clock.now() + timedelta(seconds=2)
        try:
            with self._clarion.record.hot() as connection:
                written = outbox.record(connection, batch, look_at)
        except outbox.SidTaken:
            log.error("the carrier gave one SID twice", count=len(batch))
            with self._clarion.record.hot() as connection:
                written = outbox.record_one_by_one(connection, batch, look_at)
        self._count(batch, written)
        for outcome in batch:
            if outcome.error_code is not None and outcome.state == "failed":
                reactions.react(self._clarion, outcome.id, outcome.error_code)

    def _count(self, batch: list[Outcome], written: frozenset[int]) -> None:
        tally = self.tally
        for outcome in batch:
            if outcome.id not in written:
                tally.refused_records += 1
                log.warning("record refused: claimed anew since", message=outcome.id)
            elif outcome.state == "accepted":
                tally.accepted += 1
            elif outcome.state == "planned":
                tally.put_back += 1
            elif outcome.state == "unknown":
                tally.unknown += 1
            elif outcome.state == "failed":
                tally.failed += 1
            else:
                tally.skipped += 1

    # --- ending --------------------------------------------------------------------------

    async def _wind_down(self) -> None:
        """Unposted rows go back as they were; what is in flight gets a little time to answer."""
        if not self._is_wanted():
            while not self._ready.empty():
                self._settle(self._ready.get_nowait(), "planned")
            deadline = self._loop.time() + _WIND_DOWN_S
            while self._outstanding and self._loop.time() < deadline:
                await asyncio.sleep(0.02)
