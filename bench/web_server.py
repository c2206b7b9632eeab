"""A granian server under measurement, with the product's own settings, on a free port."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.web.serving import THREADS

_ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
_COMES_UP_S = 120  # on a machine that does much else, too


@dataclass(frozen=True)
class WebServer:
    """A server that answers on `port`."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu_s(self) -> float:
        """CPU seconds of the server and its workers so far. PostgreSQL is not counted."""
        root = psutil.Process(self.process.pid)
        spent = 0.0
        for process in [root, *root.children(recursive=True)]:
            times = process.cpu_times()
            spent += times.user + times.system
        return spent


@contextmanager
def serve(
    app: str, environment: Mapping[str, str], *, is_wsgi: bool = False
) -> Iterator[WebServer]:
    """Run an app with the flags of the Procfile's web line, until the block ends. One of WSGI gets
    as many threads as ours."""
    port = _free_port()
    own = flags()
    if is_wsgi:
        own[own.index("rsgi")] = "wsgi"
        own += ["--blocking-threads", str(THREADS)]
    command = [sys.executable, "-m", "granian", *own, "--host", "127.0.0.1",
               "--port", str(port), "--workers", str(WORKERS), app]  # fmt: skip
    variables = {**os.environ, **environment}
    variables.pop("PROMETHEUS_MULTIPROC_DIR", None)
    process = subprocess.Popen(command, cwd=_ROOT, env=variables, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield WebServer(port, process)
    finally:
        process.terminate()
        process.wait(10)


def flags() -> list[str]:
    """The flags of the Procfile's web line, without its address, workers and app."""
    lines = (_ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    words = shlex.split(next(line for line in lines if line.startswith("web:")))[2:-1]
    flags: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in ("--host", "--port", "--workers"):
            skip = True
        else:
            flags.append(word)
    return flags


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _COMES_UP_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            return
        except urllib.error.HTTPError:
            return  # it answers, if only "not found"
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not answer within {_COMES_UP_S} seconds")
