"""Posts claimed texts, each in its turn, and says what became of it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.carrier.codes import Then, reaction
from bot.carrier.texts import LEAST_VALIDITY_S, OutboundText
from bot.clock import Clock
from bot.errors import CarrierBusy, CarrierRefused, CarrierSilent
from bot.sending.recording import Recorder
from bot.sending.stops import Stops
from bot.store.sending.outbox import Claimed
from bot.store.sending.outcomes import Outcome

if TYPE_CHECKING:  # 0.3 s of imports that pages never need
    from bot.carrier.client import Carrier

_BUSY_S = 0.5  # what a 429 without Retry-After costs everyone
_SOON_S = 0.001  # a turn this near is now


@dataclass(slots=True)
class Outgoing:
    """A claimed row, ready to post at `due` and useless after `until` (event loop's clock), or
    after `until_at`: on a machine that was suspended the loop's clock has stood still.

    `worded_at` is when its text was made, by the same clock: its validity counts from then.
    `epoch` is the time of listening for stops in which it was claimed (bot/sending/stops.py).
    """

    row: Claimed
    text: OutboundText
    parts: int
    due: float
    until: float
    until_at: datetime
    worded_at: float
    epoch: int


class Poster:
    """As many posts under way as there are tasks in `run`. Belongs to one event loop.

    `hold` is told for how many seconds nobody should post, after a 429.
    """

    def __init__(
        self,
        carrier: Carrier,
        clock: Clock,
        recorder: Recorder,
        stops: Stops,
        hold: Callable[[float], None],
    ) -> None:
        self._carrier = carrier
        self._clock = clock
        self._recorder = recorder
        self._stops = stops
        self._hold = hold
        self._loop = asyncio.get_running_loop()
        self.ready: asyncio.Queue[Outgoing] = asyncio.Queue()

    async def run(self) -> None:
        """Post one after the other what is ready, until canceled."""
        while True:
            outgoing = await self.ready.get()
            wait = outgoing.due - self._loop.time()
            if wait > _SOON_S:
                try:
                    await asyncio.sleep(wait)
                except asyncio.CancelledError:
                    self._settle(outgoing, "planned")
                    raise
            await self._post(outgoing)

    def put_back(self) -> None:
        """What nobody has begun to post goes back as it was."""
        while not self.ready.empty():
            self._settle(self.ready.get_nowait(), "planned")

    async def _post(self, outgoing: Outgoing) -> None:
        row = outgoing.row
        if self._stops.has(row.contact_id) and row.kind != "reply":
            self._settle(outgoing, "skipped", reason="opted_out")
            return
        now = self._loop.time()
        text = _valid_from(outgoing.text, now - outgoing.worded_at)
        is_late = now > outgoing.until or self._clock.now() > outgoing.until_at
        if is_late or text is None or self._stops.may_have_missed(outgoing.epoch):
            # Too late to post under this lease, too near the end of their hours, or they may have
            # said STOP unheard: the gate looks again. It was never posted, and says so.
            self._settle(outgoing, "planned")
            return
        try:
            accepted = await self._carrier.send(text)
        except CarrierBusy as busy:
            self._settle(outgoing, "planned")
            self._slow_down(busy.retry_after_s or _BUSY_S)
        except CarrierRefused as refused:
            self._refused(outgoing, refused.code)
        except CarrierSilent:
            self._settle(outgoing, "unknown")
        except asyncio.CancelledError:
            self._settle(outgoing, "unknown")
            raise
        else:
            self._settle(outgoing, "accepted", sid=accepted.sid)

    def _refused(self, outgoing: Outgoing, code: int) -> None:
        if reaction(code).then is Then.SLOW_DOWN:
            self._settle(outgoing, "planned")
            self._slow_down(2 * _BUSY_S)
        else:
            self._settle(outgoing, "failed", error_code=code)

    def _slow_down(self, wait_s: float) -> None:
        """Everyone slows down: this run at once, the others through the pace."""
        self._hold(wait_s)
        self._recorder.slow_down(wait_s)

    def _settle(
        self,
        outgoing: Outgoing,
        state: str,
        sid: str | None = None,
        error_code: int | None = None,
        reason: str | None = None,
    ) -> None:
        row = outgoing.row
        self._recorder.add(
            Outcome(row.id, row.fence, state, sid, error_code, reason, outgoing.parts)
        )


def _valid_from(text: OutboundText, waited_s: float) -> OutboundText | None:
    """The text as it is when it has waited so long for its turn; None once it is of no use."""
    if text.validity_s is None or waited_s <= 0:
        return text
    left = text.validity_s - math.ceil(waited_s)
    return replace(text, validity_s=left) if left >= LEAST_VALIDITY_S else None
