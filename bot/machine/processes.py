"""Keeps the processes of one machine running: starts them, shows what they say, ends them.

honcho's own manager ends everything as soon as one process stops, and its helpers outlive a
manager that is killed. So only its Procfile reader and its printer are used here.
"""

from __future__ import annotations

import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.errors import ClarionError, ServiceError
from bot.machine.terminal import Terminal
from bot.services.child import end_child
from bot.services.leftovers import end_session
from bot.services.server import StopSteps

# Seconds until a process that stopped is started again; after as many stops in a row, none
# followed by a minute of life, it is given up.
_PAUSES_S = (0.25, 0.5, 1.0, 2.0)
_LONG_LIFE_S = 60.0
_GRACE_S = 5.0

Process = subprocess.Popen[bytes]


@dataclass
class _Kept:
    """A process that is kept running. Servers end after everything that uses them."""

    name: str
    start: Callable[[], Process]
    stop_steps: StopSteps
    is_server: bool
    process: Process | None = None
    started_at: float = 0.0
    failures: int = 0
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=3))


class Supervisor:
    """Runs until a signal, `stop` or a process that will not stay up. Main thread only."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._kept: dict[str, _Kept] = {}
        # SimpleQueue, since a signal's handler may put into it at any moment.
        self._events: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._restarts: dict[str, float] = {}
        self._is_stopping = False
        self._is_busy = True  # outside the loop, a signal has to interrupt what is going on
        self._failure: ServiceError | None = None

    def take_signals(self) -> None:
        """Let Ctrl-C, SIGTERM and a closed terminal end everything.

        Raises, from then on: KeyboardInterrupt wherever the main thread is, outside `run`.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN or number is signal.SIGINT:
                signal.signal(number, self._take_signal)

    def _take_signal(self, _number: int, _frame: object) -> None:
        if self._is_busy:
            raise KeyboardInterrupt
        self.call(self.stop)

    def keep(self, name: str, start: Callable[[], Process], stop_steps: StopSteps) -> None:
        """Start a process and keep it running. What it says is shown under its name."""
        self._add(_Kept(name, start, stop_steps, is_server=False), start())

    def keep_server(
        self, name: str, process: Process, start: Callable[[], Process], stop_steps: StopSteps
    ) -> None:
        """Keep a server running that has been started; `start` starts it again."""
        self._add(_Kept(name, start, stop_steps, is_server=True), process)

    def call(self, action: Callable[[], None]) -> None:
        """Have `action` called in the main thread, soon. For other threads and signals."""
        self._events.put(action)

    def stop(self, failure: ServiceError | None = None) -> None:
        """End everything, soon; `run` then raises `failure`, if there is one."""
        self._is_stopping = True
        self._failure = self._failure or failure

    def run(self) -> None:
        """Keep everything running until `stop`, then end it all.

        Raises: ServiceError when a process would not stay up.
        """
        try:
            self._is_busy = False
            while not self._is_stopping:
                self._next_event()
        finally:
            self._is_busy = True
            self.end()
        if self._failure:
            raise self._failure

    def end(self) -> None:
        """End every process: those of the Procfile first, then the servers."""
        self._is_stopping = True
        self._end_programs()
        servers = [kept for kept in self._kept.values() if kept.is_server and kept.process]
        threads = [
            threading.Thread(target=end_child, args=(kept.process, kept.stop_steps))
            for kept in servers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _add(self, kept: _Kept, process: Process) -> None:
        self._kept[kept.name] = kept
        self._follow(kept, process)

    def _follow(self, kept: _Kept, process: Process) -> None:
        kept.process, kept.started_at = process, time.monotonic()
        threading.Thread(target=self._wait_for, args=(kept, process), daemon=True).start()
        if process.stdout is not None:
            threading.Thread(target=self._show, args=(kept, process), daemon=True).start()

    def _wait_for(self, kept: _Kept, process: Process) -> None:
        process.wait()
        self.call(lambda: self._ended(kept, process))

    def _show(self, kept: _Kept, process: Process) -> None:
        assert process.stdout is not None  # noqa: S101 -- for mypy; the caller looked
        for line in iter(lambda: process.stdout.readline(65536), b""):  # type: ignore[union-attr]
            text = line.decode("utf-8", "replace").rstrip()
            kept.last_lines.append(text)
            if not self._terminal.show(kept.name, text):
                self.call(self.stop)
                return

    def _next_event(self) -> None:
        due = min(self._restarts.values(), default=None)
        timeout = None if due is None else max(0.0, due - time.monotonic())
        try:
            self._events.get(timeout=timeout)()
        except queue.Empty:
            self._restart_due()

    def _restart_due(self) -> None:
        now = time.monotonic()
        for name in [name for name, at in self._restarts.items() if at <= now]:
            del self._restarts[name]
            kept = self._kept[name]
            self._is_busy = True
            try:
                self._follow(kept, kept.start())
            except ClarionError as error:
                self._terminal.show("clarion", str(error))
                self._plan_restart(kept, "did not start")
            self._is_busy = False

    def _ended(self, kept: _Kept, process: Process) -> None:
        if self._is_stopping or kept.process is not process:
            return
        if not kept.is_server:
            end_session(process.pid)
        if time.monotonic() - kept.started_at > _LONG_LIFE_S:
            kept.failures = 0
        self._plan_restart(kept, f"stopped ({_how_it_ended(process.returncode)})")

    def _plan_restart(self, kept: _Kept, what: str) -> None:
        kept.failures += 1
        if kept.failures > len(_PAUSES_S):
            self.stop(_given_up(kept, what))
            return
        pause_s = _PAUSES_S[kept.failures - 1]
        self._restarts[kept.name] = time.monotonic() + pause_s
        self._terminal.show("clarion", f"{kept.name} {what}; starting it again in {pause_s:g} s.")

    def _end_programs(self) -> None:
        """SIGTERM to each, five seconds, then SIGKILL; a second Ctrl-C ends the waiting."""
        programs = [kept.process for kept in self._kept.values() if not kept.is_server]
        running = [process for process in programs if process and process.poll() is None]
        for each in running:
            each.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _GRACE_S
        try:
            for each in running:
                each.wait(timeout=max(0.01, deadline - time.monotonic()))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            self._terminal.show("clarion", "Not waiting any longer.")
        for process in filter(None, programs):
            if process.poll() is None:
                process.kill()
                process.wait()
            end_session(process.pid)


def _how_it_ended(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return f"killed by {signal.Signals(-code).name}"


def _given_up(kept: _Kept, what: str) -> ServiceError:
    said = "".join(f"\n    {line}" for line in kept.last_lines)
    return ServiceError(
        f"{kept.name} will not stay up: {what}, for the {kept.failures}th time in a row. "
        f"Everything has been stopped. Its last words:{said or ' none'}"
    )
