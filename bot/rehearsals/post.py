"""The post of a rehearsal: stands where the carrier is, and keeps every text for who gets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.carrier.client import Carrier
from bot.carrier.texts import Accepted, Listed, OutboundText
from bot.clock import Clock
from bot.config import Settings


@dataclass(frozen=True, slots=True)
class Posted:
    """A text that was handed over: when, to whom, and its row's id."""

    at: datetime
    to: str
    body: str
    message_id: int


class Post(Carrier):
    """Takes every text, and opens no connection. It lists nothing: what came in came by hand."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(settings)
        self._clock = clock
        self._taken: list[Posted] = []

    async def send(self, text: OutboundText) -> Accepted:
        """Take one text."""
        self._taken.append(Posted(self._clock.now(), text.to, text.body, text.message_id))
        return Accepted(f"SMf{text.message_id:031x}", "queued")

    async def close(self) -> None:
        """There is nothing to close."""

    def list_messages(
        self,
        to: str | None = None,
        from_: str | None = None,
        sent_after: datetime | None = None,
        sent_before: datetime | None = None,
        page_size: int = 1000,
    ) -> Iterator[Listed]:
        """Nothing: no text came in that was not taken in."""
        return iter(())

    def is_reassigned(self, number: str, verified_on: date) -> bool | None:
        """Whoever is invented keeps their number."""
        return False

    def collect(self) -> list[Posted]:
        """What was handed over since the last time, in an order that does not depend on threads."""
        taken, self._taken = self._taken, []
        return sorted(taken, key=lambda one: (one.at, one.to, one.message_id))
