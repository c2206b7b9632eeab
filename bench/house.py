"""The whole house as it runs: web, workers, clock, and a carrier that posts callbacks to it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bench.broadcast import Bench
from bench.carrier import Counts, carrier, counts_of
from bench.web_server import serve
from bot.clarion import Clarion
from tests.crowd import environment, until, worker_and_clock

RATE = 100.0  # parts a second
_BEGINS_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class House:
    """What runs. `clarion` are the services of whoever looks on; `port` is the web's."""

    clarion: Clarion
    port: int
    carrier_url: str

    def counts(self) -> Counts:
        """What the carrier did so far."""
        return counts_of(self.carrier_url)

    def wait_for(self, taken: int) -> Counts:
        """Wait until the carrier has taken so many texts in all. Raises: AssertionError."""
        until(lambda: self.counts().taken >= taken, _BEGINS_WITHIN_S + taken / RATE)
        return self.counts()

    def wait_for_rest(self) -> None:
        """Wait until texts and callbacks are still for two seconds. Raises: AssertionError."""
        seen: list[tuple[float, int, int]] = [(0.0, -1, -1)]

        def is_still() -> bool:
            counts = self.counts()
            if (counts.taken, counts.due) != seen[-1][1:]:
                seen.append((time.monotonic(), counts.taken, counts.due))
            return counts.open == 0 and time.monotonic() - seen[-1][0] > 2

        until(is_still, 120, 0.1)


@contextmanager
def house(at: Bench, people: int, has_callbacks: bool = True) -> Iterator[House]:
    """A house at 100 parts a second that knows so many people."""
    clarion = at.clarion()
    at.crowd(clarion, people)
    with clarion.record.transaction() as connection:
        connection.execute("DELETE FROM pace")
    clarion.record.dispose()
    with ExitStack() as stack:
        web = stack.enter_context(serve("app:served", environment(at.settings)))
        token = at.settings.twilio_auth_token.get_secret_value()
        url = stack.enter_context(carrier(0.0, web.port if has_callbacks else 0, token))
        clarion = at.clarion(twilio_api_base_url=url, send_rate_per_s=RATE)
        stack.callback(clarion.record.dispose)
        stack.enter_context(worker_and_clock(clarion.settings))
        yield House(clarion, web.port, url)
