"""Wake-ups through RQ: a hint that there is work, which may be lost, doubled or late.

The record is the truth: the clock finds everything that is due whether or not a wake-up came.
Job arguments are ids, never numbers or bodies, and are JSON: a pickle in Redis would be code.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from redis import Redis
    from rq import Queue

log = structlog.get_logger()

# Every job there is, and its queue. `workers` refuses to run any other; a test compares.
URGENT, BULK = "urgent", "bulk"
JOBS: Mapping[str, str] = {
    "workers.jobs.send_message": URGENT,
    "workers.jobs.send_due": URGENT,
    "workers.jobs.run_clock": URGENT,
    "workers.jobs.drain_broadcast": BULK,
    "workers.jobs.work_on_list": BULK,
}
# A wake-up that nobody took in this time is stale: the clock has long seen to it.
_TTL_S = 60
_CONNECT_S = 0.5
_ANSWER_S = 1.0
_QUIET_S = 2.0  # after a failure, do not ask again for so long: nobody waits for Redis


class WakeUps:
    """Wakes workers. Safe to share between threads; after a fork it connects anew."""

    def __init__(self, redis_url: str) -> None:
        self._url = redis_url
        self._lock = threading.Lock()
        self._queues: dict[str, Queue] = {}
        self._pid = 0
        self._quiet_until = 0.0
        self._was_away = False

    def wake(self, job: str, *ids: int) -> bool:
        """Ask a worker to run a job of `JOBS`. False where Redis is away; never raises for that.

        Raises: KeyError for a job that is not in the table.
        """
        queue_name = JOBS[job]
        if not self._url or time.monotonic() < self._quiet_until:
            return False
        # Imported here: most web requests wake nobody, and these take 0.2 s.
        from redis.exceptions import RedisError

        try:
            self._queue(queue_name).enqueue_call(
                job, args=list(ids), ttl=_TTL_S, result_ttl=0, failure_ttl=_TTL_S, timeout=600
            )
        except (RedisError, OSError) as error:
            self._quiet_until = time.monotonic() + _QUIET_S
            if not self._was_away:
                log.warning("redis is away; the clock goes on", kind=type(error).__name__)
            self._was_away = True
            return False
        if self._was_away:
            log.info("redis is back")
            self._was_away = False
        return True

    def _queue(self, name: str) -> Queue:
        from rq import Queue
        from rq.serializers import JSONSerializer

        with self._lock:
            if self._pid != os.getpid():
                self._queues.clear()
                self._pid = os.getpid()
            if name not in self._queues:
                self._queues[name] = Queue(
                    name, connection=connect(self._url), serializer=JSONSerializer
                )
            return self._queues[name]


def connect(redis_url: str, answer_s: float | None = _ANSWER_S) -> Redis:
    """A client of Redis or Valkey that gives up soon. Opens nothing until it is used."""
    from redis import Redis

    client: Redis = Redis.from_url(
        redis_url, socket_connect_timeout=_CONNECT_S, socket_timeout=answer_s
    )
    return client
