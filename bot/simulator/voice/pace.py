"""How fast calls of the API start: so many a second, the others wait their turn."""

from __future__ import annotations

import time

from bot.simulator.carrier import Carrier

# Twilio gives up on a call that waited longer (twilio.com/docs/voice/api/call-resource).
LONGEST_WAIT_S = 24 * 3600


class Pace:
    """Turns at `calls_per_second`, in real seconds whatever the call clock does."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._free_at = 0.0

    def take(self) -> float:
        """How many seconds from now the next call may start; its turn is taken."""
        now = time.monotonic()
        starts_at = max(now, self._free_at)
        self._free_at = starts_at + 1 / self._carrier.settings.calls_per_second
        return starts_at - now

    def forget(self) -> None:
        """Nobody waits; the carrier was reset."""
        self._free_at = 0.0
