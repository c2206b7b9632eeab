"""A lane: one RQ worker on one queue, that outlives whatever happens to Redis.

RQ as it comes gives up on a time-out, stops looking after its child when Redis goes, and runs any
function that a job names. A lane does none of these.
"""

from __future__ import annotations

import signal
import time
from types import FrameType
from typing import Any

import structlog
from redis.exceptions import RedisError
from rq import Worker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer

from bot.queue import JOBS, connect
from workers.processes import end_with_parent

log = structlog.get_logger()

_WORKER_TTL_S = 45  # the blocking pop returns after 30 s, so a lost worker key is written anew
_MONITOR_S = 5
_LONGEST_WAIT_S = 2.0


class ListedJob(Job):
    """A job that is on the list, or is not run at all. A JSON serializer alone is no defence: a
    job hash that names `os.system` would run (texting-facts 5.5)."""

    @property
    def func(self) -> Any:
        """The function. Raises: PermissionError for one that is not on the list."""
        if self.func_name not in JOBS or self.instance is not None:
            raise PermissionError("a job that is not on the list was not run")
        return super().func

    @property
    def success_callback(self) -> None:
        """Callbacks are functions that Redis names: never run."""
        return

    @property
    def failure_callback(self) -> None:
        """Never run."""
        return

    @property
    def stopped_callback(self) -> None:
        """Never run."""
        return


class LaneWorker(Worker):
    """RQ's forking worker, steadier."""

    max_connection_wait_time = _LONGEST_WAIT_S
    was_told = False

    def maintain_heartbeats(self, job: Job, execution: Any) -> None:
        """Without Redis the child goes on sending, and so does the watch over it."""
        try:
            super().maintain_heartbeats(job, execution)
        except (RedisError, OSError) as error:
            log.warning("heartbeat not written", kind=type(error).__name__)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """End, asking Redis nothing; the child puts back what it has not posted, and ends first."""
        self.was_told = True
        self._stop_requested = True
        if self.horse_pid:
            self.kill_horse(signal.SIGTERM)
        else:
            raise StopRequested

    def setup_work_horse_signals(self) -> None:
        """The child ends with its parent; the outbox sets its own way to end on SIGTERM."""
        super().setup_work_horse_signals()  # type: ignore[no-untyped-call]  # the library's
        end_with_parent()


class Lane:
    """Runs a worker on a queue until SIGTERM."""

    def __init__(self, queue: str, redis_url: str) -> None:
        self._queue = queue
        self._url = redis_url
        self._is_over = False

    def run(self) -> None:
        """Work, and begin anew whenever RQ gives up."""
        end_with_parent()
        wait_s = 0.1
        worker: LaneWorker | None = None
        while not self._is_over and not (worker and worker.was_told):
            signal.signal(signal.SIGTERM, self._end)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            began = time.monotonic()
            try:
                worker = self._worker()
                worker.work(logging_level="WARNING")
            except (RedisError, OSError) as error:
                log.warning("redis is away", queue=self._queue, kind=type(error).__name__)
            wait_s = 0.1 if time.monotonic() - began > 5 else min(_LONGEST_WAIT_S, wait_s * 2)
            if not (worker and worker.was_told):
                self._pause(wait_s)

    def _worker(self) -> LaneWorker:
        return LaneWorker(
            [self._queue],
            connection=connect(self._url, None),
            job_class=ListedJob,
            serializer=JSONSerializer,
            worker_ttl=_WORKER_TTL_S,
            job_monitoring_interval=_MONITOR_S,
            log_job_description=False,
        )

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_over = True

    def _pause(self, seconds: float) -> None:
        ends_at = time.monotonic() + seconds
        while not self._is_over and time.monotonic() < ends_at:
            time.sleep(0.05)
