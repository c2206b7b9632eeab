"""`python -m workers`: one process per lane, watched over; ends within five seconds of SIGTERM.

Two lanes, so that a reply never waits behind a broadcast. Everything is imported before the
processes are forked: a job then starts in milliseconds; connections are opened after.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from multiprocessing.context import ForkProcess
from types import FrameType

import structlog

from bot.errors import ClarionError
from bot.queue import BULK, URGENT
from workers.context import clarion
from workers.lane import Lane

log = structlog.get_logger()

LANES = (URGENT, BULK)
_TICK_S = 0.2
_WIND_DOWN_S = 4.3
_LONGEST_WAIT_S = 5.0


class Watch:
    """Starts a process per lane and starts it again when it ends by itself."""

    def __init__(self, redis_url: str) -> None:
        self._url = redis_url
        self._fork = multiprocessing.get_context("fork")
        self._running: dict[str, ForkProcess] = {}
        self._again_at: dict[str, float] = dict.fromkeys(LANES, 0.0)
        self._wait_s: dict[str, float] = dict.fromkeys(LANES, 0.2)
        self._is_over = False

    def run(self) -> None:
        """Until SIGTERM or SIGINT."""
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, self._end)
        while not self._is_over:
            for lane in LANES:
                self._keep(lane)
            time.sleep(_TICK_S)
        self._stop()

    def _keep(self, lane: str) -> None:
        process = self._running.get(lane)
        if process is not None and process.is_alive():
            return
        now = time.monotonic()
        if process is not None:
            del self._running[lane]
            self._again_at[lane] = now + self._wait_s[lane]
            self._wait_s[lane] = min(_LONGEST_WAIT_S, self._wait_s[lane] * 2)
            log.warning("lane ended, starting it again", queue=lane, exit_code=process.exitcode)
        if now >= self._again_at[lane] and not self._is_over:
            self._running[lane] = self._start(lane)

    def _start(self, lane: str) -> ForkProcess:
        process = self._fork.Process(target=Lane(lane, self._url).run, name=f"lane-{lane}")
        process.start()
        return process

    def _stop(self) -> None:
        ends_at = time.monotonic() + _WIND_DOWN_S
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.join(max(0.0, ends_at - time.monotonic()))
            if process.is_alive():
                process.kill()

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_over = True


def main() -> int:
    """Run the workers. The exit code."""
    try:
        services = clarion()
        services.campaign.current()
    except ClarionError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    redis_url = services.settings.redis_url.get_secret_value()
    if not redis_url:
        sys.stderr.write("REDIS_URL is not set; without it the clock alone sends.\n")
        return 2
    log.info("workers started", lanes=list(LANES), pid=os.getpid())
    Watch(redis_url).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
