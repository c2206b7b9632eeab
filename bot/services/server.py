"""A server that was started here: where it listens, and how it ends."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ServiceError
from bot.services.child import end_child

_POLL_S = 0.01
# What PostgreSQL and Valkey begin a line with: a time and a process.
_PREFIX = re.compile(r"^[\d-]+ [\d:.]+ UTC \[\d+\] |^\d+:\w \d+ \w+ \d+ [\d:.]+ . ")

# Signals to end a process with, and the seconds each is given.
StopSteps = tuple[tuple[signal.Signals, float], ...]


@dataclass(frozen=True)
class Server:
    """A running server. `url` is what DATABASE_URL or REDIS_URL is set to."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    stop_steps: StopSteps

    @property
    def is_running(self) -> bool:
        """Whether its process is there."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End it cleanly, then less so. Returns when it has ended; twice does no harm."""
        end_child(self.process, self.stop_steps)


def wait_until_ready(
    name: str,
    process: subprocess.Popen[bytes],
    is_ready: Callable[[], bool],
    log: Path,
    stop_steps: StopSteps,
    timeout_s: float = 60.0,
) -> None:
    """Return when `is_ready` says so. Whatever happens instead, the process is ended.

    Raises: ServiceError when the process ends first or the time is up, with the log's last words.
    """
    deadline = time.monotonic() + timeout_s
    try:
        while not is_ready():
            if process.poll() is not None:
                raise ServiceError(f"{name} did not start: {last_words(log)} (its log: {log})")
            if time.monotonic() > deadline:
                raise ServiceError(f"{name} was not ready after {timeout_s:.0f} s. Its log: {log}")
            time.sleep(_POLL_S)
    except BaseException:
        end_child(process, stop_steps)
        raise


def last_words(log: Path) -> str:
    """The newest two lines of a log that say something."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:]
    except OSError:
        return "it left no log"
    told = [_PREFIX.sub("", line).strip() for line in lines]
    said = [line for line in told if line and "database system is shut down" not in line]
    return " / ".join(said[-2:])[-400:] or "it said nothing"
