"""What a thief of Redis puts into the queues."""

from __future__ import annotations

import json
import pickle
import time
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import redis

from bot.queue import JOBS
from tests.attack.target import Target
from tests.attack.tries import Tries, attack

_TAKEN_WITHIN_S = 20.0
_LISTED = next(iter(JOBS))


@attack("poisoned jobs", "jobs that a thief of Redis puts into the queues")
def poisoned(target: Target, tries: Tries) -> None:
    """None is run, and the lanes go on."""
    proof = target.home.folder / "own3d"
    with redis.Redis.from_url(target.settings.redis_url.get_secret_value()) as client:
        for queue in ("urgent", "bulk"):
            for what, fields in _jobs(proof):
                _put(client, queue, fields)
                tries.add(f"{queue}: {what}", proof.exists(), "not on the list, not run")
            client.rpush(f"rq:queue:{queue}", "no such job", "\x00\xff")
        target.clarion.wake_ups.wake("workers.jobs.send_due")
        tries.control("the lanes go on", _is_taken(client, "urgent"))
    tries.control("nothing was run", not proof.exists())


def _put(client: redis.Redis, queue: str, fields: dict[str, Any]) -> None:
    job_id = uuid.uuid4().hex
    client.hset(f"rq:job:{job_id}", mapping=fields)
    client.rpush(f"rq:queue:{queue}", job_id)
    _is_taken(client, queue)


def _is_taken(client: redis.Redis, queue: str) -> bool:
    """Wait until a queue is empty; whether it is."""
    ends_at = time.monotonic() + _TAKEN_WITHIN_S
    while client.llen(f"rq:queue:{queue}") and time.monotonic() < ends_at:
        time.sleep(0.05)
    return not client.llen(f"rq:queue:{queue}")


def _jobs(proof: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for what, call in _calls(f"touch {proof}").items():
        yield what, _job(zlib.compress(json.dumps(call).encode()))
    touch = pickle.dumps(_Touch(str(proof)))
    yield "a pickle", _job(zlib.compress(touch))
    yield "a plain pickle", _job(touch)
    yield "another serializer", _job(touch) | {"serializer": "pickle"}
    yield "nothing", _job(b"")
    yield "bytes", _job(b"\xff\x00")
    listed = zlib.compress(json.dumps([_LISTED, None, [0], {}]).encode())
    for name in ("success_callback_name", "failure_callback_name", "stopped_callback_name"):
        yield name, _job(listed) | {name: "os.system"}


def _calls(touch: str) -> dict[str, list[Any]]:
    """Calls as RQ writes them: function, instance, arguments."""
    return {
        "os.system": ["os.system", None, [touch], {}],
        "subprocess": ["subprocess.getoutput", None, [touch], {}],
        "a builtin": ["builtins.exec", None, [f"import os; os.system({touch!r})"], {}],
        "a method": ["system", "os", [touch], {}],
        "a listed name of an instance": [_LISTED, "os", [touch], {}],
        "a listed job with words": ["workers.jobs.send_message", None, [touch], {}],
        "a listed job with an id of nobody": ["workers.jobs.send_message", None, [-1], {}],
        "a listed job with a huge id": ["workers.jobs.drain_broadcast", None, [2**80], {}],
        "a listed job with a list": ["workers.jobs.work_on_list", None, [[touch]], {"x": 1}],
        "an inner name": ["workers.jobs.clarion.settings", None, [], {}],
        "dots": ["workers.jobs..send_message", None, [], {}],
    }


def _job(data: bytes) -> dict[str, Any]:
    at = "2026-11-01T00:00:00.000000Z"
    return {
        "created_at": at, "enqueued_at": at, "status": "queued", "data": data, "timeout": 30,
        "origin": "urgent", "description": "x",
    }  # fmt: skip


class _Touch:
    """What a pickle does when it is read."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (self._path, "w")
