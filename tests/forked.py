"""Processes of ours that begin where their imports end, for tests that start many of them.

One process per process of tests imports what the web's, the worker's and the clock's have in
common; each that is asked for is forked from it, so it has memory, files and signals of its own,
may be killed like any other, and runs its module as `python -m` does. What is left out is a second
of imports, which `clarion up` and the carrier's trials go through.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.forked_imports"])


class Forked:
    """As much of subprocess.Popen as tests use."""

    def __init__(self, module: str, environment: Mapping[str, str]) -> None:
        self._process = context.Process(target=_become, args=(module, dict(environment)))
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code. Raises: subprocess.TimeoutExpired."""
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL, unless it has ended."""
        self.send_signal(signal.SIGKILL)


def _become(module: str, environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
