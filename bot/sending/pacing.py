"""Turns: when each text may go, so that all workers together keep to the sender's rate."""

from __future__ import annotations

from dataclasses import dataclass

# A reservation covers this much time: long enough to be worth a round trip, short enough that
# "pause" means pause and a dead worker wastes little.
_AHEAD_S = 0.25
# At most so much of lost time is made up for; with two workers that stays within one reservation.
_MADE_UP_S = 0.1
# The next one is made this long before the last ends, so that no time is lost between them.
MARGIN_S = 0.12


@dataclass(slots=True)
class Pacer:
    """Turns within reservations. Instants are those of the event loop's clock, in seconds."""

    rate_per_s: float
    free: float = 0.0  # parts reserved and not yet given away
    next_at: float = 0.0  # when the next part may go
    interval_s: float = 0.0  # between parts

    def wanted(self, parts_per_text: float, window: int) -> float:
        """How many parts to reserve now: none while enough are free."""
        if self.free >= parts_per_text:
            return 0.0
        enough = min(self.rate_per_s * _AHEAD_S, window * parts_per_text * 4)
        return max(parts_per_text, enough) - min(0.0, self.free)

    def grant(self, parts: float, starts_at: float, rate_per_s: float) -> None:
        """Take in a reservation that begins at `starts_at`."""
        self.free += parts
        self.next_at = max(self.next_at, starts_at)
        self.interval_s = 1.0 / rate_per_s

    def turn(self, parts: float, now: float) -> float:
        """Give away the next turn: the instant at which a text of so many parts may go.

        Time lost is made up for only in part: more would be a burst.
        """
        at = max(self.next_at, now - _MADE_UP_S)
        self.next_at = at + parts * self.interval_s
        self.free -= parts
        return at
