"""What is counted for /metrics: outcomes and durations. No label ever names a person.

granian runs several processes: prometheus-client then keeps one file a process in a folder and
adds them up when asked (https://prometheus.github.io/client_python/multiprocess/). The folder must
be named in the environment before the library is imported, so it is imported here, late.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

# Seconds; a text should be answered well inside Twilio's 15.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)


@dataclass(frozen=True)
class Meters:
    """The counters of this process."""

    texts: Counter
    statuses: Counter
    sign_ins: Counter
    requests: Histogram


def prepare(data_dir: Path) -> None:
    """Name the folder of the counters and clear what processes that are gone left there.

    Without a writable folder each process counts for itself.
    """
    folder = data_dir / "metrics"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(folder)
    except OSError:
        return
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder))


def _clear_leftovers(folder: Path) -> None:
    for file in folder.glob("*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdigit() and not _is_running(int(pid)):
            file.unlink(missing_ok=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


_lock = threading.Lock()


def meters() -> Meters:
    """The counters; made once per process, also when several threads ask at once."""
    with _lock:
        return _make()


@lru_cache(maxsize=1)
def _make() -> Meters:
    from prometheus_client import Counter, Histogram

    return Meters(
        texts=Counter("clarion_texts_total", "Texts that came in, by outcome", ["outcome"]),
        statuses=Counter("clarion_statuses_total", "Status callbacks, by outcome", ["outcome"]),
        sign_ins=Counter("clarion_sign_ins_total", "Sign-ins, by outcome", ["outcome"]),
        requests=Histogram(
            "clarion_request_seconds",
            "Seconds a request took",
            ["route", "status"],
            buckets=_BUCKETS,
        ),
    )


@lru_cache(maxsize=512)
def _request_child(route: str, status: int) -> Histogram:
    return meters().requests.labels(route, f"{status // 100}xx")


def observe(route: str, status: int, seconds: float) -> None:
    """Take a request's duration in."""
    _request_child(route, status).observe(seconds)


@lru_cache(maxsize=64)
def _text_child(outcome: str) -> Counter:
    return meters().texts.labels(outcome)


def count_text(outcome: str) -> None:
    """Count a text that came in: answered, silent, refused, spooled, failed or lost."""
    _text_child(outcome).inc()


def count_status(outcome: str) -> None:
    """Count a status callback: taken, refused, away or failed."""
    meters().statuses.labels(outcome).inc()


def count_sign_in(outcome: str) -> None:
    """Count a sign-in: ok, wrong, limited."""
    meters().sign_ins.labels(outcome).inc()


def exposition() -> bytes:
    """Everything counted, over all processes of this machine, in Prometheus's text format."""
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    meters()
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
    if not folder:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]  # untyped library
    return generate_latest(registry)
