"""Posts that are made when they are due, whatever became of those before.

A client that waits for each answer slows down with the server it measures, and hides the wait
of everyone behind. Here a post's time runs from the instant it was due.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.load import Load, Signed, answer_of, in_own_process, request_of

_CONNECTIONS = 32
_LAST_ANSWERS_S = 30.0  # how long to wait for the last answers

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class OpenLoop:
    """Posts over kept connections to a port of this machine. Belongs to one event loop.

    `due` counts what was posted or waits for a connection; `seconds` has the time of each that was
    answered as it should be, from due to answer; `wrong` counts the others.
    """

    port: int
    connections: int = _CONNECTIONS
    due: int = 0
    wrong: int = 0
    seconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    @property
    def open(self) -> int:
        """How many are due and not answered."""
        return self.due - self.wrong - len(self.seconds)

    def post(self, request: bytes) -> None:
        """This request is due now."""
        self.due += 1
        self._waiting.put_nowait((time.perf_counter(), request))

    async def run(self) -> None:
        """Post what is due until canceled."""
        await asyncio.gather(*(self._keep_posting() for _ in range(self.connections)))

    async def _keep_posting(self) -> None:
        pair: Pair | None = None
        try:
            while True:
                due_at, request = await self._waiting.get()
                pair, is_right = await self._post(pair, request)
                if is_right:
                    self.seconds.append(time.perf_counter() - due_at)
                else:
                    self.wrong += 1
        finally:
            _close(pair)

    async def _post(self, pair: Pair | None, request: bytes) -> tuple[Pair | None, bool]:
        """The connection to go on with, a new one where there is none, and whether it was 2xx."""
        try:
            pair = pair or await asyncio.open_connection("127.0.0.1", self.port)
            pair[1].write(request)
            return pair, await answer_of(pair[0]) // 100 == 2
        except (OSError, asyncio.IncompleteReadError):
            _close(pair)
            return None, False


def _close(pair: Pair | None) -> None:
    if pair is not None:
        pair[1].close()


def percentile_ms(seconds: Sequence[float], share: float) -> float:
    """The time that `share` of them stay within, in milliseconds; 0 of none."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0


def post_steadily(port: int, path: str, forms: Sequence[Signed], per_s: float) -> Load:
    """Post every form once, so many a second, from a process of its own.

    `wrong` counts answers that were not 2xx or did not come within 30 s of the last form.
    """
    return in_own_process(_client, port, path, list(forms), per_s)


def _client(pipe: object, port: int, path: str, forms: list[Signed], per_s: float) -> None:
    found = asyncio.run(_drive(port, path, forms, per_s))
    pipe.send(json.dumps(found))  # type: ignore[attr-defined]  # multiprocessing's Connection


async def _drive(port: int, path: str, forms: list[Signed], per_s: float) -> dict[str, float]:
    requests = [request_of(form.path or path, form) for form in forms]
    loop = OpenLoop(port)
    posting = asyncio.create_task(loop.run())
    began = time.perf_counter()
    for number, request in enumerate(requests):
        wait = began + number / per_s - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        loop.post(request)
    spent = time.perf_counter() - began
    ends_at = time.perf_counter() + _LAST_ANSWERS_S
    while loop.open and time.perf_counter() < ends_at:
        await asyncio.sleep(0.02)
    posting.cancel()
    return {
        "rate": loop.due / spent,
        "requests": loop.due,
        "p50": percentile_ms(loop.seconds, 0.5),
        "p99": percentile_ms(loop.seconds, 0.99),
        "wrong": loop.wrong + loop.open,
    }
