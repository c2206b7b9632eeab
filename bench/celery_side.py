"""One job a message in celery, prefork 2: the usual way to send with more than one process.

The fair chance it gets: the same Valkey over the same socket and the same call of Twilio's library
as the RQ job; the worker has started and both processes have sent before the clock runs; all jobs
are in the queue by then; gossip, mingle and heartbeats are off. Its time is what the carrier saw,
from the first text to the last.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from bench.carrier import counts_of
from bench.runs import Run
from bot.config import Settings
from tests.crowd import ROOT, environment, until

PROCESSES = 2
_WARM, _MEASURED = "warm", "measured"  # queues
_WARM_JOBS = 100
_WITHIN_S = 60.0


def by_celery(settings: Settings, url: str, count: int) -> Run:
    """Send `count` texts to the carrier at `url`. Raises: AssertionError when some never came."""
    with _worker(settings) as worker:
        from bench.celery_worker import post

        counts_of(url, is_anew=True)
        for index in range(_WARM_JOBS):
            post.apply_async([url, index], queue=_WARM)
        until(lambda: counts_of(url).taken == _WARM_JOBS, _WITHIN_S)
        for index in range(count):
            post.apply_async([url, index], queue=_MEASURED)
        counts_of(url, is_anew=True)
        before = _cpu_s(worker)
        post.app.control.add_consumer(_MEASURED)
        until(lambda: counts_of(url).taken == count, _WITHIN_S, 0.2)
        return Run(count - 1, counts_of(url).seconds, _cpu_s(worker) - before, _rss_mb(worker))


def broker_of(redis_url: str) -> str:
    """A Redis URL as celery writes it: a socket has another scheme there."""
    if not redis_url.startswith("unix://"):
        return redis_url
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)


@contextmanager
def _worker(settings: Settings) -> Iterator[psutil.Process]:
    """A worker that listens to the warm-up queue."""
    variables = environment(settings)
    os.environ["REDIS_URL"] = variables["REDIS_URL"]  # read by the app, in this process too
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "bench.celery_worker", "worker", "-Q", _WARM,
         "--pool", "prefork", "--concurrency", str(PROCESSES), "--loglevel", "ERROR",
         "--without-gossip", "--without-mingle", "--without-heartbeat"],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.DEVNULL,
        stderr=None if os.environ.get("BENCH_SHOW") else subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _tree(worker: psutil.Process) -> list[psutil.Process]:
    return [worker, *worker.children(recursive=True)]


def _cpu_s(worker: psutil.Process) -> float:
    times = [process.cpu_times() for process in _tree(worker)]
    return sum(one.user + one.system for one in times)


def _rss_mb(worker: psutil.Process) -> float:
    return sum(process.memory_info().rss for process in _tree(worker)) / 2**20
