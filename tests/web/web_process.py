"""The web as it is served: granian with the Procfile's flags, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.web_server import flags
from bot.config import Settings
from tests.crowd import environment

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def served(settings: Settings, port: int, workers: int = 1) -> Iterator[str]:
    """Serve `app:served` with these settings on this port of loopback until the block ends."""
    command = [sys.executable, "-m", "granian", *flags(), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(workers), "app:served"]
    variables = environment(settings)
    variables.pop("PROMETHEUS_MULTIPROC_DIR", None)  # this process's own folder of counters
    process = subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, f"the web ended with {process.returncode}"
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=2).close()  # noqa: S310 - loopback
            return
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass  # not listening yet
        time.sleep(0.05)
    raise AssertionError("the web was not ready within a minute")
